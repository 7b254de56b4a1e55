"""A small load generator: so many connections, each asking again as soon as it is answered."""

import asyncio
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

_LENGTH = re.compile(rb"(?i)\r\ncontent-length: (\d+)")


@dataclass
class Tally:
    answers: int = 0
    failures: int = 0
    seconds: list[float] = field(default_factory=list)


class _Client(asyncio.Protocol):
    """One connection, which asks for one thing at a time."""

    def __init__(self, request: bytes, tally: Tally, until: float) -> None:
        self._request = request
        self._tally = tally
        self._until = until
        self._received = b""
        self._asked_at = 0.0
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._ask()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self._tally.failures += 1
            self.done.set_result(None)

    def data_received(self, data: bytes) -> None:
        self._received += data
        if self._is_whole():
            self._received = b""
            self._answered()

    def _is_whole(self) -> bool:
        """Whether the answer has come to its end: by its length, or by its last chunk."""
        head, end, body = self._received.partition(b"\r\n\r\n")
        if not end:
            return False
        length = _LENGTH.search(head)
        whole = body.endswith(b"0\r\n\r\n") if length is None else len(body) >= int(length[1])
        if whole and not head.startswith(b"HTTP/1.1 200 "):
            self._tally.failures += 1
        return whole

    def _answered(self) -> None:
        now = time.perf_counter()
        self._tally.answers += 1
        self._tally.seconds.append(now - self._asked_at)
        if now < self._until:
            self._ask()
        else:
            self.done.set_result(None)
            self._transport.close()

    def _ask(self) -> None:
        self._asked_at = time.perf_counter()
        self._transport.write(self._request)


async def load(
    port: int,
    path: str,
    *,
    cookie: str,
    connections: int,
    seconds: float,
    headers: Mapping[str, str] | None = None,
) -> Tally:
    """What the server at that port did in so many seconds."""
    more = "".join(f"{name}: {value}\r\n" for name, value in (headers or {}).items())
    request = (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\n{more}"
        "User-Agent: bench\r\nAccept: text/html\r\nAccept-Language: en\r\n\r\n"
    ).encode()
    loop = asyncio.get_running_loop()
    tally = Tally()
    until = time.perf_counter() + seconds
    clients = [
        (await loop.create_connection(lambda: _Client(request, tally, until), "127.0.0.1", port))[1]
        for _ in range(connections)
    ]
    await asyncio.gather(*(client.done for client in clients))
    return tally
