"""`GET /live/stream`: server-sent events, one stream per open page.

    event: nudge            some things changed; the page asks for those it shows
    data: ["ticket:7", "tickets"]
    id: 81321

    event: resync           nudges were missed; the page asks for all it shows
    data: []
    id: 81350

Between them, at least every 15 seconds, a comment that keeps the connection open.
"""

import asyncio
import json
import re
import secrets

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.http import parse_cookie
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from firstline.live.checker import Checker
from firstline.live.hub import Hub, Stream, TooManyStreams

HEARTBEAT = 15.0
# At most four nudges a second, however much happens.
PACE = 0.25
# A page that takes nothing for so long is given up; it comes back by itself.
PATIENCE = 30.0

_KEY = re.compile(r"[A-Za-z0-9]{1,40}")
_HEADERS = {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store",
    # nginx would hold events back to fill its buffer.
    "x-accel-buffering": "no",
}
_RAW_HEADERS = [(name.encode(), value.encode()) for name, value in _HEADERS.items()]
# An empty stream: unlike an error, it makes the browser try again by itself.
_COME_BACK = Response("retry: 3000\n\n", headers=_HEADERS)


class StreamRoom:
    """The ASGI application that holds the streams."""

    def __init__(self, hub: Hub, checker: Checker) -> None:
        self._hub = hub
        self._checker = checker

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        key = _session_key(headers)
        try:
            viewer = await self._checker.viewer(key) if key else None
        except (DatabaseError, InterfaceError):
            await _COME_BACK(scope, receive, send)
            return
        if viewer is None:
            await _refused(403, "Sign in first.")(scope, receive, send)
            return
        try:
            stream = self._hub.join(key, viewer, last_seen=headers.get("last-event-id"))
        except TooManyStreams:
            await _refused(429, "Too many pages are open.")(scope, receive, send)
            return
        leaving = asyncio.create_task(_close_when_gone(receive, stream))
        try:
            await send({"type": "http.response.start", "status": 200, "headers": _RAW_HEADERS})
            await self._tell(stream, send)
        finally:
            leaving.cancel()
            self._hub.leave(key, stream)

    async def _tell(self, stream: Stream, send: Send) -> None:
        """Write what there is to tell until the stream is closed from either side."""
        # Spread, so that the pages of a process that stops do not all come back at once.
        retry = f"retry: {1000 + secrets.randbelow(2000)}\n"
        text = retry + _event(*stream.take(), self._hub.latest)
        try:
            while not stream.is_closed:
                async with asyncio.timeout(PATIENCE):
                    await send(_piece(text))
                await asyncio.sleep(PACE)
                await stream.wait(HEARTBEAT - PACE)
                text = _event(*stream.take(), self._hub.latest)
        except TimeoutError:
            return
        await send({"type": "http.response.body", "body": b"", "more_body": False})


def _event(topics: list[str], must_resync: bool, ident: str) -> str:  # noqa: FBT001
    if must_resync:
        return f"event: resync\ndata: []\nid: {ident}\n\n"
    if topics:
        return f"event: nudge\ndata: {json.dumps(topics)}\nid: {ident}\n\n"
    # No event, but the page notes how far it has been told.
    return f": still here\nid: {ident}\n\n"


def _piece(text: str) -> dict[str, object]:
    return {"type": "http.response.body", "body": text.encode(), "more_body": True}


async def _close_when_gone(receive: Receive, stream: Stream) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    stream.close()


def _session_key(headers: Headers) -> str:
    """The key that the cookie names; nothing for what no key looks like.

    All that ask at once share one query, so one that PostgreSQL refuses would fail them all.
    """
    cookies = parse_cookie("; ".join(headers.getlist("cookie")))
    key = cookies.get(settings.SESSION_COOKIE_NAME, "")
    return key if _KEY.fullmatch(key) else ""


def _refused(status: int, sentence: str) -> Response:
    return PlainTextResponse(sentence, status, headers={"cache-control": "no-store"})
