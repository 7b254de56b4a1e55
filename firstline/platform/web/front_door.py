"""What every request passes first, whichever room it goes to."""

from collections.abc import Awaitable
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from firstline.platform.web.headers import SECURITY_HEADERS, STRICT_TRANSPORT_SECURITY
from firstline.platform.web.proxies import TrustedProxies
from firstline.platform.web.request_id import new_request_id, request_id

_SECURITY = [(name.lower().encode(), value.encode()) for name, value in SECURITY_HEADERS.items()]


class FrontDoor:
    """Resolves forwarded headers, names the request, and completes the headers of every answer.

    With `is_https`, the world reaches us by https only: whoever asks came through a proxy, listed
    or not.
    """

    def __init__(
        self, application: ASGIApp, *, trusted_proxies: TrustedProxies, is_https: bool = False
    ) -> None:
        self._application = application
        self._proxies = trusted_proxies
        self._is_https = is_https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._application(scope, receive, send)
            return
        self._proxies.resolve(scope)
        if self._is_https:
            scope["scheme"] = "https"
        ident = new_request_id()
        request_id.set(ident)
        added = [(b"x-request-id", ident.encode()), (b"server", b"Firstline")]
        if scope["scheme"] == "https":
            added.append((b"strict-transport-security", STRICT_TRANSPORT_SECURITY.encode()))

        def send_completed(message: Message) -> Awaitable[Any]:
            if message["type"] == "http.response.start":
                headers = message["headers"]
                message["headers"] = [*headers, *_missing_from(headers), *added]
            return send(message)

        await self._application(scope, receive, send_completed)


class Rooms:
    """Two rooms behind one door: what streams, known by its path, and Django for all else."""

    def __init__(
        self, *, streaming: ASGIApp, streaming_paths: tuple[str, ...], pages: ASGIApp
    ) -> None:
        self._streaming = streaming
        self._streaming_paths = streaming_paths
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # The streaming room also hears when the process starts and stops.
        streams = scope["type"] == "lifespan" or scope["path"].startswith(self._streaming_paths)
        room = self._streaming if streams else self._pages
        await room(scope, receive, send)


def _missing_from(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    present = {name for name, _ in headers}
    return [header for header in _SECURITY if header[0] not in present]
