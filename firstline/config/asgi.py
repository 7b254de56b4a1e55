"""The web application: Django behind the bridge, and the small room of what streams."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from starlette.applications import Starlette
from starlette.routing import Mount, Route
from starlette.types import ASGIApp

from firstline.live.room import LiveRoom
from firstline.platform.ui.assets import BUILT
from firstline.platform.web.bridge import Bridge
from firstline.platform.web.front_door import FrontDoor, Rooms
from firstline.platform.web.proxies import TrustedProxies
from firstline.platform.web.server import on_stop
from firstline.platform.web.static import StaticFiles
from firstline.platform.web.threads import WorkerThreads

# More threads than cores were slower: they wait for one another, and each holds a connection.
THREADS = 2


def application() -> ASGIApp:
    """What each web process serves; Django must have been set up."""
    django = get_wsgi_application()
    return FrontDoor(
        Rooms(
            streaming=_streaming_room(),
            streaming_paths=("/live/stream", settings.STATIC_URL),
            pages=Bridge(django, WorkerThreads(THREADS), largest_body=settings.LARGEST_BODY),
        ),
        trusted_proxies=TrustedProxies(settings.TRUSTED_PROXIES),
        is_https=settings.IS_HTTPS,
    )


def _streaming_room() -> Starlette:
    live = LiveRoom()
    static = StaticFiles(url=settings.STATIC_URL, built=BUILT)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with live.running():
            on_stop(live.hub.close)
            yield

    return Starlette(
        routes=[
            Route("/live/stream", live.stream, methods=["GET"]),
            Mount(settings.STATIC_URL.rstrip("/"), static),
        ],
        lifespan=lifespan,
    )
