"""To, Cc and Bcc: what the composer shows is what is sent, and to nobody else."""

import pytest
from django.test import Client

from firstline.channels.email.compose import compose
from firstline.channels.email.models import Mailbox, OutboundMail
from firstline.desk import actions
from firstline.desk.content import Content
from firstline.desk.dispatch import Dispatch
from firstline.desk.errors import NobodyToWriteTo
from firstline.desk.forms import addresses_in
from firstline.desk.models import Draft, Ticket
from firstline.desk.recipients import Deviation, recipients_of
from firstline.platform.errors import DomainError
from firstline.team.models import Agent
from tests import world
from tests.conftest import ClientOf

HTMX = {"HX-Request": "true"}


@pytest.fixture
def browser(client_of: ClientOf, amara: Agent) -> Client:
    return client_of(amara)


@pytest.fixture
def ticket(db: None) -> Ticket:
    return world.make_ticket(participants=[world.customer(world.ELI)])


def change(browser: Client, ticket: Ticket, **fields: str) -> str:
    answer = browser.post(f"/tickets/{ticket.pk}/recipients", fields, headers=HTMX)
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def sent(ticket: Ticket, by: Agent) -> OutboundMail:
    draft = Draft.objects.get(ticket=ticket, author=by)
    actions.reply(
        ticket,
        Content.from_text("Here you are."),
        by=by,
        dispatch=Dispatch.of(draft),
    )
    return OutboundMail.objects.get(ticket=ticket)


def addresses(rows: list[dict[str, str]]) -> list[str]:
    return [row["address"] for row in rows]


def test_what_is_added_for_one_reply_goes_with_that_reply_alone(
    browser: Client, ticket: Ticket, amara: Agent
) -> None:
    page = change(browser, ticket, add_cc="Boss <boss@acme.example>; second@acme.example")
    assert "boss@acme.example" in page
    assert "second@acme.example" in page
    mail = sent(ticket, amara)
    assert addresses(mail.cc) == [world.ELI, "boss@acme.example", "second@acme.example"]
    assert addresses(recipients_of(ticket).cc) == [world.ELI]


def test_a_blind_copy_is_in_the_envelope_and_in_no_header(
    browser: Client, ticket: Ticket, amara: Agent
) -> None:
    change(browser, ticket, add_bcc="auditor@elsewhere.example")
    mail = sent(ticket, amara)
    assert "auditor@elsewhere.example" in mail.waiting_for
    assert b"auditor" not in compose(mail)
    message = ticket.messages.get(number=2)
    assert addresses(message.bcc) == ["auditor@elsewhere.example"]


def test_who_gets_a_blind_copy_is_not_sent_what_was_said_before(
    browser: Client, ticket: Ticket, amara: Agent
) -> None:
    change(browser, ticket, add_bcc="auditor@elsewhere.example")
    assert "two lamps" not in sent(ticket, amara).text


def test_one_reply_can_leave_somebody_out(browser: Client, ticket: Ticket, amara: Agent) -> None:
    page = change(browser, ticket, leave_out=world.ELI)
    assert f"recipient-out-{world.ELI}" in page
    mail = sent(ticket, amara)
    assert mail.cc == []
    assert addresses(recipients_of(ticket).cc) == [world.ELI]
    page = change(browser, ticket, take_in=world.ELI)
    assert f"recipient-cc-{world.ELI}" in page


def test_a_copy_can_be_made_to_stay_and_to_end(browser: Client, ticket: Ticket) -> None:
    change(browser, ticket, add_cc="boss@acme.example")
    change(browser, ticket, keep="boss@acme.example")
    assert Draft.objects.get(ticket=ticket).cc == []
    assert addresses(recipients_of(ticket).cc) == [world.ELI, "boss@acme.example"]
    change(browser, ticket, remove=world.ELI)
    assert addresses(recipients_of(ticket).cc) == ["boss@acme.example"]


def test_the_desk_never_writes_to_itself(browser: Client, ticket: Ticket) -> None:
    Mailbox.objects.create(address="sales@brightwell.example")
    answer = browser.post(
        f"/tickets/{ticket.pk}/recipients",
        {"add_cc": "sales+x@brightwell.example", "add_bcc": world.SUPPORT_ADDRESS},
        headers=HTMX,
    )
    assert "No reply can be sent to" in answer["HX-Trigger"]
    deviation = Deviation(cc=["sales@brightwell.example"], bcc=[world.SUPPORT_ADDRESS])
    shown = recipients_of(ticket, deviation)
    assert shown.addresses == [world.DANA, world.ELI]


def test_nobody_gets_a_reply_twice(ticket: Ticket) -> None:
    both = Deviation(cc=[world.DANA, world.ELI, "b@x.example"], bcc=["b@x.example", world.DANA])
    shown = recipients_of(ticket, both)
    assert shown.addresses == [world.DANA, world.ELI, "b@x.example"]


def test_a_reply_to_nobody_is_stopped(ticket: Ticket, amara: Agent) -> None:
    with pytest.raises(NobodyToWriteTo):
        actions.reply(
            ticket,
            Content.from_text("Hello?"),
            by=amara,
            dispatch=Dispatch(deviation=Deviation(left_out=[world.DANA, world.ELI])),
        )


@pytest.mark.parametrize(
    "typed",
    ["no address", "a@b\r\nBcc: victim@x.example", "a@x.example\x00", '"><img@', "<a@x.example\n>"],
)
def test_nothing_but_addresses_becomes_a_recipient(typed: str) -> None:
    try:
        found = addresses_in(typed)
    except DomainError:
        return
    assert all(one.isprintable() and " " not in one and one.count("@") == 1 for one in found)


def test_a_name_that_would_break_a_header_is_one_line(ticket: Ticket, amara: Agent) -> None:
    world.make_customer("Eve\r\nBcc: victim@x.example", email="eve@acme.example")
    actions.readdress(ticket, by=amara, cc=["eve@acme.example"])
    headers = compose(sent(ticket, amara)).partition(b"\r\n\r\n")[0]
    assert b"\r\nBcc:" not in headers


def test_light_agents_change_no_recipients(client_of: ClientOf, lin: Agent, ticket: Ticket) -> None:
    answer = client_of(lin).post(
        f"/tickets/{ticket.pk}/recipients", {"add_cc": "a@x.example"}, headers=HTMX
    )
    assert answer.status_code == 403
    assert not Draft.objects.exists()


def test_customers_and_colleagues_are_offered(browser: Client, ticket: Ticket) -> None:
    answer = browser.get(f"/tickets/{ticket.pk}/recipients/suggestions", {"add_cc": "bo"})
    assert world.BO in answer.content.decode()
    answer = browser.get(f"/tickets/{ticket.pk}/recipients/suggestions", {"add_bcc": "dana"})
    page = answer.content.decode()
    assert world.DANA in page
    assert 'name="add_bcc"' in page


def test_a_plain_form_adds_and_keeps_the_text(browser: Client, ticket: Ticket) -> None:
    answer = browser.post(
        f"/tickets/{ticket.pk}/recipients", {"add_cc": "a@x.example", "body": "Half a thought"}
    )
    assert answer.status_code == 302
    draft = Draft.objects.get(ticket=ticket)
    assert (draft.cc, "Half a thought" in draft.html) == (["a@x.example"], True)
