"""Out of sight for a while: when, in whose zone, and back again."""

import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from firstline.desk.models import Ticket
from firstline.desk.snoozes import presets
from firstline.team.models import Agent
from tests import world
from tests.conftest import ClientOf, StoppedClock

HTMX = {"HX-Request": "true"}
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def browser(client_of: ClientOf, amara: Agent) -> Client:
    return client_of(amara)


@pytest.fixture
def ticket(db: None) -> Ticket:
    return world.make_ticket()


def post(browser: Client, ticket: Ticket, **data: str) -> str:
    """Snooze, and say how to undo it."""
    answer = browser.post(f"/tickets/{ticket.pk}/snooze", data, headers=HTMX)
    assert answer.status_code == 200, answer.content.decode()
    ticket.refresh_from_db()
    return str(json.loads(answer["HX-Trigger"])["toast"]["undo"])


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        # A Friday.
        (
            "2026-11-20 10:10",
            ["later 20 13:30", "tomorrow 21 09:00", "monday 23 09:00", "week 27 09:00"],
        ),
        ("2026-11-20 18:10", ["tomorrow 21 09:00", "monday 23 09:00", "week 27 09:00"]),
        ("2026-11-20 23:59", ["tomorrow 21 09:00", "monday 23 09:00", "week 27 09:00"]),
        # On a Sunday tomorrow is Monday, and on a Monday in a week is.
        ("2026-11-22 10:00", ["later 22 13:00", "tomorrow 23 09:00", "week 29 09:00"]),
        ("2026-11-23 10:00", ["later 23 13:00", "tomorrow 24 09:00", "monday 30 09:00"]),
    ],
)
def test_each_preset_is_another_moment(clock: StoppedClock, at: str, expected: list[str]) -> None:
    clock.moment = datetime.fromisoformat(at).replace(tzinfo=BERLIN).astimezone(UTC)
    with timezone.override(BERLIN):
        shown = [f"{one.key} {timezone.localtime(one.at):%d %H:%M}" for one in presets()]
    assert shown == expected


def test_a_morning_is_a_morning_when_the_clocks_change(clock: StoppedClock) -> None:
    clock.moment = datetime(2026, 10, 24, 10, tzinfo=UTC)
    with timezone.override(BERLIN):
        tomorrow = next(one for one in presets() if one.key == "tomorrow")
    assert tomorrow.at == datetime(2026, 10, 25, 8, tzinfo=UTC)


def test_a_preset_snoozes_and_undoing_wakes(browser: Client, ticket: Ticket) -> None:
    undo = post(browser, ticket, **{"for": "tomorrow"})
    assert ticket.is_snoozed
    assert ticket.snoozed_until is not None
    page = browser.get(f"/tickets/{ticket.pk}/").content.decode()
    assert "Wake now" in page
    browser.post(undo, headers=HTMX)
    ticket.refresh_from_db()
    assert not ticket.is_snoozed


def test_until_the_customer_writes(browser: Client, ticket: Ticket) -> None:
    post(browser, ticket, **{"for": "customer"})
    assert ticket.is_snoozed
    assert ticket.snoozed_until is None
    assert "until they write" in browser.get(f"/tickets/{ticket.pk}/").content.decode()
    world.make_message(ticket)
    ticket.refresh_from_db()
    assert not ticket.is_snoozed


def test_waking_is_undone_to_the_same_moment(browser: Client, ticket: Ticket) -> None:
    until = timezone.now().replace(microsecond=0) + timedelta(days=3)
    post(browser, ticket, until=until.isoformat())
    assert ticket.snoozed_until == until
    answer = browser.delete(f"/tickets/{ticket.pk}/snooze", headers=HTMX)
    ticket.refresh_from_db()
    assert not ticket.is_snoozed
    browser.post(json.loads(answer["HX-Trigger"])["toast"]["undo"], headers=HTMX)
    ticket.refresh_from_db()
    assert ticket.snoozed_until == until


@pytest.mark.parametrize(
    "data", [{}, {"for": "never"}, {"until": "soon"}, {"until": "2020-01-01T09:00"}]
)
def test_nonsense_and_the_past_are_refused(
    browser: Client, ticket: Ticket, data: dict[str, str]
) -> None:
    answer = browser.post(f"/tickets/{ticket.pk}/snooze", data, headers=HTMX)
    assert answer.status_code == 422
    ticket.refresh_from_db()
    assert not ticket.is_snoozed
