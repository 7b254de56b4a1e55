"""Moments as people read them: in the reader's language and zone, with the exact moment behind."""

from datetime import date, datetime, timedelta, tzinfo
from functools import cache, lru_cache

from babel import Locale
from babel.core import UnknownLocaleError
from babel.dates import format_datetime, format_skeleton, format_time, format_timedelta
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from firstline.platform.clock import now

RECENT = timedelta(days=6)
# Year, month, week, day, hour, minute, in seconds.
STEPS = (31_536_000, 2_592_000, 604_800, 86_400, 3_600, 60)


def datetime_tag(moment: datetime | None, style: str = "short") -> Markup:
    """`14:05` today, `Tue 14:05` this week, `3 Nov` this year; style "long" says everything."""
    if moment is None:
        return Markup()
    return _tag(moment, long_text(moment) if style == "long" else short_text(moment))


def input_text(moment: datetime | None) -> str:
    """As `<input type="datetime-local">` has it."""
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M") if moment else ""


def relative_time_tag(moment: datetime | None) -> Markup:
    """`5m ago`; the page keeps it true as time passes."""
    if moment is None:
        return Markup()
    return _tag(moment, relative_text(moment), relative=True)


def short_text(moment: datetime) -> str:
    local, today = timezone.localtime(moment), timezone.localtime(now())
    if local.date() == today.date():
        return format_time(local, "short", locale=_locale())
    if abs(today - local) < RECENT:
        return format_skeleton("EHm" if _is_24_hour() else "Ehm", local, locale=_locale())
    return format_skeleton("MMMd" if local.year == today.year else "yMMMd", local, locale=_locale())


def long_text(moment: datetime) -> str:
    return _long_text(moment, timezone.get_current_timezone(), translation.get_language() or "en")


@lru_cache(maxsize=10_000)
def _long_text(moment: datetime, zone: tzinfo, language: str) -> str:
    # A list shows the same moments again and again, and to write one in full takes longest.
    return format_datetime(moment.astimezone(zone), "full", locale=_locale())


def relative_text(moment: datetime) -> str:
    passed = (moment - now()).total_seconds()
    step = next((step for step in STEPS if abs(passed) >= step), None)
    if step is None:
        return _("now")
    # Full steps only, as the page's own clock counts them: four minutes are over after four.
    return _relative_text(int(passed / step) * step, _locale())


@lru_cache(maxsize=10_000)
def _relative_text(seconds: int, locale: Locale) -> str:
    return format_timedelta(
        timedelta(seconds=seconds),
        add_direction=True,
        format="narrow",
        threshold=1,
        locale=locale,
    )


def clock_text(local: datetime) -> str:
    """`Tue 14:05`, of a moment in somebody else's zone."""
    return format_skeleton(
        "EHm" if _is_24_hour() else "Ehm", local, tzinfo=local.tzinfo, locale=_locale()
    )


def month_text(day: date) -> str:
    """`May 2026`."""
    return format_skeleton("yMMMM", day, locale=_locale())


def zone_name() -> str:
    return timezone.get_current_timezone_name()


def _tag(moment: datetime, text: str, *, relative: bool = False) -> Markup:
    # Every row of a list has one: `Markup.format` takes several times as long.
    exact, kind = moment.isoformat(timespec="seconds"), " data-relative" if relative else ""
    title = escape(long_text(moment))
    return Markup(f'<time datetime="{exact}" title="{title}"{kind}>{escape(text)}</time>')  # noqa: S704


def _is_24_hour() -> bool:
    return "H" in str(_locale().time_formats["short"].pattern)


def _locale() -> Locale:
    return _locale_of(translation.get_language() or "en")


@cache
def _locale_of(language: str) -> Locale:
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")
