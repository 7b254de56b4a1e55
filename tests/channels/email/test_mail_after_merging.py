"""Mail follows messages: what is answered after a merge, a split or a move lands with them."""

import pytest

from firstline.channels.email.addresses import reply_address
from firstline.channels.email.inbound.receiving import receive_raw
from firstline.channels.email.models import Fate, InboundMail, Mailbox, OutboundMail
from firstline.desk import actions as desk
from firstline.desk.models import Ticket
from firstline.team.models import Agent
from tests import world
from tests.channels.email.letters import make_letter
from tests.jobs import run_due_jobs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mailbox")]


def take(raw: bytes, *, to: str = world.SUPPORT_ADDRESS) -> InboundMail:
    mail = receive_raw(raw, source="smtp", sender=None, recipients=[to])
    run_due_jobs(queue="mail")
    return InboundMail.objects.get(pk=mail.pk)


def answer_to(mail: OutboundMail, *, sender: str = "Dana Fischer <dana@acme.example>") -> bytes:
    """What a mail program writes when somebody presses Reply."""
    return make_letter(
        sender=sender,
        to=mail.reply_to,
        message_id="answer@acme.example",
        text="Thank you.",
        headers=[f"In-Reply-To: <{mail.internet_message_id}>"],
    )


def mail_of(ticket: Ticket, amara: Agent) -> OutboundMail:
    return OutboundMail.objects.get(message=world.make_reply(ticket, by=amara))


def test_an_answer_to_a_merged_ticket_lands_where_it_lives_on(amara: Agent) -> None:
    source, target = world.make_ticket(), world.make_ticket()
    sent = mail_of(source, amara)
    record = desk.merge([source], into=target, by=amara)
    assert OutboundMail.objects.get(pk=sent.pk).ticket == target
    mail = take(answer_to(sent), to=sent.reply_to)
    assert mail.fate == Fate.THREADED
    assert mail.ticket == target
    assert mail.message is not None
    assert mail.message.ticket == target
    desk.put_back(record, by=amara)
    # What came after the merge stays there; the mail that was sent before goes home.
    assert InboundMail.objects.get(pk=mail.pk).ticket == target
    assert OutboundMail.objects.get(pk=sent.pk).ticket == source


def test_the_signed_address_of_a_merged_ticket_leads_to_where_it_lives_on(amara: Agent) -> None:
    source, target = world.make_ticket(), world.make_ticket()
    desk.merge([source], into=target, by=amara)
    address = reply_address(source, Mailbox.objects.get(address=world.SUPPORT_ADDRESS))
    mail = take(make_letter(to=address, text="Anything new?"), to=address)
    assert mail.ticket == target


def test_who_was_left_out_of_a_merge_gets_a_ticket_of_their_own(amara: Agent) -> None:
    eli = world.customer(world.ELI)
    source, target = world.make_ticket(requester=eli), world.make_ticket()
    sent = mail_of(source, amara)
    desk.merge([source], into=target, by=amara, keep=[])
    mail = take(answer_to(sent, sender=f"Eli Stone <{world.ELI}>"), to=sent.reply_to)
    assert mail.fate == Fate.OPENED
    assert mail.ticket is not None
    assert mail.ticket not in (source, target)
    assert mail.ticket.requester == eli


def test_an_answer_to_a_message_that_was_split_off_lands_with_it(amara: Agent) -> None:
    ticket = world.make_ticket()
    stays = mail_of(ticket, amara)
    goes = mail_of(ticket, amara)
    record = desk.split(ticket, messages=[goes.message_id or 0], subject="Another", by=amara)
    assert take(answer_to(goes), to=goes.reply_to).ticket == record.target
    other = make_letter(
        to=stays.reply_to,
        message_id="other@acme.example",
        headers=[f"In-Reply-To: <{stays.internet_message_id}>"],
    )
    assert take(other, to=stays.reply_to).ticket == ticket


def test_a_received_mail_moves_with_its_message(amara: Agent) -> None:
    mail = take(make_letter())
    assert mail.ticket is not None
    assert mail.message is not None
    ticket, other = mail.ticket, world.make_ticket()
    world.make_reply(ticket)
    desk.move_messages(ticket, messages=[mail.message.pk], to=other, by=amara)
    assert InboundMail.objects.get(pk=mail.pk).ticket == other
    later = make_letter(
        message_id="later@acme.example", headers=["In-Reply-To: <first@acme.example>"]
    )
    assert take(later).ticket == other
