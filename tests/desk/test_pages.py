"""Each page once over HTTP, by an agent, and what it costs."""

import pytest
from django.test import Client

from firstline.team.models import Agent
from tests import world
from tests.conftest import ClientOf


@pytest.fixture
def browser(client_of: ClientOf, amara: Agent) -> Client:
    return client_of(amara)


def test_the_front_page_leads_to_the_queue(browser: Client) -> None:
    assert browser.get("/", follow=False)["Location"] == "/tickets/"


def test_the_queue_shows_tickets(browser: Client) -> None:
    ticket = world.make_ticket(subject="Lamp arrived broken")
    page = browser.get("/tickets/").content.decode()
    assert "Lamp arrived broken" in page
    assert f'href="/tickets/{ticket.pk}/?view=unsolved"' in page


def test_a_ticket_shows_its_conversation(browser: Client) -> None:
    ticket = world.make_ticket(text="Where is my lamp?")
    world.make_note(ticket, text="Ask the depot.")
    world.make_reply(ticket, text="It left on Monday.", then="pending")
    page = browser.get(f"/tickets/{ticket.pk}/").content.decode()
    for words in ("Where is my lamp?", "Ask the depot.", "It left on Monday.", "took this ticket"):
        assert words in page


def test_the_history_tells_everything(browser: Client) -> None:
    ticket = world.make_ticket()
    page = browser.get(f"/tickets/{ticket.pk}/history").content.decode()
    assert "opened this ticket" in page


def test_a_customer_has_a_page(browser: Client) -> None:
    ticket = world.make_ticket(subject="Two lamps")
    page = browser.get(f"/customers/{ticket.requester_id}/").content.decode()
    assert "Two lamps" in page
    assert world.DANA in page


def test_the_form_for_a_new_ticket_opens(browser: Client) -> None:
    assert browser.get("/tickets/new").status_code == 200
