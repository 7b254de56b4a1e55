"""Open pages, as many as asked for, in one event loop: each notes how late it hears."""

import asyncio
import json
import time
from dataclasses import dataclass, field
from functools import partial


@dataclass
class Heard:
    events: int = 0
    lost: int = 0
    delays: list[float] = field(default_factory=list)


class Page(asyncio.Protocol):
    """One stream. Topics are `at:NANOSECONDS`, the moment of the nudge."""

    def __init__(self, cookie: str, heard: Heard) -> None:
        self._cookie = cookie
        self._heard = heard
        self._buffer = b""
        self.opened = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        head = f"GET /live/stream HTTP/1.1\r\nHost: localhost\r\nCookie: {self._cookie}\r\n\r\n"
        transport.write(head.encode())

    def connection_lost(self, exc: Exception | None) -> None:
        self._heard.lost += 1
        if not self.opened.done():
            self.opened.set_result(None)

    def data_received(self, data: bytes) -> None:
        now = time.monotonic_ns()
        if not self.opened.done():
            assert data.startswith(b"HTTP/1.1 200 "), data[:100]
            self.opened.set_result(None)
        *lines, self._buffer = (self._buffer + data).split(b"\n")
        for line in lines:
            if line.startswith(b"data: "):
                self._note(json.loads(line[6:]), now)

    def _note(self, topics: list[str], now: int) -> None:
        self._heard.events += 1
        sent = [int(topic[3:]) for topic in topics if topic.startswith("at:")]
        self._heard.delays += [(now - at) / 1e9 for at in sent]


async def open_pages(port: int, cookies: list[str], heard: Heard) -> list[Page]:
    """All of them, a few at a time."""
    loop = asyncio.get_running_loop()
    pages: list[Page] = []
    for start in range(0, len(cookies), 50):
        opening = [
            loop.create_connection(partial(Page, cookie, heard), "127.0.0.1", port)
            for cookie in cookies[start : start + 50]
        ]
        made = [protocol for _, protocol in await asyncio.gather(*opening)]
        await asyncio.gather(*(page.opened for page in made))
        pages += made
    return pages
