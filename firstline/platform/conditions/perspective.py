from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from django.utils import timezone

from firstline.platform.clock import now


@dataclass(frozen=True)
class Perspective:
    """Whose "me" and whose "today" conditions mean. Nobody's, for rules that run by themselves."""

    person_id: int | None = None
    group_ids: tuple[int, ...] = ()
    at: datetime = field(default_factory=now)
    zone: tzinfo = field(default_factory=timezone.get_current_timezone)
