"""What peers are told when mail cannot be taken: try later, never "no"."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import OperationalError

from firstline.channels.email import smtp
from firstline.channels.email.smtp import Mailroom
from tests import world
from tests.channels.email.letters import make_letter


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Mailroom]:
    room = Mailroom(tmp_path)
    yield room
    asyncio.run(room.finish())


def ask(room: Mailroom, command: str, *arguments: Any, raw: bytes = b"") -> str:
    envelope = Envelope()
    envelope.content = raw
    envelope.mail_from = world.DANA
    envelope.rcpt_tos = [world.SUPPORT_ADDRESS]
    session = cast("Session", SimpleNamespace(peer=("192.0.2.7", 4711)))
    handle = getattr(room, f"handle_{command}")
    answer: str = asyncio.run(handle(cast("SMTP", None), session, envelope, *arguments))
    return answer


def gone(*_arguments: object, **_named: object) -> None:
    raise OperationalError("the connection is closed")


def full(_path: Path) -> SimpleNamespace:
    return SimpleNamespace(total=10**12, used=10**12, free=10**6)


def test_without_a_database_recipients_are_asked_to_come_back(
    room: Mailroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp, "mailbox_of", gone)
    assert ask(room, "RCPT", world.SUPPORT_ADDRESS, []).startswith("451")


def test_without_a_database_mail_is_not_taken(
    room: Mailroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp, "receive_raw", gone)
    assert ask(room, "DATA", raw=make_letter()).startswith("451")


def test_on_a_nearly_full_disk_mail_is_put_off(
    room: Mailroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.disk_usage", full)
    assert ask(room, "MAIL", world.DANA, []).startswith("452")
    assert ask(room, "DATA", raw=make_letter()).startswith("452")


@pytest.mark.parametrize("raw", [b"a\nb\r\n", b"a\rb\r\n", b"a\r\r\n", b"\n", b"\r"])
def test_bare_line_ends_are_refused(room: Mailroom, raw: bytes) -> None:
    assert ask(room, "DATA", raw=raw).startswith("554")


def test_any_other_trouble_is_no_permanent_refusal(room: Mailroom) -> None:
    assert asyncio.run(room.handle_exception(ValueError("unforeseen"))).startswith("451")


def test_when_told_to_stop_no_new_mail_is_taken(tmp_path: Path) -> None:
    room = Mailroom(tmp_path)
    asyncio.run(room.finish())
    assert ask(room, "MAIL", world.DANA, []).startswith("421")


def test_too_many_recipients_are_asked_to_come_back(room: Mailroom) -> None:
    envelope = Envelope()
    envelope.rcpt_tos = [f"support+{number}@brightwell.example" for number in range(100)]
    answer = asyncio.run(
        room.handle_RCPT(cast("SMTP", None), cast("Session", None), envelope, "x@y.example", [])
    )
    assert answer.startswith("452")
