"""The built-in listener for incoming mail. `250` means that the mail is committed (R01)."""

import asyncio
import logging
import shutil
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final, TypeVar

from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.db import Error as DatabaseError
from django.db import close_old_connections, connections

from firstline.channels.email.addresses import mailbox_of
from firstline.channels.email.inbound.receiving import receive_raw

logger = logging.getLogger(__name__)
T = TypeVar("T")

MOST_RECIPIENTS = 100
# Below this, mail is put off: the rest of the disk belongs to what was accepted already.
LEAST_FREE_SHARE = 0.05
LEAST_FREE_BYTES = 512 * 1024 * 1024
# What a mail under way gets to be committed when we are told to stop.
PATIENCE = 10.0
# And the time for its 250 to leave.
GOODBYE = 0.2
# Real mailers break the rule of 998 characters a line; losing their mail would help nobody.
LONGEST_LINE = 512 * 1024
# aiosmtpd counts from the last command, so this is what a large mail over a slow line may take.
LONGEST_COMMAND = 1800.0
DATABASE_THREADS = 4
# Each may hold a mail of the largest size in memory. Peers come again after a 421.
MOST_SESSIONS = 50

OK: Final = "250 2.0.0 OK"
LATER: Final = "451 4.3.0 Mail cannot be taken at the moment, try again later"
FULL: Final = "452 4.3.1 Not enough disk space, try again later"
TOO_MANY: Final = "452 4.5.3 Too many recipients"
UNKNOWN: Final = "550 5.1.1 No mailbox of that name here"
BARE: Final = "554 5.6.0 Lines end with CR LF; a bare CR or LF is refused"
BUSY: Final = "421 4.3.2 Too many connections, try again later"
STOPPING: Final = "421 4.3.2 Shutting down, try again later"


class Mailroom:
    """Answers the commands of SMTP that matter: who is written to, and what is said."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._threads = ThreadPoolExecutor(DATABASE_THREADS, thread_name_prefix="mail")
        self._under_way: set[asyncio.Future[Any]] = set()
        self._is_stopping = False
        self.sessions = 0

    async def handle_MAIL(  # noqa: N802  aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self._is_stopping:
            return STOPPING
        if self._is_nearly_full():
            logger.error("mail put off: the disk of %s is nearly full", self._data)
            return FULL
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return OK

    async def handle_RCPT(  # noqa: N802  aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return TOO_MANY
        try:
            mailbox = await self._with_database(lambda: mailbox_of(_readable(address)))
        except DatabaseError:
            logger.exception("recipient cannot be looked up")
            return LATER
        if mailbox is None:
            return UNKNOWN
        envelope.rcpt_tos.append(_readable(address))
        return OK

    async def handle_DATA(  # noqa: N802  aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        raw = envelope.content
        assert isinstance(raw, bytes)
        if _has_bare_line_ends(raw):
            return BARE
        if self._is_nearly_full():
            return FULL
        try:
            mail = await self._with_database(lambda: receive_raw(raw, **_facts(session, envelope)))
        except DatabaseError:
            logger.exception("mail cannot be stored")
            return LATER
        return f"{OK} received as {mail.pk}"

    async def handle_exception(self, error: Exception) -> str:
        """Whatever else goes wrong is our fault and may pass: never a permanent refusal."""
        logger.error("error in an SMTP session", exc_info=error)
        return LATER

    async def finish(self) -> None:
        """Refuse new mail, and commit what was sent completely."""
        self._is_stopping = True
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=PATIENCE)
            await asyncio.sleep(GOODBYE)
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _with_database(self, ask: Callable[[], T]) -> T:
        """In a thread, so that no session waits for the database of another."""
        loop = asyncio.get_running_loop()
        task = asyncio.ensure_future(loop.run_in_executor(self._threads, _asking(ask)))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        # A peer that hangs up must not cancel what is being committed.
        return await asyncio.shield(task)

    def _is_nearly_full(self) -> bool:
        disk = shutil.disk_usage(self._data)
        return disk.free < min(LEAST_FREE_BYTES, disk.total * LEAST_FREE_SHARE)


class Listener(SMTP):
    """One session."""

    line_length_limit = LONGEST_LINE

    def __init__(self, room: Mailroom) -> None:
        self._room = room
        self._is_admitted = False
        super().__init__(
            room,
            data_size_limit=settings.LARGEST_BODY,
            enable_SMTPUTF8=True,
            hostname=settings.BASE_HOST,
            ident="Firstline",
            timeout=LONGEST_COMMAND,
            loop=asyncio.get_running_loop(),
        )

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if self._room.sessions >= MOST_SESSIONS:
            assert isinstance(transport, asyncio.WriteTransport)
            transport.write(f"{BUSY}\r\n".encode())
            transport.close()
            return
        self._room.sessions += 1
        self._is_admitted = True
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        if self._is_admitted:
            self._room.sessions -= 1
            super().connection_lost(error)


def run(host: str, port: int) -> None:
    """Listen until a signal asks to stop."""
    asyncio.run(_listen(host, port))


async def _listen(host: str, port: int) -> None:
    settings.DATA.mkdir(parents=True, exist_ok=True)
    room = Mailroom(settings.DATA)
    loop = asyncio.get_running_loop()
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    server = await loop.create_server(lambda: Listener(room), host, port)
    logger.info("listening for mail on %s:%s", host, port)
    await stopping.wait()
    server.close()
    await room.finish()


def _asking(ask: Callable[[], T]) -> Callable[[], T]:
    def asked() -> T:
        close_old_connections()
        try:
            return ask()
        except DatabaseError:
            # Whatever state the connection is in, the next mail gets a fresh one.
            connections.close_all()
            raise

    return asked


def _facts(session: Session, envelope: Envelope) -> dict[str, Any]:
    sender = _readable(envelope.mail_from or "")
    peer: object = session.peer
    return {
        "source": "smtp",
        "sender": "" if sender == "<>" else sender,
        "recipients": envelope.rcpt_tos,
        # A link-local address carries its interface, which is no part of it.
        "remote_ip": peer[0].partition("%")[0] if isinstance(peer, tuple) else None,
    }


def _readable(address: str) -> str:
    """Bytes that are no UTF-8 reach us as lone surrogates, which the database refuses."""
    return address.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")


def _has_bare_line_ends(raw: bytes) -> bool:
    """A CR or LF alone may hide a second mail from one of two servers (T19)."""
    pairs = raw.count(b"\r\n")
    return raw.count(b"\n") != pairs or raw.count(b"\r") != pairs
