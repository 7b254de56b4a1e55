"""Django, called as WSGI in a few threads, behind an ASGI server.

Django's own ASGI handler served a tenth of the requests of this bridge on the same machine (bench/web).
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Iterator
from contextvars import Context
from time import monotonic
from typing import Any
from wsgiref.types import WSGIApplication, WSGIEnvironment

from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from firstline.platform.web.environ import wsgi_environ
from firstline.platform.web.request_body import BodyTooLarge, BodyTooSlow, ClientGone, read_body
from firstline.platform.web.request_id import request_id
from firstline.platform.web.threads import TooManyWaiting, WorkerThread, WorkerThreads

logger = logging.getLogger(__name__)

# A long answer leaves its thread in pieces of this size, or as old as this, whichever comes first.
PIECE_SIZE = 64 * 1024
PIECE_AGE = 0.25
# A client that takes no more of a long answer for so long is given up.
PATIENCE = 60.0

_WITHOUT_BODY = {204, 304}


class Bridge:
    """The ASGI application that calls a WSGI application."""

    def __init__(self, application: WSGIApplication, threads: WorkerThreads, *, largest_body: int) -> None:
        self._application = application
        self._threads = threads
        self._largest_body = largest_body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            body, length = await read_body(scope, receive, limit=self._largest_body)
        except ClientGone:
            return
        except BodyTooLarge:
            await _refuse(413, "The request is larger than this server accepts.", scope, receive, send)
            return
        except BodyTooSlow:
            await _refuse(408, "The request took too long to arrive.", scope, receive, send)
            return
        with body:
            call = WSGICall(self._application, wsgi_environ(scope, body, length))
            await self._answer(call, scope, receive, send)

    async def _answer(self, call: "WSGICall", scope: Scope, receive: Receive, send: Send) -> None:
        try:
            thread, first = await self._begin(call)
        except TooManyWaiting:
            await _refuse(503, "The server is busy. Please try again in a moment.", scope, receive, send)
        except Exception:  # noqa: BLE001 - the outermost frame of a request: logged, and answered without detail
            logger.exception("%s %s failed outside Django", scope["method"], scope["path"])
            await _refuse(500, "Something went wrong.", scope, receive, send)
        else:
            if call.finished:
                await send(call.start_message(length=len(first)))
                await send({"type": "http.response.body", "body": first})
            elif scope["method"] == "HEAD":
                await thread.run(call.close)
                await send(call.start_message())
                await send({"type": "http.response.body"})
            else:
                await _stream(call, first, thread, receive, send)

    async def _begin(self, call: "WSGICall") -> tuple[WorkerThread, bytes]:
        thread = await self._threads.borrow()
        try:
            return thread, await thread.run(call.begin)
        finally:
            self._threads.release(thread)


class WSGICall:
    """One call of a WSGI application. All its methods but `start_message` run in one and the same thread."""

    def __init__(self, application: WSGIApplication, environ: WSGIEnvironment) -> None:
        self._application = application
        self._environ = environ
        # A context of its own: the language one request activates must not be the next one's.
        self._context = Context()
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
        return self._context.run(self._next_piece)

    def close(self) -> None:
        """Whatever happens, the application hears that its answer is over."""
        self._context.run(self._close)

    def start_message(self, *, length: int | None = None) -> Message:
        """The ASGI message that opens the response; `length` is that of the whole body where it is known."""
        headers = self._headers
        if length is not None and self._may_have_length:
            headers = [*headers, (b"content-length", b"%d" % length)]
        return {"type": "http.response.start", "status": self._status, "headers": headers}

    @property
    def _may_have_length(self) -> bool:
        return self._status not in _WITHOUT_BODY and all(name != b"content-length" for name, _ in self._headers)

    def _begin(self) -> bytes:
        request_id.set(self._environ.get("firstline.request_id", ""))
        self._answer = self._application(self._environ, self._start_response)
        try:
            self._pieces = iter(self._answer)
            piece = self._next_piece()
            if not self._status:
                raise RuntimeError("The application did not call start_response.")
        except BaseException:
            self._close()
            raise
        return piece

    def _start_response(self, status: str, headers: list[tuple[str, str]], exc_info: Any = None, /) -> Callable[[bytes], object]:
        if self._status and exc_info is None:
            raise RuntimeError("start_response was called twice.")
        self._status = int(status[:3])
        self._headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        return self._written.append

    def _next_piece(self) -> bytes:
        """What the application has ready, joined up to a sensible size; sets `finished` at its end."""
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


async def _stream(call: WSGICall, piece: bytes, thread: WorkerThread, receive: Receive, send: Send) -> None:
    """Send a long answer piece by piece. Between two pieces the thread serves others.

    An exception is left to the server, which then breaks the connection off: the client must not take
    half an answer for a whole one.
    """
    gone = asyncio.create_task(_disconnection(receive))
    try:
        await send(call.start_message())
        while not gone.done():
            async with asyncio.timeout(PATIENCE):
                await send({"type": "http.response.body", "body": piece, "more_body": not call.finished})
            if call.finished:
                break
            piece = await thread.run(call.next_piece)
    except TimeoutError:
        logger.info("A client stopped reading a long answer")
    finally:
        gone.cancel()
        await thread.run(call.close)


async def _disconnection(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _refuse(status: int, sentence: str, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer in the bridge's own words, and close: the rest of the request may still be under way."""
    response = PlainTextResponse(sentence, status, headers={"connection": "close"})
    await response(scope, receive, send)
