from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any

from django.utils import timezone

from firstline.platform.clock import now


@dataclass(frozen=True)
class Perspective:
    """Whose "me" and whose "today" conditions mean. Nobody's, for rules that run by themselves."""

    # Who asks, for fields that say no more than this reader may know; None may know all.
    reader: Any = None

    person_id: int | None = None
    group_ids: tuple[int, ...] = ()
    at: datetime = field(default_factory=now)
    zone: tzinfo = field(default_factory=timezone.get_current_timezone)
