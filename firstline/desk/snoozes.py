"""When a snoozed ticket may come back, as people choose it: in the agent's own zone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from firstline.desk.errors import BadValue
from firstline.desk.forms.later import MORNING, moment_of, next_monday
from firstline.platform.clock import now

CUSTOMER_WRITES = "customer"
_LATER = timedelta(hours=3)
_EVENING = time(20)


@dataclass(frozen=True)
class Preset:
    key: str
    label: str
    at: datetime


def presets() -> list[Preset]:
    """Each moment once, the next first."""
    local = timezone.localtime(now())
    found: dict[datetime, Preset] = {}
    for preset in _presets(local):
        found.setdefault(preset.at, preset)
    return sorted(found.values(), key=lambda preset: preset.at)


def chosen_moment(choice: str, typed: str) -> datetime | None:
    """When to come back; None for whenever the customer writes."""
    if choice == CUSTOMER_WRITES:
        return None
    preset = next((one for one in _presets(timezone.localtime(now())) if one.key == choice), None)
    if preset is not None:
        return preset.at
    if choice:
        raise BadValue(_("Choose a day and a time."))
    return moment_of("", typed)


def _presets(local: datetime) -> Iterator[Preset]:
    later = _half_hour(local + _LATER)
    if later.date() == local.date() and later.time() <= _EVENING:
        yield Preset("later", _("Later today"), later)
    today = local.date()
    yield Preset("tomorrow", _("Tomorrow morning"), _morning(today + timedelta(days=1)))
    yield Preset("monday", _("Monday morning"), _morning(next_monday(today)))
    yield Preset("week", _("In a week"), _morning(today + timedelta(days=7)))


def _half_hour(moment: datetime) -> datetime:
    """The next one."""
    over = timedelta(
        minutes=moment.minute % 30, seconds=moment.second, microseconds=moment.microsecond
    )
    return moment - over + timedelta(minutes=30) if over else moment


def _morning(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, MORNING))
