"""What becomes of mail, from its bytes to the ticket."""

import random

import pytest

from firstline.channels.email.addresses import bounce_address, reply_address
from firstline.channels.email.inbound.reading_mail import quarantine_never_read
from firstline.channels.email.inbound.receiving import receive_raw, replay
from firstline.channels.email.models import Fate, InboundMail, Mailbox, OutboundMail
from firstline.customers.models import Customer
from firstline.desk import actions as desk
from firstline.desk.models import Message, Ticket
from firstline.platform.events.models import Event
from firstline.team.models import Agent
from tests import world
from tests.channels.email.letters import make_letter
from tests.jobs import run_due_jobs

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def mailbox(db: None) -> Mailbox:
    return Mailbox.objects.get_or_create(
        address=world.SUPPORT_ADDRESS, defaults={"is_default": True}
    )[0]


def take(raw: bytes, *, sender: str | None = None, to: str = world.SUPPORT_ADDRESS) -> InboundMail:
    """The mail after all that follows from it is done."""
    mail = receive_raw(raw, source="smtp", sender=sender, recipients=[to])
    run_due_jobs(queue="mail")
    return InboundMail.objects.get(pk=mail.pk)


def codes(mail: InboundMail) -> list[str]:
    return [row["code"] for row in mail.reasons]


def ticket_of(mail: InboundMail) -> Ticket:
    assert mail.ticket is not None
    return mail.ticket


def answered(amara: Agent) -> tuple[InboundMail, OutboundMail]:
    """Dana wrote and Amara answered by mail."""
    mail = take(make_letter())
    world.make_reply(ticket_of(mail), by=amara)
    return mail, OutboundMail.objects.get(ticket=mail.ticket, kind="reply")


def test_a_mail_opens_a_ticket() -> None:
    mail = take(make_letter())

    ticket = ticket_of(mail)
    assert mail.fate == Fate.OPENED
    assert codes(mail) == ["new_conversation"]
    assert ticket.subject == "Two lamps are missing"
    assert ticket.requester.person.email == world.DANA
    assert ticket.recipient == world.SUPPORT_ADDRESS
    assert mail.message is not None
    assert mail.message.text == "Hello, where are my lamps?"


def test_a_stranger_becomes_a_customer() -> None:
    mail = take(make_letter(sender="Noor Khan <noor@new.example>"))

    requester = ticket_of(mail).requester
    assert (requester.person.email, requester.person.name) == ("noor@new.example", "Noor Khan")


def test_the_same_bytes_twice_make_one_message() -> None:
    first = take(make_letter())
    again = take(make_letter(), to="support+sales@brightwell.example")

    assert again.pk == first.pk
    assert again.copies == 2
    assert again.envelope_recipients == [
        "support+sales@brightwell.example",
        "support@brightwell.example",
    ]
    assert Message.objects.filter(ticket=first.ticket).count() == 1


def test_the_same_mail_by_another_way_is_a_duplicate() -> None:
    first = take(make_letter())
    again = take(make_letter(headers=["Received: from a.example by b.example"]))

    assert again.fate == Fate.DUPLICATE
    assert again.ticket == first.ticket
    assert Message.objects.filter(ticket=first.ticket).count() == 1


def test_an_equal_message_id_with_other_content_is_another_mail() -> None:
    take(make_letter())
    take(make_letter(text="Something else entirely."))

    assert Message.objects.filter(channel="email").count() == 2


def test_reading_and_replaying_again_changes_nothing() -> None:
    mail = take(make_letter())
    replay(mail)
    replay(mail)
    run_due_jobs(queue="mail")

    assert Message.objects.count() == 1
    assert InboundMail.objects.get().fate == Fate.OPENED


def test_an_answer_to_our_mail_joins_its_ticket(amara: Agent) -> None:
    mail, outbound = answered(amara)
    answer = take(
        make_letter(
            message_id="second@acme.example",
            subject="Re: something else",
            text="Thank you!",
            headers=[f"In-Reply-To: <{outbound.internet_message_id}>"],
        )
    )

    assert answer.fate == Fate.THREADED
    assert codes(answer) == ["answers_our_mail", "participant"]
    assert answer.ticket == mail.ticket


def test_the_signed_reply_address_leads_home_without_any_reference() -> None:
    mail = take(make_letter())
    address = reply_address(ticket_of(mail))
    answer = take(make_letter(message_id="second@acme.example", to=address), to=address)

    assert answer.fate == Fate.THREADED
    assert codes(answer) == ["signed_address", "participant"]


def test_an_answer_may_overtake_what_it_answers() -> None:
    second = take(
        make_letter(message_id="second@acme.example", headers=["In-Reply-To: <first@acme.example>"])
    )
    first = take(make_letter(text="The first one, delayed."))

    assert first.fate == Fate.THREADED
    assert codes(first)[0] == "answered_by_received_mail"
    assert first.ticket == second.ticket


@pytest.mark.parametrize("seed", range(8))
def test_the_order_of_arrival_does_not_matter(seed: int) -> None:
    """R05: five mails of one thread are one ticket, however they overtake each other."""
    ids = [f"{number}@acme.example" for number in range(5)]
    letters = [
        make_letter(
            message_id=ids[number],
            text=f"Number {number}",
            headers=[f"References: {' '.join(f'<{one}>' for one in ids[:number])}"],
        )
        for number in range(5)
    ]
    random.Random(seed).shuffle(letters)  # noqa: S311  repeatable, not secret
    for letter in letters:
        take(letter)

    assert Ticket.objects.count() == 1
    assert Message.objects.count() == 5


def test_a_stranger_who_quotes_a_ticket_gets_one_of_their_own(amara: Agent) -> None:
    mail, outbound = answered(amara)
    other = take(
        make_letter(
            sender="Mallory <mallory@evil.example>",
            message_id="x@evil.example",
            subject=f"Re: [#{ticket_of(mail).pk}] Two lamps",
            headers=[f"In-Reply-To: <{outbound.internet_message_id}>"],
        )
    )

    assert other.fate == Fate.OPENED
    assert codes(other) == ["answers_our_mail", "stranger"]
    assert other.ticket != mail.ticket
    hint = ticket_of(other).messages.get(number=2)
    assert not hint.is_public
    assert f"#{ticket_of(mail).pk}" in hint.text


def test_a_stranger_with_the_signed_address_does_not_join_either() -> None:
    mail = take(make_letter())
    address = reply_address(ticket_of(mail))
    other = take(
        make_letter(sender="mallory@evil.example", message_id="x@evil.example"), to=address
    )

    assert other.fate == Fate.OPENED
    assert other.ticket != mail.ticket


def test_mail_from_an_agents_address_is_only_an_unverified_note(amara: Agent) -> None:
    mail, outbound = answered(amara)
    forged = take(
        make_letter(
            sender=f"Amara Obi <{world.AMARA}>",
            message_id="forged@evil.example",
            headers=[f"In-Reply-To: <{outbound.internet_message_id}>"],
        )
    )

    assert forged.fate == Fate.NOTED
    assert forged.ticket == mail.ticket
    assert forged.message is not None
    assert not forged.message.is_public
    assert forged.message.is_unverified
    assert forged.message.author_kind == "customer"


def test_our_own_address_is_never_a_requester() -> None:
    mail = take(make_letter(sender=world.SUPPORT_ADDRESS))

    assert mail.fate == Fate.LOOP
    assert not Customer.objects.filter(person__email=world.SUPPORT_ADDRESS).exists()


def test_our_own_mail_that_comes_back_goes_nowhere(amara: Agent) -> None:
    _mail, outbound = answered(amara)
    back = take(make_letter(message_id=outbound.internet_message_id))

    assert back.fate == Fate.LOOP
    assert codes(back) == ["own_mail"]


def test_a_web_form_speaks_for_who_is_in_reply_to() -> None:
    mail = take(
        make_letter(sender=world.SUPPORT_ADDRESS, headers=["Reply-To: Eli <eli@elsewhere.example>"])
    )

    assert mail.fate == Fate.OPENED
    assert ticket_of(mail).requester.person.email == world.ELI
    assert mail.message is not None
    assert mail.message.is_unverified
    assert mail.is_automatic


def test_everyone_else_addressed_is_copied_in_but_not_the_desk() -> None:
    mail = take(
        make_letter(
            to=f"Support <{world.SUPPORT_ADDRESS}>, Eli <{world.ELI}>, {world.AMARA}",
            headers=["Cc: support+x@brightwell.example, no-reply@shop.example, nora@acme.example"],
        )
    )

    copied = ticket_of(mail).participants.values_list("customer__person__email", flat=True)
    assert set(copied) == {world.ELI, "nora@acme.example"}


def test_an_out_of_office_answer_to_a_ticket_wakes_nobody(amara: Agent) -> None:
    mail, outbound = answered(amara)
    desk.solve(ticket_of(mail), by=amara)
    away = take(
        make_letter(
            message_id="ooo@acme.example",
            subject="Automatic reply: Two lamps",
            headers=[
                "Auto-Submitted: auto-replied",
                f"In-Reply-To: <{outbound.internet_message_id}>",
            ],
        )
    )

    assert away.fate == Fate.NOTED
    assert away.automatic == "auto-reply"
    assert away.message is not None
    assert not away.message.is_public
    assert Ticket.objects.get(pk=ticket_of(mail).pk).status == "solved"


def test_an_out_of_office_answer_to_nothing_is_kept_without_a_ticket() -> None:
    mail = take(make_letter(headers=["Auto-Submitted: auto-replied"]))

    assert mail.fate == Fate.AUTOMATIC
    assert mail.ticket is None


def test_a_person_may_write_about_being_out_of_office() -> None:
    mail = take(make_letter(subject="Out of office replies do not work"))

    assert mail.fate == Fate.OPENED


def test_a_notification_opens_a_ticket_but_counts_as_automatic() -> None:
    mail = take(make_letter(headers=["Auto-Submitted: auto-generated"]))

    assert mail.fate == Fate.OPENED
    assert mail.is_automatic


BOUNCE = """\
This is the mail system at host mx.acme.example.

I'm sorry to have to inform you that your message could not be delivered.

<dana@acme.example>: host mx.acme.example said: 550 5.1.1 User unknown
"""


def test_a_bounce_is_an_event_on_the_ticket(amara: Agent, mailbox: Mailbox) -> None:
    mail, outbound = answered(amara)
    report = take(
        make_letter(
            sender="Mail Delivery System <MAILER-DAEMON@mx.acme.example>",
            subject="Undelivered Mail Returned to Sender",
            message_id="report@mx.acme.example",
            text=BOUNCE,
        ),
        sender="",
        to=bounce_address(outbound.pk, mailbox),
    )

    assert report.fate == Fate.BOUNCE
    assert report.reported == outbound
    assert Message.objects.filter(ticket=mail.ticket).count() == 2
    event = Event.objects.get(name="delivery_failed")
    assert event.data["recipients"] == [world.DANA]
    assert "User unknown" in event.data["reason"]


def test_a_storm_of_bounces_is_one_event(amara: Agent, mailbox: Mailbox) -> None:
    mail, outbound = answered(amara)
    for number in range(20):
        take(
            make_letter(
                sender="MAILER-DAEMON@mx.acme.example",
                subject="Undelivered Mail Returned to Sender",
                message_id=f"report{number}@mx.acme.example",
                text=BOUNCE,
            ),
            sender="",
            to=bounce_address(outbound.pk, mailbox),
        )

    assert Event.objects.filter(name="delivery_failed").count() == 1
    assert Message.objects.filter(ticket=mail.ticket).count() == 2


def test_a_mail_without_a_subject_is_called_by_its_first_words() -> None:
    mail = take(make_letter(subject="", text="My lamp\nis broken."))

    assert ticket_of(mail).subject == "My lamp is broken."


def test_a_bounce_of_an_unknown_mail_makes_no_ticket() -> None:
    report = take(
        make_letter(
            sender="mailer-daemon@mx.example",
            subject="Undelivered Mail",
            text=BOUNCE,
            message_id="",
        ),
        sender="",
    )

    assert report.fate == Fate.BOUNCE
    assert Ticket.objects.count() == 0


def test_a_mail_without_a_clear_author_is_quarantined() -> None:
    mail = take(make_letter(sender="a@x.example, b@y.example"))

    assert mail.fate == Fate.QUARANTINED
    assert mail.reasons == [{"code": "no_sender", "detail": "several authors in From"}]


def test_a_mail_beyond_all_limits_is_quarantined_and_the_next_flows() -> None:
    bomb = take(make_letter(headers=[f"X-{number}: {'x' * 900}" for number in range(400)]))
    after = take(make_letter())

    assert bomb.fate == Fate.QUARANTINED
    assert codes(bomb) == ["refused"]
    assert after.fate == Fate.OPENED


def test_an_answer_to_a_closed_ticket_opens_a_follow_up(amara: Agent) -> None:
    mail, outbound = answered(amara)
    desk.set_status(ticket_of(mail), status="closed", by=amara)
    answer = take(
        make_letter(
            message_id="later@acme.example",
            headers=[f"In-Reply-To: <{outbound.internet_message_id}>"],
        )
    )

    assert answer.fate == Fate.OPENED
    assert codes(answer)[-1] == "ticket_closed"
    assert ticket_of(answer).follows == mail.ticket


def test_a_mail_that_cannot_be_read_again_and_again_does_not_wait_unseen() -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    mail = receive_raw(make_letter(), source="smtp")
    assert ProcrastinateJob.objects.filter(task_name="channels.email.jobs.read_mail").exists()
    quarantine_never_read()
    assert InboundMail.objects.get(pk=mail.pk).fate == Fate.WAITING


def test_a_very_long_mail_is_kept_and_searchable() -> None:
    words = "\n".join(f"word{number:07} and lamp{number}" for number in range(90_000))
    mail = take(make_letter(text=words))

    assert mail.fate == Fate.OPENED
    assert mail.message is not None
    assert len(mail.message.text) > 1_500_000
