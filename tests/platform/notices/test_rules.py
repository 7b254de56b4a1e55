"""When somebody may be disturbed."""

from datetime import UTC, datetime, time, timedelta

import pytest

from firstline.platform.notices.models import NoticeSettings
from firstline.platform.notices.rules import is_on_shift, may_be_mailed, pace_after

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "hour", "is_working"),
    [(0, 7, False), (0, 8, True), (4, 17, True), (4, 18, False), (5, 12, False), (6, 12, False)],
)
def test_who_said_nothing_works_on_weekdays_from_eight_to_six(
    day: int, hour: int, *, is_working: bool
) -> None:
    settings = NoticeSettings()
    assert is_on_shift(settings, MONDAY + timedelta(days=day, hours=hour)) is is_working


@pytest.mark.parametrize(
    ("day", "hour", "is_working"),
    [(4, 21, False), (4, 22, True), (5, 5, True), (5, 6, False), (5, 22, False), (0, 3, False)],
)
def test_a_shift_over_midnight_belongs_to_the_day_on_which_it_begins(
    day: int, hour: int, *, is_working: bool
) -> None:
    settings = NoticeSettings(days=[4], starts_at=time(22), ends_at=time(6))
    assert is_on_shift(settings, MONDAY + timedelta(days=day, hours=hour)) is is_working


def test_equal_times_mean_the_whole_day() -> None:
    settings = NoticeSettings(days=[5], starts_at=time(0), ends_at=time(0))
    assert is_on_shift(settings, MONDAY + timedelta(days=5, hours=3))
    assert not is_on_shift(settings, MONDAY)


def test_who_does_not_come_is_written_to_less_and_less() -> None:
    paces = [pace_after(unheeded) // timedelta(minutes=1) for unheeded in (0, 1, 2, 3, 8, 500)]
    assert paces == [5, 5, 10, 20, 360, 360]


def test_mail_waits_for_the_shift_the_pace_and_the_end_of_silence() -> None:
    at = MONDAY + timedelta(hours=9)
    assert may_be_mailed(NoticeSettings(), at, at)
    refused = [
        NoticeSettings(wants_mail=False),
        NoticeSettings(mail_stopped_at=at),
        NoticeSettings(muted_until=at + timedelta(hours=1)),
        NoticeSettings(mailed_at=at - timedelta(minutes=4)),
        NoticeSettings(starts_at=time(10)),
    ]
    assert not any(may_be_mailed(settings, at, at) for settings in refused)
