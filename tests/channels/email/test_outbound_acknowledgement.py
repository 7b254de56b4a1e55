"""The automatic answer to a new request: who gets it, who never does, and what it says."""

from datetime import timedelta

import pytest

from firstline.channels.email.addresses import ticket_id_for
from firstline.channels.email.inbound.receiving import receive_raw
from firstline.channels.email.models import Fate, InboundMail, MailKind, OutboundMail
from firstline.customers.models import Customer
from firstline.desk.models import Ticket
from firstline.platform.accounts.models import Person
from tests import world
from tests.channels.email.letters import make_letter
from tests.channels.email.sink import Sink
from tests.conftest import StoppedClock
from tests.jobs import run_due_jobs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mailbox")]


def take(raw: bytes, *, sender: str | None = "dana@acme.example") -> InboundMail:
    """The mail, after all that follows from it is done."""
    mail = receive_raw(raw, source="smtp", sender=sender, recipients=[world.SUPPORT_ADDRESS])
    run_due_jobs()
    return InboundMail.objects.get(pk=mail.pk)


def letters_from(sender: str, count: int) -> list[bytes]:
    return [
        make_letter(sender=sender, message_id=f"{number}.{sender}", subject=f"Request {number}")
        for number in range(count)
    ]


def acknowledgements() -> list[OutboundMail]:
    return list(OutboundMail.objects.filter(kind=MailKind.ACKNOWLEDGEMENT).order_by("pk"))


def test_a_new_request_is_acknowledged(sink: Sink) -> None:
    mail = take(make_letter())
    assert mail.ticket is not None
    [taken] = sink.taken
    letter = taken.letter
    assert taken.sender == "<>"
    assert taken.recipients == ["dana@acme.example"]
    assert letter["To"] == "dana@acme.example"
    assert letter["Auto-Submitted"] == "auto-replied"
    assert letter["X-Auto-Response-Suppress"] == "All"
    assert letter["In-Reply-To"] == "<first@acme.example>"
    assert letter["From"] == "Brightwell <support@brightwell.example>"
    assert f"#{mail.ticket.pk}" in letter["Subject"]
    assert ticket_id_for(letter["Reply-To"]) == mail.ticket.pk


def test_nothing_that_the_sender_wrote_is_repeated(sink: Sink) -> None:
    take(
        make_letter(
            sender='"Win 1000 now" <dana@acme.example>',
            subject="Buy at https://spam.example",
            text="Click https://spam.example",
        )
    )
    content = sink.taken[0].content
    assert b"spam" not in content
    assert b"Win" not in content


def test_the_acknowledgement_speaks_the_customers_language() -> None:
    Person.objects.filter(email=world.DANA).update(language="de")
    take(make_letter())
    [mail] = acknowledgements()
    assert mail.language == "de"
    assert mail.subject.startswith("Wir haben Ihre Nachricht erhalten (#")
    assert "Ihre Nachricht ist angekommen" in mail.text
    assert '<html lang="de"' in mail.html


def test_a_customer_of_unknown_language_is_answered_in_that_of_the_mail() -> None:
    text = "Guten Tag, wo bleiben meine beiden Lampen? Ich habe sie schon vor zwei Wochen bestellt."
    take(make_letter(text=text))
    assert acknowledgements()[0].language == "de"


def test_it_goes_out_once_an_hour_and_three_times_a_day(clock: StoppedClock) -> None:
    for letter in letters_from("dana@acme.example", 8):
        take(letter)
        take(letter.replace(b"Request", b"Another").replace(b"Message-ID: <", b"Message-ID: <x"))
        clock.pass_by(timedelta(minutes=61))
    assert len(acknowledgements()) == 3
    clock.pass_by(timedelta(days=1))
    take(make_letter(message_id="tomorrow@acme.example"))
    assert len(acknowledgements()) == 4


def test_one_sender_does_not_use_up_the_acknowledgement_of_another() -> None:
    take(make_letter())
    take(make_letter(sender="new@person.example", message_id="other@person.example"))
    assert [mail.to[0]["address"] for mail in acknowledgements()] == [
        "dana@acme.example",
        "new@person.example",
    ]


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-generated",
        "Precedence: bulk",
        "Precedence: auto_reply",
        "X-Autoreply: yes",
        "X-Auto-Response-Suppress: All",
        "List-Id: <friends.lists.example>",
        "List-Unsubscribe: <https://lists.example/leave>",
    ],
)
def test_automatic_mail_is_never_answered(header: str) -> None:
    take(make_letter(headers=[header]))
    assert acknowledgements() == []


@pytest.mark.parametrize(
    "sender", ["no-reply@shop.example", "MAILER-DAEMON@mx.example", "support+x@brightwell.example"]
)
def test_robots_and_ourselves_are_never_answered(sender: str) -> None:
    take(make_letter(sender=sender, message_id=f"x.{sender}"), sender=sender)
    assert acknowledgements() == []


def test_the_null_sender_is_never_answered() -> None:
    take(make_letter(), sender="")
    assert acknowledgements() == []


def test_copies_and_reply_to_get_no_acknowledgement() -> None:
    take(
        make_letter(
            headers=["Cc: victim@elsewhere.example", "Reply-To: other-victim@elsewhere.example"]
        )
    )
    assert [mail.to for mail in acknowledgements()] == [
        [{"name": "", "address": "dana@acme.example"}]
    ]
    assert acknowledgements()[0].cc == []


def test_an_answer_is_not_acknowledged() -> None:
    mail = take(make_letter())
    [first] = acknowledgements()
    OutboundMail.objects.filter(pk=first.pk).update(created_at=first.created_at - timedelta(days=2))
    answer = take(
        make_letter(
            message_id="answer@acme.example",
            headers=[f"In-Reply-To: <{first.internet_message_id}>"],
        )
    )
    assert (answer.fate, answer.ticket) == (Fate.THREADED, mail.ticket)
    assert len(acknowledgements()) == 1


def test_what_an_agent_opens_is_not_acknowledged(dana: Customer) -> None:
    world.make_ticket(by=world.agent(world.AMARA))
    run_due_jobs()
    assert acknowledgements() == []


def test_a_request_that_did_not_come_by_mail_is_not_acknowledged() -> None:
    world.make_ticket(channel="api")
    world.make_ticket(channel="email")  # no received mail behind it
    run_due_jobs()
    assert acknowledgements() == []


@pytest.mark.parametrize("is_polite", [True, False])
def test_two_auto_responders_stop_after_one_exchange(sink: Sink, *, is_polite: bool) -> None:
    """Theirs answers everything it gets; the impolite one hides that it is a program."""
    headers = ["Auto-Submitted: auto-replied"] if is_polite else []
    take(make_letter())
    for turn in range(20):
        if turn >= len(sink.taken):
            break
        ours = sink.taken[turn].letter
        take(
            make_letter(
                subject=f"Out of office: {ours['Subject']}",
                message_id=f"auto{turn}@acme.example",
                to=str(ours["Reply-To"]),
                headers=[*headers, f"In-Reply-To: {ours['Message-ID']}"],
                text=f"I am away, as I said {turn} times.",
            )
        )
    assert len(sink.taken) == 1
    assert Ticket.objects.count() == 1


def test_an_auto_responder_that_starts_anew_each_time_is_stopped_too(sink: Sink) -> None:
    take(make_letter())
    for turn in range(10):
        take(make_letter(message_id=f"auto{turn}@acme.example", text=f"I am away ({turn})."))
    assert len(sink.taken) == 1
