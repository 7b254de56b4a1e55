"""What the API says of tickets whose messages went elsewhere."""

import pytest

from firstline.desk import actions
from firstline.team.models import Agent
from tests import world
from tests.api.conftest import Caller

pytestmark = pytest.mark.django_db


def test_a_merged_ticket_is_a_closed_one(amaras: Caller, amara: Agent) -> None:
    source, target = world.make_ticket(text="one"), world.make_ticket(text="two")
    actions.merge([source], into=target, by=amara)

    shape = amaras.get(f"tickets/{source.pk}").json()["ticket"]

    assert (shape["status"], shape["subject"]) == ("closed", source.subject)
    assert amaras.get(f"tickets/{source.pk}/comments").json()["comments"] == []
    comments = amaras.get(f"tickets/{target.pk}/comments").json()["comments"]
    assert [comment["body"] for comment in comments] == ["one", "two"]


def test_a_merged_ticket_refuses_changes_as_a_closed_one(amaras: Caller, amara: Agent) -> None:
    source, target = world.make_ticket(), world.make_ticket()
    actions.merge([source], into=target, by=amara)

    answer = amaras.send("PUT", f"tickets/{source.pk}", {"ticket": {"status": "open"}})

    assert answer.status_code == 422


def test_the_description_is_the_first_message_that_is_left(amaras: Caller, amara: Agent) -> None:
    ticket = world.make_ticket(text="one")
    world.make_message(ticket, text="two")
    first = ticket.messages.get(number=1)
    actions.split(ticket, messages=[first.pk], subject="Another", by=amara)

    assert amaras.get(f"tickets/{ticket.pk}").json()["ticket"]["description"] == "two"


def test_what_was_removed_is_not_found(amaras: Caller, amara: Agent) -> None:
    ticket = world.make_ticket()
    actions.remove(ticket, to="bin", by=amara)
    assert amaras.get(f"tickets/{ticket.pk}").status_code == 404
