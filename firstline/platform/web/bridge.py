"""Django, called as WSGI in a few threads, behind an ASGI server.

Why not Django's own ASGI handler: it serves a fraction of the requests (bench/web).
"""

import asyncio
import logging
from wsgiref.types import WSGIApplication

from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from firstline.platform.web.environ import wsgi_environ
from firstline.platform.web.request_body import BodyTooLarge, BodyTooSlow, ClientGone, read_body
from firstline.platform.web.threads import TooManyWaiting, WorkerThread, WorkerThreads
from firstline.platform.web.wsgi_call import WSGICall

logger = logging.getLogger(__name__)

# A client that takes no more of a long answer for so many seconds is given up.
PATIENCE = 60.0


class Bridge:
    """The ASGI application that calls a WSGI application."""

    def __init__(
        self, application: WSGIApplication, threads: WorkerThreads, *, largest_body: int
    ) -> None:
        self._application = application
        self._threads = threads
        self._largest_body = largest_body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            body, length = await read_body(scope, receive, limit=self._largest_body)
        except ClientGone:
            pass
        except BodyTooLarge:
            await _refuse(413, "The request is too large.", scope, receive, send)
        except BodyTooSlow:
            await _refuse(408, "The request took too long to arrive.", scope, receive, send)
        else:
            with body:
                call = WSGICall(self._application, wsgi_environ(scope, body, length))
                await self._answer(call, scope, receive, send)

    async def _answer(self, call: WSGICall, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            thread, first = await self._begin(call)
        except TooManyWaiting:
            await _refuse(503, "The server is busy. Try again soon.", scope, receive, send)
        except Exception:
            # The outermost frame of a request: logged here, and answered without detail.
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

    async def _begin(self, call: WSGICall) -> tuple[WorkerThread, bytes]:
        thread = await self._threads.borrow()
        try:
            return thread, await thread.run(call.begin)
        finally:
            self._threads.release(thread)


async def _stream(
    call: WSGICall, piece: bytes, thread: WorkerThread, receive: Receive, send: Send
) -> None:
    """Send a long answer piece by piece. Between two pieces the thread serves others.

    An exception is left to the server, which then breaks the connection off: the client must not
    take half an answer for a whole one.
    """
    gone = asyncio.create_task(_disconnection(receive))
    try:
        await send(call.start_message())
        while not gone.done():
            async with asyncio.timeout(PATIENCE):
                await send(
                    {"type": "http.response.body", "body": piece, "more_body": not call.finished}
                )
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
    """Answer in our own words, and close: the rest of the request may still be under way."""
    response = PlainTextResponse(sentence, status, headers={"connection": "close"})
    await response(scope, receive, send)
