"""One way of serving, in a process of its own: `python -m bench.web.serving WAY PORT`."""

import os
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

import django
from granian.constants import HTTPModes, Interfaces, Loops
from granian.log import LogLevels
from granian.server import Server

from firstline.platform.processes.lineage import die_with_parent
from firstline.platform.web.server import cores

THREADS = 2


def bridge() -> Any:
    from django.core.wsgi import get_wsgi_application
    from starlette.applications import Starlette

    from firstline.platform.web.bridge import Bridge
    from firstline.platform.web.front_door import FrontDoor, Rooms
    from firstline.platform.web.proxies import TrustedProxies
    from firstline.platform.web.threads import WorkerThreads

    pages = Bridge(get_wsgi_application(), WorkerThreads(THREADS), largest_body=1_000_000)
    rooms = Rooms(streaming=Starlette(), streaming_paths=("/live/",), pages=pages)
    return FrontDoor(rooms, trusted_proxies=TrustedProxies([]))


def wsgi() -> Any:
    from django.core.wsgi import get_wsgi_application

    return get_wsgi_application()


def django_asgi() -> Any:
    from django.core.asgi import get_asgi_application

    return get_asgi_application()


def starlette() -> Any:
    from bench.web.floor import floor

    return floor()


WAYS: dict[str, tuple[Callable[[], Any], Interfaces]] = {
    "bridge": (bridge, Interfaces.ASGI),
    "wsgi": (wsgi, Interfaces.WSGI),
    "django-asgi": (django_asgi, Interfaces.ASGINL),
    "starlette": (starlette, Interfaces.ASGI),
}


def serve(way: str, port: int) -> None:
    load, interface = WAYS[way]
    server = Server(
        "bench",
        port=port,
        interface=interface,
        workers=cores(),
        blocking_threads=THREADS if interface is Interfaces.WSGI else 1,
        loop=Loops.asyncio,
        http=HTTPModes.http1,
        websockets=False,
        log_level=LogLevels.error,
    )
    server.serve(target_loader=partial(_load, load, os.getpid()), wrap_loader=False)


def _load(load: Callable[[], Any], parent: int) -> Any:
    die_with_parent(parent=parent)
    return load()


if __name__ == "__main__":
    django.setup()
    serve(sys.argv[1], int(sys.argv[2]))
