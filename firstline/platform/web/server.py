"""Starts the web server: Granian, one process per core, all listening on one port."""

import asyncio
import logging
import os
import resource
import signal
import socket
from collections.abc import Callable
from functools import partial
from typing import Any

from granian.constants import HTTPModes, Interfaces, Loops
from granian.log import LogLevels
from granian.server import Server
from starlette.types import ASGIApp

from firstline.platform.processes.lineage import die_with_parent

logger = logging.getLogger(__name__)

# For each process; open streams count too.
MOST_CONNECTIONS = 10_000
# A process that is told to stop and has not after so many seconds is killed.
LONGEST_FAREWELL = 8

# The server's own lines go where all others go.
_LOGGING: dict[str, Any] = {
    "formatters": {},
    "handlers": {},
    "loggers": {"_granian": {"propagate": True}},
}


def serve(load: Callable[[], ASGIApp], *, host: str, port: int, processes: int) -> None:
    """Serve until SIGTERM or SIGINT. `load` makes the application, in each process anew.

    The processes share the port by SO_REUSEPORT, which would share it with another Firstline too:
    make sure first that nobody listens there.
    """
    server = Server(
        "firstline",
        address=_ip_address(host, port),
        port=port,
        interface=Interfaces.ASGI,
        workers=processes,
        loop=Loops.asyncio,
        # Streams are server-sent events, and HTTP/2 ends at the proxy.
        http=HTTPModes.http1,
        websockets=False,
        backpressure=MOST_CONNECTIONS,
        respawn_failed_workers=True,
        workers_kill_timeout=LONGEST_FAREWELL,
        log_level=LogLevels.warning,
        log_dictconfig=_LOGGING,
    )
    _allow_connections()
    logger.info("Serving http://%s:%d with %d processes", host, port, processes)
    server.serve(target_loader=partial(_load, load, os.getpid()), wrap_loader=False)


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0))


def on_stop(stop: Callable[[], None]) -> None:
    """Call `stop` in the event loop when this process is told to end, before the server does.

    The server waits for open connections, and a stream only ends when we end it. asyncio's handlers
    hear of a signal through a file descriptor, so a plain handler does not displace them.
    """
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop))
        signal.siginterrupt(number, False)  # noqa: FBT003 - takes no keywords


def _load(load: Callable[[], ASGIApp], parent: int, *_: Any) -> ASGIApp:
    """Runs first in every server process: none may outlive the one that looks after them."""
    die_with_parent(parent=parent)
    return load()


def _allow_connections() -> None:
    """Each connection is an open file, and most systems begin with a thousand of those."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_CONNECTIONS + 500
    if most != resource.RLIM_INFINITY:
        wanted = min(wanted, most)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def _ip_address(host: str, port: int) -> str:
    """The server takes no names."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    return str(found[0][4][0])
