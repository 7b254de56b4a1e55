"""Time that is worked on tickets: whether it is tracked, and how it reads."""

from django.utils.translation import gettext as _

from firstline.platform.company.models import Company

# Nobody works on one message for longer than a day.
MOST_MINUTES = 24 * 60
_HOUR = 60


def is_tracked() -> bool:
    company = Company.current()
    return company is not None and company.tracks_time


def in_words(minutes: int) -> str:
    """`12 min`, `1 h`, `3 h 20 min`."""
    hours, rest = divmod(minutes, _HOUR)
    if not hours:
        return _("%d min") % rest
    if not rest:
        return _("%d h") % hours
    return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": rest}
