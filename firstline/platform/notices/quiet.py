"""How long "leave me alone" may last: a few answers, in the person's own time."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from firstline.platform.clock import now

_MORNING = time(8)


@dataclass(frozen=True)
class Span:
    key: str
    label: str
    until: datetime


def spans() -> list[Span]:
    """What can be chosen at this moment, the shortest first."""
    at = timezone.localtime(now())
    tomorrow = _morning_after(at, days=1)
    monday = _morning_after(at, days=7 - at.weekday())
    return [
        Span("hour", _("For an hour"), at + timedelta(hours=1)),
        Span("tomorrow", _("Until tomorrow morning"), tomorrow),
        Span("monday", _("Until Monday morning"), monday),
        Span("fortnight", _("For two weeks"), _morning_after(at, days=14)),
    ]


def _morning_after(at: datetime, *, days: int) -> datetime:
    # Made anew in the zone, so that eight o'clock stays eight o'clock when the clocks change.
    day = at.date() + timedelta(days=days)
    return datetime.combine(day, _MORNING, tzinfo=at.tzinfo)
