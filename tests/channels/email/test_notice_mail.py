"""What comes back to a notice that was mailed: it ends the mail, and never becomes a ticket."""

from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import Settings

from firstline.channels.email.addresses import bounce_address
from firstline.channels.email.inbound.receiving import receive_raw
from firstline.channels.email.models import Fate, InboundMail, Mailbox, MailKind, OutboundMail
from firstline.desk.models import Message, Ticket
from firstline.platform.events.models import Event
from firstline.platform.notices.mailing import mail_who_waits
from firstline.platform.notices.models import NoticeSettings
from firstline.team.models import Agent
from tests import world
from tests.channels.email.letters import make_letter
from tests.channels.email.sink import Sink
from tests.conftest import ClientOf, StoppedClock
from tests.jobs import run_due_jobs

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _our_backend(settings: Settings, mailbox: Mailbox) -> None:
    # pytest-django puts Django's own in place of it.
    settings.EMAIL_BACKEND = "firstline.channels.email.backend.OutboxBackend"


@pytest.fixture
def ticket(amara: Agent, clock: StoppedClock) -> Ticket:
    """Amara's, in the middle of her shift, and the customer has just written again."""
    clock.moment = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)
    made = world.make_ticket(assignee=amara)
    world.make_message(made)
    return made


def mail_notices(clock: StoppedClock) -> list[OutboundMail]:
    clock.pass_by(timedelta(hours=1))
    mail_who_waits()
    return list(OutboundMail.objects.filter(kind=MailKind.NOTICE).order_by("pk"))


def take(raw: bytes, mail: OutboundMail, mailbox: Mailbox) -> InboundMail:
    """What comes to the address that this mail came from."""
    address = bounce_address(mail.pk, mailbox)
    received = receive_raw(raw, source="smtp", sender="", recipients=[address])
    run_due_jobs(queue="mail")
    return InboundMail.objects.get(pk=received.pk)


def report(number: int) -> bytes:
    return make_letter(
        sender="Mail Delivery System <MAILER-DAEMON@mx.brightwell.example>",
        subject="Undelivered Mail Returned to Sender",
        message_id=f"report{number}@mx.brightwell.example",
        text=f"<{world.AMARA}>: host mx.brightwell.example said: 552 5.2.2 Mailbox full",
    )


def test_a_mailbox_that_bounces_for_a_day_makes_one_mail_and_no_event(
    ticket: Ticket, mailbox: Mailbox, clock: StoppedClock
) -> None:
    events = Event.objects.count()
    for number in range(12):
        # Every mail that went out comes back, again and again.
        for mail in mail_notices(clock):
            received = take(report(number), mail, mailbox)
            assert received.fate in (Fate.BOUNCE, Fate.DUPLICATE)
        world.make_message(ticket)
        events += 1
    assert OutboundMail.objects.filter(kind=MailKind.NOTICE).count() == 1
    assert Ticket.objects.count() == 1
    assert Message.objects.filter(ticket=ticket, is_public=False).count() == 0
    assert Event.objects.count() == events


def test_whose_notices_bounce_reads_in_the_app_that_mail_has_stopped(
    ticket: Ticket, amara: Agent, mailbox: Mailbox, clock: StoppedClock, client_of: ClientOf
) -> None:
    [mail] = mail_notices(clock)
    take(report(1), mail, mailbox)
    settings = NoticeSettings.of(amara.person)
    assert settings.mail_stopped_at is not None
    html = client_of(amara).get("/notices/panel/").content.decode()
    assert "Mail to you has been stopped" in html
    assert world.AMARA in html
    assert "Mailbox full" in html


def test_a_relay_that_refuses_the_address_stops_the_mail_too(
    ticket: Ticket, amara: Agent, sink: Sink, clock: StoppedClock
) -> None:
    sink.recipient_replies[world.AMARA] = "550 5.1.1 no such user"
    mail_notices(clock)
    run_due_jobs(queue="outside")
    assert "no such user" in NoticeSettings.of(amara.person).mail_stopped_because
    world.make_message(ticket)
    assert len(mail_notices(clock)) == 1


def test_whatever_comes_to_where_a_notice_came_from_is_no_message(
    ticket: Ticket, mailbox: Mailbox, clock: StoppedClock
) -> None:
    [mail] = mail_notices(clock)
    odd = make_letter(sender="postmaster@odd.example", subject="Hmm", message_id="odd@odd.example")
    received = take(odd, mail, mailbox)
    assert received.fate == Fate.AUTOMATIC
    assert received.ticket is None
    assert Ticket.objects.count() == 1


def test_an_out_of_office_answer_to_a_notice_ends_there(
    ticket: Ticket, mailbox: Mailbox, clock: StoppedClock
) -> None:
    [mail] = mail_notices(clock)
    away = make_letter(
        sender=f"Amara Obi <{world.AMARA}>",
        subject="Automatic reply: news",
        message_id="ooo@brightwell.example",
        headers=["Auto-Submitted: auto-replied", f"In-Reply-To: <{mail.internet_message_id}>"],
    )
    received = receive_raw(away, source="smtp", sender="", recipients=[world.SUPPORT_ADDRESS])
    run_due_jobs(queue="mail")
    assert InboundMail.objects.get(pk=received.pk).fate == Fate.AUTOMATIC
    assert Ticket.objects.count() == 1


def test_what_a_notice_says_is_forgotten_once_it_has_left(
    ticket: Ticket, sink: Sink, clock: StoppedClock
) -> None:
    mail_notices(clock)
    run_due_jobs(queue="outside")
    [taken] = sink.taken
    assert taken.sender.startswith("support+b")
    assert f"#{ticket.pk}".encode() in taken.content
    mail = OutboundMail.objects.get(kind=MailKind.NOTICE)
    assert (mail.text, mail.unsubscribe) == ("", "")
