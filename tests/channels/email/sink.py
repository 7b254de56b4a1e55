"""A customer's mail server that does what the test tells it, over a real socket."""

import asyncio
import email
import email.policy
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.sockets import free_port

LARGEST = 1_000_000


@dataclass(frozen=True)
class Taken:
    sender: str
    recipients: list[str]
    content: bytes

    @property
    def letter(self) -> EmailMessage:
        letter = email.message_from_bytes(self.content, policy=email.policy.default)
        assert isinstance(letter, EmailMessage)
        return letter


@dataclass
class Sink:
    """Takes everything, until a reply is set; `taken` is what it has of all that was sent."""

    port: int = 0
    taken: list[Taken] = field(default_factory=list)
    # "450 …" to every sender; to one recipient; to the content, each mail's in turn.
    sender_reply: str = "250 OK"
    recipient_replies: dict[str, str] = field(default_factory=dict)
    content_replies: list[str] = field(default_factory=list)
    # What the mails after these are met with: silence, or a broken connection, once taken.
    hangs: int = 0
    drops: int = 0

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.sender_reply.startswith("250"):
            envelope.mail_from = address
        return self.sender_reply

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        reply = self.recipient_replies.get(address, "250 OK")
        if reply.startswith("250"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        reply = self.content_replies.pop(0) if self.content_replies else "250 2.0.0 taken"
        if reply.startswith("250"):
            content = envelope.original_content or b""
            self.taken.append(Taken(envelope.mail_from or "", list(envelope.rcpt_tos), content))
        if self.hangs:
            self.hangs -= 1
            await asyncio.sleep(1)
        if self.drops:
            self.drops -= 1
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
        return reply


@contextmanager
def running_sink() -> Iterator[Sink]:
    sink = Sink(port=free_port())
    controller = Controller(sink, hostname="127.0.0.1", port=sink.port, data_size_limit=LARGEST)
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()
