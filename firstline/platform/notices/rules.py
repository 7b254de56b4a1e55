"""When somebody may be disturbed: pure rules over their settings and their own time."""

from datetime import datetime, timedelta

from firstline.platform.notices.models import NoticeSettings

# Several events make one mail, and what is read in the app meanwhile makes none.
PATIENCE = timedelta(minutes=2)
PACE = timedelta(minutes=5)
SLOWEST_PACE = timedelta(hours=6)
MOST_MAILS_PER_HOUR = 10


def is_on_shift(settings: NoticeSettings, local: datetime) -> bool:
    """Whether they work at that moment. A shift over midnight belongs to the day it begins on."""
    at, begins, ends = local.time(), settings.starts_at, settings.ends_at
    today = local.weekday() in settings.days
    if begins == ends:
        return today
    if begins < ends:
        return today and begins <= at < ends
    yesterday = (local.weekday() - 1) % 7 in settings.days
    return (today and at >= begins) or (yesterday and at < ends)


def pace_after(unheeded: int) -> timedelta:
    """How long to leave somebody alone who has not come after so many mails."""
    return min(PACE * (1 << min(max(unheeded - 1, 0), 10)), SLOWEST_PACE)


def may_be_mailed(settings: NoticeSettings, at: datetime, local: datetime) -> bool:
    if not settings.wants_mail or settings.mail_stopped_at is not None:
        return False
    if settings.muted_until is not None and settings.muted_until > at:
        return False
    if not is_on_shift(settings, local):
        return False
    return settings.mailed_at is None or at - settings.mailed_at >= pace_after(settings.unheeded)


def may_be_pushed(settings: NoticeSettings, at: datetime, local: datetime) -> bool:
    is_muted = settings.muted_until is not None and settings.muted_until > at
    return not is_muted and is_on_shift(settings, local)
