from datetime import timedelta

import pytest
from django.utils import timezone

from firstline.desk import rules
from firstline.desk.errors import BadValue, TicketIsClosed
from firstline.desk.models import Ticket, TicketStatus
from firstline.platform.errors import NotAllowed
from firstline.platform.events.actors import SYSTEM
from firstline.team.models import Agent, Role
from firstline.team.rights import Right

LIGHT = Agent(role=Role(key=Role.LIGHT, rights=[Right.NOTE]))
WORKING = Agent(role=Role(key=Role.AGENT, rights=[Right.NOTE, Right.EDIT]))


def test_who_has_the_right_and_firstline_itself_may_work() -> None:
    rules.must_work(WORKING)
    rules.must_work(SYSTEM)


def test_light_agents_may_not_work() -> None:
    with pytest.raises(NotAllowed, match="Change tickets"):
        rules.must_work(LIGHT)


def test_nothing_happens_to_a_closed_ticket() -> None:
    with pytest.raises(TicketIsClosed):
        rules.must_be_open(Ticket(status=TicketStatus.CLOSED))


@pytest.mark.parametrize(
    ("status", "then"),
    [("new", "new"), ("open", "open"), ("pending", "open"), ("hold", "open"), ("solved", "open")],
)
def test_a_customer_wakes_a_ticket_that_somebody_has_taken_up(status: str, then: str) -> None:
    assert rules.status_after_customer(status) == then


@pytest.mark.parametrize(
    ("status", "chosen", "then"),
    [
        ("new", "", "open"),
        ("pending", "", "pending"),
        ("new", "solved", "solved"),
        ("open", "pending", "pending"),
    ],
)
def test_an_answered_ticket_is_no_longer_new(status: str, chosen: str, then: str) -> None:
    assert rules.status_after_reply(status, chosen) == then


def test_waiting_counts_from_the_oldest_unanswered_message() -> None:
    first = timezone.now()
    later = first + timedelta(hours=1)
    assert rules.waiting_after_customer(None, first) == first
    assert rules.waiting_after_customer(first, later) == first


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (["VIP", "vip ", "Gold Plan"], ["gold_plan", "vip"]),
        (["", "  ", "<script>"], ["script"]),
        (["x" * 80], ["x" * 64]),
    ],
)
def test_tags_are_plain_words(given: list[str], kept: list[str]) -> None:
    assert rules.clean_tags(given) == kept


def test_tags_have_an_end() -> None:
    with pytest.raises(BadValue):
        rules.clean_tags([f"tag{number}" for number in range(51)])


def test_a_subject_is_one_line() -> None:
    assert rules.clean_subject("  Two\r\nlines\tof it ") == "Two lines of it"
