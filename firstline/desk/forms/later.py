"""When a reply that is put off is to leave, as people choose it: in the writer's own time zone."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from firstline.desk.errors import BadValue

MORNING = time(9)
_MONDAY = 0


def moment_of(choice: str, typed: str = "") -> datetime:
    """`tomorrow`, `monday`, or the date and time that was typed."""
    today = timezone.localdate()
    if choice == "tomorrow":
        return _at_nine(today + timedelta(days=1))
    if choice == "monday":
        return _at_nine(next_monday(today))
    try:
        moment = parse_datetime(typed)
    except ValueError:
        moment = None
    if moment is None:
        raise BadValue(_("Choose a day and a time."))
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


def next_monday(today: date) -> date:
    return today + timedelta(days=(_MONDAY - today.weekday() - 1) % 7 + 1)


def _at_nine(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, MORNING))
