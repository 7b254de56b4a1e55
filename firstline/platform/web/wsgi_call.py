"""One call of a WSGI application, from inside the thread that runs it."""

from collections.abc import Callable, Iterable, Iterator
from contextvars import copy_context
from time import monotonic
from typing import Any
from wsgiref.types import WSGIApplication, WSGIEnvironment

from starlette.types import Message

# A long answer leaves its thread in pieces of this size, or as old as this, whichever comes first.
PIECE_SIZE = 64 * 1024
PIECE_AGE = 0.25

_WITHOUT_BODY = {204, 304}


class WSGICall:
    """All methods but `start_message` run in one and the same thread, one after the other."""

    def __init__(self, application: WSGIApplication, environ: WSGIEnvironment) -> None:
        self._application = application
        self._environ = environ
        # Not the thread's: the language one request activates must not be the next one's.
        self._context = copy_context()
        self._written: list[bytes] = []
        self._answer: Iterable[bytes] = ()
        self._pieces: Iterator[bytes] = iter(())
        self._status = 0
        self._headers: list[tuple[bytes, bytes]] = []
        self.finished = False

    def begin(self) -> bytes:
        """Call the application and take the first piece: for an ordinary page, all of it."""
        return self._context.run(self._begin)

    def next_piece(self) -> bytes:
        """What is ready, joined up to a sensible size; sets `finished` at the end."""
        return self._context.run(self._next_piece)

    def close(self) -> None:
        """Whatever happens, the application hears that its answer is over."""
        self._context.run(self._close)

    def start_message(self, *, length: int | None = None) -> Message:
        """The message that opens the response; `length` is the whole body's, where it is known."""
        headers = self._headers
        if length is not None and self._may_have_length:
            headers = [*headers, (b"content-length", b"%d" % length)]
        return {"type": "http.response.start", "status": self._status, "headers": headers}

    @property
    def _may_have_length(self) -> bool:
        return self._status not in _WITHOUT_BODY and all(
            name != b"content-length" for name, _ in self._headers
        )

    def _begin(self) -> bytes:
        self._answer = self._application(self._environ, self._start_response)
        try:
            self._pieces = iter(self._answer)
            piece = self._next_piece()
        except BaseException:
            self._close()
            raise
        assert self._status, "The application answered without calling start_response"
        return piece

    def _start_response(
        self, status: str, headers: list[tuple[str, str]], exc_info: Any = None, /
    ) -> Callable[[bytes], object]:
        assert not self._status or exc_info, "start_response was called twice"
        self._status = int(status[:3])
        self._headers = [
            (name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers
        ]
        return self._written.append

    def _next_piece(self) -> bytes:
        chunks, self._written = self._written, []
        size, oldest = 0, monotonic() + PIECE_AGE
        while size < PIECE_SIZE and not (size and monotonic() > oldest):
            chunk = next(self._pieces, None)
            if chunk is None:
                self._close()
                break
            chunks.append(chunk)
            size += len(chunk)
        return chunks[0] if len(chunks) == 1 else b"".join(chunks)

    def _close(self) -> None:
        if self.finished:
            return
        self.finished = True
        close = getattr(self._answer, "close", None)
        if close is not None:
            close()
