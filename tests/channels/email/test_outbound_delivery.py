"""Sending, with peers that misbehave: nothing is lost, and two copies at the very most."""

import re
import socket
import threading
from datetime import timedelta

import pytest
from pytest_django import Settings

from firstline.channels.email import transport
from firstline.channels.email.addresses import outbound_mail_id_for
from firstline.channels.email.errors import NoRelay, NothingLeftToSend
from firstline.channels.email.models import (
    MailState,
    OutboundMail,
    Outcome,
    Relay,
)
from firstline.channels.email.outbound import deliver as delivering
from firstline.channels.email.outbound.deliver import deliver
from firstline.channels.email.outbound.forgotten import take_up_forgotten
from firstline.channels.email.outbound.relay_health import probe_if_failing
from firstline.channels.email.outbound.schedule import next_attempt
from firstline.channels.email.outbound.send_again import send_again
from firstline.channels.email.transport import RelayAddress, relay
from firstline.customers.models import Customer
from firstline.desk import actions as desk
from firstline.desk.content import Content, NewAttachment
from firstline.desk.models import Message, Ticket
from firstline.platform.accounts.models import Person
from firstline.platform.clock import now
from firstline.platform.errors import NotAllowed
from firstline.platform.events.models import Event
from firstline.platform.files.storing import store
from firstline.team.models import Agent
from tests import world
from tests.channels.email.sink import LARGEST, Sink, running_sink
from tests.conftest import ClientOf, StoppedClock
from tests.jobs import queued, run_due_jobs
from tests.sockets import free_port

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mailbox")]

DELIVER = "channels.email.jobs.deliver_mail"


class WorkerKilled(BaseException):
    """Nothing may catch it: what follows is not run, as after kill -9."""


@pytest.fixture
def short_of_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "FINAL_SECONDS", 0.2)


@pytest.fixture
def ticket(db: None) -> Ticket:
    return world.make_ticket()


def mail_of(message: Message) -> OutboundMail:
    return OutboundMail.objects.get(message=message)


def outcomes(mail: OutboundMail) -> list[str]:
    return list(mail.attempts.order_by("pk").values_list("outcome", flat=True))


def reply_and_send(ticket: Ticket) -> OutboundMail:
    message = world.make_reply(ticket)
    run_due_jobs(queue="outside")
    return mail_of(message)


def let_pass(clock: StoppedClock, minutes: float) -> None:
    clock.pass_by(timedelta(minutes=minutes))
    run_due_jobs(queue="outside")


def failures() -> list[Event]:
    return list(Event.objects.filter(name="delivery_failed").order_by("pk"))


def test_a_reply_reaches_the_customer(ticket: Ticket, sink: Sink) -> None:
    mail = reply_and_send(ticket)
    assert mail.state == MailState.SENT
    assert mail.sent_at is not None
    assert outcomes(mail) == [Outcome.SENT]
    [taken] = sink.taken
    assert taken.recipients == ["dana@acme.example"]
    assert outbound_mail_id_for(taken.sender) == mail.pk
    assert taken.letter["Message-ID"] == f"<{mail.internet_message_id}>"


def test_the_mail_belongs_to_the_transaction_of_the_reply(ticket: Ticket, sink: Sink) -> None:
    message = world.make_reply(ticket)
    mail = mail_of(message)
    assert mail.state == MailState.QUEUED
    assert [job.args for job in queued(DELIVER)] == [{"mail_id": mail.pk}]
    assert sink.taken == []


def test_a_second_run_of_the_job_sends_nothing(ticket: Ticket, sink: Sink) -> None:
    mail = reply_and_send(ticket)
    deliver(mail.pk)
    assert len(sink.taken) == 1


def test_the_message_names_who_gets_it(
    ticket: Ticket, amara: Agent, eli: Customer, sink: Sink
) -> None:
    desk.add_participant(ticket, customer=eli, by=amara)
    message = world.make_reply(ticket)
    message.refresh_from_db()
    assert message.to == [{"name": "Dana Fischer", "address": "dana@acme.example"}]
    assert message.cc == [{"name": "Eli Stone", "address": "eli@elsewhere.example"}]
    run_due_jobs(queue="outside")
    assert sink.taken[0].recipients == ["dana@acme.example", "eli@elsewhere.example"]
    assert sink.taken[0].letter["Cc"] == "Eli Stone <eli@elsewhere.example>"


def test_neither_robots_nor_ourselves_are_copied(
    ticket: Ticket, amara: Agent, sink: Sink, client_of: ClientOf
) -> None:
    for address in ("no-reply@shop.example", world.SUPPORT_ADDRESS, "support+x@brightwell.example"):
        customer = world.make_customer("A copy", email=address)
        desk.add_participant(ticket, customer=customer, by=amara)
    page = client_of(amara).get(f"/tickets/{ticket.pk}/").content.decode()
    assert re.findall(r'id="recipient-(to|cc)-([^"]+)"', page) == [("to", "dana@acme.example")]
    message = world.make_reply(ticket)
    assert message.cc == []


def test_mail_to_ourselves_is_never_written(sink: Sink) -> None:
    ourselves = world.make_customer("Us", email="support+t1@brightwell.example")
    message = world.make_reply(world.make_ticket(requester=ourselves))
    assert message.to == []
    assert not OutboundMail.objects.exists()


def test_a_note_is_not_mailed(ticket: Ticket, sink: Sink) -> None:
    world.make_note(ticket)
    assert not OutboundMail.objects.exists()


def test_without_a_relay_mail_is_kept(ticket: Ticket, amara: Agent) -> None:
    mail = mail_of(world.make_reply(ticket))
    assert mail.state == MailState.KEPT
    assert queued(DELIVER) == []
    with pytest.raises(NoRelay):
        send_again(mail, by=amara)


def test_a_setting_lost_for_a_while_delays_what_was_queued(
    ticket: Ticket, sink: Sink, settings: Settings, clock: StoppedClock
) -> None:
    message = world.make_reply(ticket)
    was, settings.EMAIL_URL = settings.EMAIL_URL, ""
    run_due_jobs(queue="outside")
    assert mail_of(message).state == MailState.QUEUED
    settings.EMAIL_URL = was
    let_pass(clock, 1)
    assert mail_of(message).state == MailState.SENT


def test_a_passing_refusal_is_tried_again_with_growing_waits(
    ticket: Ticket, sink: Sink, clock: StoppedClock
) -> None:
    sink.sender_reply = "451 4.3.0 try later"
    mail = reply_and_send(ticket)
    assert (mail.state, mail.trouble) == (MailState.QUEUED, "451 4.3.0 try later")
    waits = []
    for _ in range(5):
        mail.refresh_from_db()
        assert mail.next_attempt_at is not None
        waits.append((mail.next_attempt_at - clock.now()).total_seconds() / 60)
        let_pass(clock, waits[-1])
    assert waits == [1, 5, 15, 60, 120]

    sink.sender_reply = "250 OK"
    let_pass(clock, 240)
    mail.refresh_from_db()
    assert mail.state == MailState.SENT
    assert outcomes(mail) == [Outcome.LATER] * 6 + [Outcome.SENT]
    assert failures() == []


def test_after_three_days_a_mail_is_given_up_and_the_ticket_says_so(
    ticket: Ticket, sink: Sink, clock: StoppedClock
) -> None:
    sink.recipient_replies["dana@acme.example"] = "450 mailbox busy"
    mail = reply_and_send(ticket)
    for _ in range(24):
        let_pass(clock, 240)
    mail.refresh_from_db()
    assert mail.state == MailState.FAILED
    [event] = failures()
    assert event.subject_id == ticket.pk
    assert event.data["recipients"] == ["dana@acme.example"]
    assert "mailbox busy" in event.data["reason"]
    assert queued(DELIVER) == []


def test_a_lasting_refusal_is_given_up_at_once(ticket: Ticket, sink: Sink) -> None:
    sink.recipient_replies["dana@acme.example"] = "550 5.1.1 no such user"
    mail = reply_and_send(ticket)
    assert mail.state == MailState.FAILED
    assert mail.refused == {"dana@acme.example": "550 5.1.1 no such user"}
    assert len(failures()) == 1
    assert queued(DELIVER) == []


@pytest.mark.parametrize("reply", ["554 5.7.1 spam", "552 5.3.4 too large"])
def test_content_that_is_refused_is_given_up(ticket: Ticket, sink: Sink, reply: str) -> None:
    sink.content_replies = [reply]
    mail = reply_and_send(ticket)
    assert (mail.state, mail.trouble) == (MailState.FAILED, reply)
    assert sink.taken == []


def test_content_deferred_is_not_unclear(ticket: Ticket, sink: Sink, clock: StoppedClock) -> None:
    sink.content_replies = ["451 greylisted", "451 greylisted", "451 greylisted"]
    mail = reply_and_send(ticket)
    for minutes in (1, 5, 15):
        let_pass(clock, minutes)
    mail.refresh_from_db()
    assert mail.state == MailState.SENT
    assert len(sink.taken) == 1


def test_one_refused_recipient_does_not_cost_the_others_their_mail(
    ticket: Ticket, amara: Agent, eli: Customer, sink: Sink
) -> None:
    desk.add_participant(ticket, customer=eli, by=amara)
    sink.recipient_replies["eli@elsewhere.example"] = "550 unknown"
    mail = reply_and_send(ticket)
    assert mail.state == MailState.SENT
    assert mail.refused == {"eli@elsewhere.example": "550 unknown"}
    assert outcomes(mail) == [Outcome.PARTLY]
    assert [taken.recipients for taken in sink.taken] == [["dana@acme.example"]]
    assert failures()[0].data["recipients"] == ["eli@elsewhere.example"]


def test_one_deferred_recipient_is_tried_again_alone(
    ticket: Ticket, amara: Agent, eli: Customer, sink: Sink, clock: StoppedClock
) -> None:
    desk.add_participant(ticket, customer=eli, by=amara)
    sink.recipient_replies["eli@elsewhere.example"] = "450 later"
    mail = reply_and_send(ticket)
    assert mail.state == MailState.QUEUED
    assert mail.waiting_for == ["eli@elsewhere.example"]
    del sink.recipient_replies["eli@elsewhere.example"]
    let_pass(clock, 1)
    assert [taken.recipients for taken in sink.taken] == [
        ["dana@acme.example"],
        ["eli@elsewhere.example"],
    ]
    assert sink.taken[0].content == sink.taken[1].content
    mail.refresh_from_db()
    assert mail.state == MailState.SENT


@pytest.mark.usefixtures("short_of_patience")
def test_silence_after_the_content_costs_two_copies_at_most(
    ticket: Ticket, sink: Sink, clock: StoppedClock
) -> None:
    sink.hangs = 9
    mail = reply_and_send(ticket)
    assert (mail.state, outcomes(mail)) == (MailState.QUEUED, [Outcome.UNCLEAR])
    for _ in range(10):
        let_pass(clock, 24 * 60)
    mail.refresh_from_db()
    assert mail.state == MailState.UNCLEAR
    assert len(sink.taken) == 2
    assert sink.taken[0].content == sink.taken[1].content
    assert len(failures()) == 1


def test_a_connection_lost_after_the_content_is_unclear_and_tried_once_more(
    ticket: Ticket, sink: Sink, clock: StoppedClock
) -> None:
    sink.drops = 1
    mail = reply_and_send(ticket)
    assert outcomes(mail) == [Outcome.UNCLEAR]
    let_pass(clock, 1)
    mail.refresh_from_db()
    assert mail.state == MailState.SENT
    ids = {taken.letter["Message-ID"] for taken in sink.taken}
    assert len(sink.taken) == 2
    assert len(ids) == 1


def test_a_worker_killed_before_the_last_byte_has_delivered_nothing(
    ticket: Ticket, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail = mail_of(world.make_reply(ticket))
    with monkeypatch.context() as patch:
        patch.setattr(delivering, "_note_handed_over", _killed)
        for _ in range(3):
            with pytest.raises(WorkerKilled):
                deliver(mail.pk)
    deliver(mail.pk)
    mail.refresh_from_db()
    assert mail.state == MailState.SENT
    assert outcomes(mail) == [Outcome.STOPPED] * 3 + [Outcome.SENT]
    assert len(sink.taken) == 1


def test_a_worker_killed_after_the_last_byte_may_cost_one_copy_more(
    ticket: Ticket, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail = mail_of(world.make_reply(ticket))
    with monkeypatch.context() as patch:
        patch.setattr(delivering, "_record_receipt", _killed)
        with pytest.raises(WorkerKilled):
            deliver(mail.pk)
    deliver(mail.pk)
    mail.refresh_from_db()
    assert mail.state == MailState.SENT
    assert outcomes(mail) == [Outcome.UNCLEAR, Outcome.SENT]
    assert len(sink.taken) == 2
    assert sink.taken[0].content == sink.taken[1].content


def test_a_mail_that_kills_its_workers_is_set_aside(
    ticket: Ticket, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail = mail_of(world.make_reply(ticket))
    with monkeypatch.context() as patch:
        patch.setattr(delivering, "compose", _killed)
        for _ in range(delivering.MOST_STOPPED):
            with pytest.raises(WorkerKilled):
                deliver(mail.pk)
    deliver(mail.pk)
    mail.refresh_from_db()
    assert mail.state == MailState.FAILED
    assert len(failures()) == 1


def test_a_connection_broken_within_the_content_is_clear(
    ticket: Ticket, amara: Agent, settings: Settings
) -> None:
    with _peer_that_breaks_off() as port:
        settings.EMAIL_URL = f"smtp://127.0.0.1:{port}"
        large = NewAttachment(file=store(b"\x89" * 8_000_000), name="large.bin")
        message = desk.reply(ticket, Content.from_text("Here."), by=amara, attachments=[large])
        run_due_jobs(queue="outside")
    mail = mail_of(message)
    assert (mail.state, outcomes(mail)) == (MailState.QUEUED, [Outcome.LATER])
    assert Relay.current().failing_since is None


def test_a_dead_relay_loses_nothing_and_is_not_asked_by_every_mail(
    ticket: Ticket, settings: Settings, clock: StoppedClock
) -> None:
    port = free_port()
    settings.EMAIL_URL = f"smtp://127.0.0.1:{port}"
    first, second = reply_and_send(ticket), reply_and_send(world.make_ticket())
    assert (first.state, second.state) == (MailState.QUEUED, MailState.QUEUED)
    assert outcomes(first) == [Outcome.UNREACHABLE]
    assert outcomes(second) == []
    assert str(port) in second.trouble
    clock.pass_by(timedelta(minutes=3))
    assert Relay.current().is_alarming(now())
    probe_if_failing()
    assert Relay.current().failing_since is not None


def test_when_the_relay_is_back_all_that_waited_leaves_at_once(
    ticket: Ticket, settings: Settings, clock: StoppedClock
) -> None:
    settings.EMAIL_URL = f"smtp://127.0.0.1:{free_port()}"
    mails = [reply_and_send(ticket), reply_and_send(ticket)]
    for _ in range(6):
        let_pass(clock, 60)
    with running_sink() as sink:
        settings.EMAIL_URL = f"smtp://127.0.0.1:{sink.port}"
        clock.pass_by(timedelta(minutes=1))
        probe_if_failing()
        run_due_jobs(queue="outside")
        assert len(sink.taken) == 2
    assert Relay.current().failing_since is None
    assert {OutboundMail.objects.get(pk=mail.pk).state for mail in mails} == {MailState.SENT}


def test_one_bad_destination_does_not_block_the_others(
    ticket: Ticket, sink: Sink, clock: StoppedClock
) -> None:
    sink.recipient_replies["dana@acme.example"] = "421 try another time"
    bad = reply_and_send(ticket)
    good = reply_and_send(world.make_ticket(requester=world.make_customer()))
    assert bad.state == MailState.QUEUED
    assert good.state == MailState.SENT


def test_a_refused_sign_in_is_a_trouble_of_the_relay(
    ticket: Ticket, sink: Sink, settings: Settings
) -> None:
    settings.EMAIL_URL = f"smtp://desk:secret@127.0.0.1:{sink.port}"
    mail = reply_and_send(ticket)
    assert mail.state == MailState.QUEUED
    assert outcomes(mail) == [Outcome.UNREACHABLE]
    assert "secret" not in mail.trouble
    assert Relay.current().failing_since is not None


def test_a_retry_by_a_person_begins_anew(
    ticket: Ticket, amara: Agent, lin: Agent, sink: Sink
) -> None:
    sink.recipient_replies["dana@acme.example"] = "550 no such user"
    mail = reply_and_send(ticket)
    with pytest.raises(NotAllowed):
        send_again(mail, by=lin)
    sink.recipient_replies.clear()
    send_again(mail, by=amara)
    run_due_jobs(queue="outside")
    mail.refresh_from_db()
    assert (mail.state, mail.refused) == (MailState.SENT, {})
    assert Event.objects.filter(name="delivery_retried", subject_id=ticket.pk).count() == 1
    with pytest.raises(NothingLeftToSend):
        send_again(mail, by=amara)


def test_an_address_that_smtp_cannot_carry_fails_visibly(ticket: Ticket, sink: Sink) -> None:
    Person.objects.filter(email=world.DANA).update(email="jörg@acme.example")
    mail = reply_and_send(Ticket.objects.get(pk=ticket.pk))
    assert mail.state == MailState.FAILED
    assert failures()[0].data["recipients"] == ["jörg@acme.example"]


def test_a_mail_too_large_for_the_relay_is_refused_before_it_is_sent(
    ticket: Ticket, amara: Agent, sink: Sink
) -> None:
    large = NewAttachment(file=store(b"\x88" * LARGEST), name="large.bin")
    message = desk.reply(ticket, Content.from_text("Here."), by=amara, attachments=[large])
    run_due_jobs(queue="outside")
    mail = mail_of(message)
    assert mail.state == MailState.FAILED
    assert str(LARGEST) in mail.trouble


def test_a_due_mail_without_a_job_is_found(ticket: Ticket, sink: Sink, clock: StoppedClock) -> None:
    mail = mail_of(world.make_reply(ticket))
    clock.pass_by(timedelta(minutes=10))
    assert take_up_forgotten() == 1
    assert take_up_forgotten() == 0
    run_due_jobs(queue="outside")
    mail.refresh_from_db()
    assert mail.state == MailState.SENT
    assert len(sink.taken) == 1


def test_dots_at_the_start_of_lines_survive(ticket: Ticket, sink: Sink) -> None:
    world.make_reply(ticket, text="First.\n.\n..two\nLast.")
    run_due_jobs(queue="outside")
    body = sink.taken[0].letter.get_body(("plain",))
    assert body is not None
    assert str(body.get_content()).splitlines()[:4] == ["First.", ".", "..two", "Last."]


def test_the_schedule_ends_after_three_days() -> None:
    start = now()
    at = start
    waits: list[timedelta] = []
    while moment := next_attempt(len(waits) + 1, since=start, at=at):
        waits.append(moment - at)
        at = moment
    assert waits[:4] == [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60)]
    assert at - start == timedelta(days=3)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mx.example", RelayAddress("mx.example", 25, "", "", "offered")),
        ("smtp://u:p%40ss@mx.example", RelayAddress("mx.example", 587, "u", "p@ss", "offered")),
        ("smtps://mx.example", RelayAddress("mx.example", 465, "", "", "implicit")),
        ("smtp://mx.example:2525?tls=never", RelayAddress("mx.example", 2525, "", "", "never")),
        ("", None),
    ],
)
def test_the_relay_is_one_setting(settings: Settings, url: str, expected: RelayAddress) -> None:
    settings.EMAIL_URL = url
    assert relay() == expected


def _killed(*_: object) -> None:
    raise WorkerKilled


class _peer_that_breaks_off:  # noqa: N801 - used as a function
    """Accepts a mail up to its content, and then resets the connection."""

    def __enter__(self) -> int:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()
        port: int = self._listener.getsockname()[1]
        return port

    def __exit__(self, *_: object) -> None:
        self._thread.join()
        self._listener.close()

    def _serve(self) -> None:
        peer, _address = self._listener.accept()
        with peer:
            peer.sendall(b"220 hello\r\n")
            for reply in (b"250 hello\r\n", b"250 ok\r\n", b"250 ok\r\n", b"354 go on\r\n"):
                peer.recv(4096)
                peer.sendall(reply)
            peer.recv(4096)
