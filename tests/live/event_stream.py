"""A page's end of the stream: reads server-sent events off a socket."""

import json
import socket
import time
from contextlib import AbstractContextManager
from dataclasses import dataclass
from types import TracebackType


@dataclass(frozen=True)
class ServerSentEvent:
    name: str
    topics: list[str]
    ident: str


class EventStream(AbstractContextManager["EventStream"]):
    def __init__(self, port: int, cookie: str, *, last_event_id: str = "") -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=15)
        known = f"Last-Event-ID: {last_event_id}\r\n" if last_event_id else ""
        self._socket.sendall(
            f"GET /live/stream HTTP/1.1\r\nHost: testserver\r\nCookie: {cookie}\r\n{known}"
            "Connection: close\r\n\r\n".encode()
        )
        self._buffer = b""
        head = self._until(b"\r\n\r\n").decode()
        self.status = int(head.split()[1])
        self.head = head
        self.last_id = last_event_id

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._socket.close()

    def events(self, seconds: float) -> list[ServerSentEvent]:
        """What arrives within the time; ends early when the server closes the stream."""
        found = []
        end = time.monotonic() + seconds
        while (event := self.next_event(end - time.monotonic())) is not None:
            found.append(event)
        return found

    def next_event(self, seconds: float = 2.0) -> ServerSentEvent | None:
        """The next event; None when none arrives in time or the stream is over."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self._socket.settimeout(left)
            try:
                block = self._block()
            except (TimeoutError, EOFError):
                return None
            event = self._parsed(block)
            if event is not None:
                return event
        return None

    def is_closed_within(self, seconds: float) -> bool:
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self._socket.settimeout(left)
            try:
                self._block()
            except TimeoutError:
                return False
            except EOFError:
                return True
        return False

    def _parsed(self, block: str) -> ServerSentEvent | None:
        fields = dict(line.split(": ", 1) for line in block.splitlines() if line)
        self.last_id = fields.get("id", self.last_id)
        if "event" not in fields:
            return None
        return ServerSentEvent(fields["event"], json.loads(fields["data"]), self.last_id)

    def _block(self) -> str:
        """One chunk of the answer: the server sends each event in one."""
        size = int(self._until(b"\r\n"), 16)
        if size == 0:
            raise EOFError
        return self._until(b"\n\n\r\n").decode()

    def _until(self, mark: bytes) -> bytes:
        while mark not in self._buffer:
            received = self._socket.recv(65536)
            if not received:
                raise EOFError
            self._buffer += received
        found, _, self._buffer = self._buffer.partition(mark)
        return found
