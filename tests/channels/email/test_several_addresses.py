"""People with several addresses: known by each of them, and answered where they wrote from."""

import pytest

from firstline.channels.email.models import Fate, InboundMail, OutboundMail
from firstline.customers import actions as customers
from firstline.customers.models import Customer
from firstline.team.models import Agent
from tests import world
from tests.channels.email.letters import make_letter
from tests.channels.email.test_receiving import take, ticket_of
from tests.jobs import run_due_jobs

HOME = "dana@home.example"


@pytest.fixture(autouse=True)
def home(amara: Agent, dana: Customer) -> None:
    customers.add_address(dana, address=HOME, by=amara)


def recipient(mail: InboundMail) -> str:
    reply = OutboundMail.objects.filter(ticket=mail.ticket, kind="reply").latest("pk")
    (row,) = reply.to
    return str(row["address"])


def test_a_reply_goes_where_the_customer_wrote_from(amara: Agent, dana: Customer) -> None:
    mail = take(make_letter(sender=f"Dana <{HOME.upper()}>"))
    assert ticket_of(mail).requester == dana
    world.make_reply(ticket_of(mail), by=amara)
    assert recipient(mail) == HOME


def test_an_answer_from_another_address_of_theirs_joins_the_ticket(amara: Agent) -> None:
    mail = take(make_letter())
    world.make_reply(ticket_of(mail), by=amara)
    assert recipient(mail) == world.DANA
    sent = OutboundMail.objects.get(ticket=mail.ticket, kind="reply")
    answer = take(
        make_letter(
            sender=f"Dana <{HOME}>",
            message_id="second@home.example",
            headers=[f"In-Reply-To: <{sent.internet_message_id}>"],
        )
    )
    assert (answer.fate, answer.ticket) == (Fate.THREADED, mail.ticket)
    world.make_reply(ticket_of(answer), by=amara)
    assert recipient(mail) == HOME


def test_an_address_that_is_theirs_no_longer_gets_nothing(amara: Agent, dana: Customer) -> None:
    mail = take(make_letter(sender=f"Dana <{HOME}>"))
    customers.remove_identity(dana, identity=dana.person.identities.get(value=HOME), by=amara)
    world.make_reply(ticket_of(mail), by=amara)
    assert recipient(mail) == world.DANA


def test_the_acknowledgement_goes_to_the_same_address(amara: Agent) -> None:
    mail = take(make_letter(sender=f"Dana <{HOME}>"))
    run_due_jobs()
    letter = OutboundMail.objects.get(ticket=mail.ticket, kind="acknowledgement")
    assert [row["address"] for row in letter.to] == [HOME]
