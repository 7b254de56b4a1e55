"""The listener, as its peers see it: real processes and real sockets."""

import os
import smtplib
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import BinaryIO

import pytest
from django.db import connection

from firstline.channels.email.models import InboundMail, Mailbox
from firstline.channels.email.smtp import MOST_SESSIONS
from tests import world
from tests.channels.email.letters import make_letter
from tests.jobs import queued
from tests.sockets import free_port, wait_for

pytestmark = pytest.mark.django_db(transaction=True)


def database_url() -> str:
    """The test's own database, for another process."""
    ordinary = f"/run_{os.getpid()}?"
    return os.environ["DATABASE_URL"].replace(ordinary, f"/{connection.settings_dict['NAME']}?")


@pytest.fixture(scope="module")
def listener(django_db_setup: None) -> Iterator[int]:
    """The port of a running `firstline mail`."""
    port = free_port()
    env = {**os.environ, "DATABASE_URL": database_url(), "FIRSTLINE_SMTP": f"127.0.0.1:{port}"}
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "firstline.config.cli", "mail"], env=env
    )
    try:
        wait_for(lambda: _answers(port), seconds=30)
        yield port
    finally:
        process.terminate()
        assert process.wait(15) == 0


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(autouse=True)
def mailbox(transactional_db: None) -> Mailbox:
    return Mailbox.objects.get_or_create(
        address=world.SUPPORT_ADDRESS, defaults={"is_default": True}
    )[0]


@pytest.fixture
def peer(listener: int) -> Iterator[smtplib.SMTP]:
    with smtplib.SMTP("127.0.0.1", listener, timeout=15) as client:
        client.ehlo("peer.example")
        yield client


def send(peer: smtplib.SMTP, raw: bytes, *, to: str = world.SUPPORT_ADDRESS) -> tuple[int, bytes]:
    """The answer to the data, sent exactly as given."""
    peer.mail(world.DANA)
    peer.rcpt(to)
    return peer.data(raw)


def test_250_means_stored_with_its_job(peer: smtplib.SMTP) -> None:
    raw = make_letter()
    code, _words = send(peer, raw)

    mail = InboundMail.objects.get()
    assert code == 250
    assert bytes(mail.raw) == raw
    assert mail.envelope_sender == world.DANA
    assert mail.envelope_recipients == [world.SUPPORT_ADDRESS]
    assert mail.remote_ip == "127.0.0.1"
    assert [job.args for job in queued("channels.email.jobs.read_mail")] == [{"mail_id": mail.pk}]


def test_plus_tagged_forms_are_recipients_and_others_are_not(peer: smtplib.SMTP) -> None:
    peer.mail("a@b.example")
    assert peer.rcpt("Support+anything@Brightwell.example")[0] == 250
    assert peer.rcpt("nobody@brightwell.example")[0] == 550
    assert peer.rcpt("support@elsewhere.example")[0] == 550


def test_the_null_sender_is_accepted_and_known_as_such(peer: smtplib.SMTP) -> None:
    peer.mail("")
    peer.rcpt(world.SUPPORT_ADDRESS)
    assert peer.data(make_letter())[0] == 250
    assert InboundMail.objects.get().envelope_sender == ""


def test_a_bare_line_feed_is_refused(listener: int) -> None:
    with socket.create_connection(("127.0.0.1", listener), timeout=15) as peer:
        answers = peer.makefile("rb")
        for line in (
            b"EHLO evil.example",
            b"MAIL FROM:<a@evil.example>",
            b"RCPT TO:<support@brightwell.example>",
            b"DATA",
        ):
            _answer(answers)
            peer.sendall(line + b"\r\n")
        _answer(answers)
        peer.sendall(b"Subject: one\r\n\r\nhello\n.\nMAIL FROM:<b@evil.example>\r\n.\r\n")
        assert _answer(answers).startswith(b"554")
    assert not InboundMail.objects.exists()


def _answer(answers: BinaryIO) -> bytes:
    while (line := answers.readline())[3:4] == b"-":
        pass
    return line


def test_a_mail_that_is_too_large_is_refused_before_it_is_sent(peer: smtplib.SMTP) -> None:
    code, _words = peer.mail("a@b.example", options=["SIZE=60000000"])
    assert code == 552


def test_long_lines_and_eight_bit_are_taken(peer: smtplib.SMTP) -> None:
    assert send(peer, make_letter(text="ü" * 20_000))[0] == 250


def test_one_mail_on_ten_connections_at_once_is_one_mail(listener: int) -> None:
    raw = make_letter()

    def deliver(_number: int) -> int:
        with smtplib.SMTP("127.0.0.1", listener, timeout=15) as client:
            client.ehlo("peer.example")
            return send(client, raw)[0]

    with ThreadPoolExecutor(10) as pool:
        assert set(pool.map(deliver, range(10))) == {250}
    assert InboundMail.objects.get().copies == 10
    assert len(queued("channels.email.jobs.read_mail")) == 1


def test_more_connections_than_memory_allows_are_told_to_come_later(listener: int) -> None:
    with ExitStack() as held:
        greetings = [_greeting(held, listener) for _ in range(MOST_SESSIONS + 1)]

    assert greetings[0].startswith(b"220 ")
    assert greetings[-1].startswith(b"421 ")
    wait_for(lambda: _is_admitted(listener))


def _greeting(held: ExitStack, port: int) -> bytes:
    connected = held.enter_context(socket.create_connection(("127.0.0.1", port), timeout=15))
    return connected.recv(200)


def _is_admitted(port: int) -> bool:
    with ExitStack() as held:
        return _greeting(held, port).startswith(b"220 ")
