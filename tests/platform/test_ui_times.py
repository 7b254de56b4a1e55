from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone, translation

from firstline.platform.ui import times
from tests.conftest import StoppedClock

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def noon(clock: StoppedClock) -> None:
    clock.moment = NOON


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (NOON - timedelta(hours=3), "9:00\u202fAM"),
        (NOON - timedelta(days=2), "Thu 12:00 PM"),
        (NOON - timedelta(days=30), "Oct 22"),
        (NOON - timedelta(days=400), "Oct 17, 2025"),
    ],
)
def test_a_moment_is_told_no_longer_than_needed(moment: datetime, text: str) -> None:
    with translation.override("en"):
        assert times.short_text(moment) == text


def test_a_moment_is_told_in_the_readers_language_and_zone() -> None:
    with translation.override("de"), timezone.override("Europe/Berlin"):
        assert times.short_text(NOON - timedelta(hours=3)) == "10:00"
        assert "Samstag, 21. November 2026" in times.long_text(NOON)


def test_midnight_is_the_readers_not_the_servers() -> None:
    """01:00 in Tokyo on the 22nd: noon in UTC was yesterday there, 21:00."""
    later = NOON + timedelta(hours=4)
    with translation.override("ja"), timezone.override("Asia/Tokyo"):
        assert times.short_text(later) != times.short_text(NOON)


@pytest.mark.parametrize(
    ("passed", "text"),
    [
        (timedelta(minutes=5), "5m ago"),
        (timedelta(hours=3, minutes=50), "3h ago"),
        (timedelta(days=2), "2d ago"),
        (timedelta(minutes=-5), "in 5m"),
        (timedelta(seconds=20), "now"),
    ],
)
def test_a_distance_is_told_as_the_pages_clock_tells_it(passed: timedelta, text: str) -> None:
    with translation.override("en"):
        assert times.relative_text(NOON - passed) == text


def test_the_exact_moment_stands_behind_the_words() -> None:
    with translation.override("en"):
        tag = times.relative_time_tag(NOON - timedelta(minutes=5))
    assert 'datetime="2026-11-21T11:55:00+00:00"' in tag
    assert "Saturday, November 21, 2026" in tag
    assert "data-relative" in tag


def test_no_moment_is_no_tag() -> None:
    assert times.datetime_tag(None) == ""
    assert times.relative_time_tag(None) == ""


def test_an_unknown_language_is_told_in_english() -> None:
    with translation.override("xx"):
        assert times.short_text(NOON - timedelta(days=30)) == "Oct 22"
