"""Blocked people: what they write is kept and makes no ticket, until somebody lets them write."""

import pytest

from firstline.channels.email.inbound.receiving import replay
from firstline.channels.email.models import Fate, InboundMail
from firstline.customers import actions
from firstline.customers.errors import CannotBlock
from firstline.customers.models import Customer
from firstline.desk.models import Ticket
from firstline.platform.errors import NotAllowed
from firstline.platform.events.actors import SYSTEM
from firstline.platform.events.models import Event
from firstline.team.models import Agent
from tests import world
from tests.channels.email.letters import make_letter
from tests.channels.email.test_receiving import codes, take, ticket_of
from tests.conftest import ClientOf
from tests.jobs import run_due_jobs

pytestmark = pytest.mark.django_db


def test_mail_of_a_blocked_person_is_kept_and_makes_no_ticket(dana: Customer, bo: Agent) -> None:
    actions.block(dana, by=bo)
    mail = take(make_letter())
    assert (mail.fate, codes(mail), mail.ticket) == (Fate.QUARANTINED, ["blocked"], None)
    assert not Ticket.objects.exists()


def test_nor_does_it_join_a_ticket_or_come_from_another_address(dana: Customer, bo: Agent) -> None:
    ticket = ticket_of(take(make_letter()))
    actions.add_address(dana, address="dana@home.example", by=SYSTEM)
    actions.block(dana, by=bo)
    answer = take(make_letter(sender="dana@home.example", message_id="second@home.example"))
    assert answer.fate == Fate.QUARANTINED
    assert ticket.messages.count() == 1


def test_who_may_write_again_has_what_was_kept_read_once_more(dana: Customer, bo: Agent) -> None:
    actions.block(dana, by=bo)
    mail = take(make_letter())
    actions.unblock(dana, by=bo)
    replay(mail)
    run_due_jobs(queue="mail")
    assert InboundMail.objects.get(pk=mail.pk).fate == Fate.OPENED


def test_an_agent_blocks_somebody_on_their_page_and_takes_it_back(
    client_of: ClientOf, dana: Customer, bo: Agent
) -> None:
    browser = client_of(bo)
    page = f"/customers/{dana.pk}/"
    browser.post(f"{page}block")
    assert "Blocked by Bo Lindqvist" in browser.get(page).text
    ticket = world.make_ticket(requester=dana)
    assert "Blocked" in browser.get(f"/tickets/{ticket.pk}/").text
    browser.post(f"{page}block", {"undo": "1"})
    assert "Blocked by" not in browser.get(page).text
    history = browser.get(f"{page}history").text
    assert "blocked them" in history
    assert "let them write again" in history


def test_blocking_twice_tells_once(dana: Customer, bo: Agent) -> None:
    for _again in range(2):
        actions.block(dana, by=bo)
    assert Event.objects.filter(name="customer_blocked").count() == 1
    for _again in range(2):
        actions.unblock(dana, by=bo)
    assert Event.objects.filter(name="customer_unblocked").count() == 1


def test_colleagues_are_not_blocked_and_light_agents_block_nobody(
    dana: Customer, bo: Agent, lin: Agent
) -> None:
    with pytest.raises(CannotBlock):
        actions.block(actions.customer_at(world.AMARA), by=bo)
    with pytest.raises(NotAllowed):
        actions.block(dana, by=lin)
