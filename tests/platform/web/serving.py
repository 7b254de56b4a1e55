"""A real server over a small WSGI application, in a process of its own.

python -m tests.platform.web.serving PORT PROCESSES
"""

import hashlib
import json
import os
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from wsgiref.types import StartResponse, WSGIEnvironment

from starlette.applications import Starlette
from starlette.types import ASGIApp

from firstline.platform.web import server
from firstline.platform.web.bridge import Bridge
from firstline.platform.web.front_door import FrontDoor, Rooms
from firstline.platform.web.proxies import TrustedProxies
from firstline.platform.web.request_id import request_id
from firstline.platform.web.threads import WorkerThreads

LARGEST_BODY = 3 * 1024 * 1024
PIECE = b"x" * 64 * 1024

closed_answers: list[str] = []


class Answer:
    """An iterable that notes when it is closed, and by which thread."""

    def __init__(self, name: str, pieces: Iterator[bytes]) -> None:
        self.name = name
        self.pieces = pieces

    def __iter__(self) -> Iterator[bytes]:
        return self.pieces

    def close(self) -> None:
        closed_answers.append(self.name)


def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    view = VIEWS[environ["PATH_INFO"].split("/")[1]]
    return view(environ, start_response)


def echo(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    body = environ["wsgi.input"].read()
    start_response("200 OK", [("Content-Type", "application/json"), ("X-Two", "1"), ("X-Two", "2")])
    text = {key: value for key, value in environ.items() if isinstance(value, str)}
    text["digest"] = hashlib.sha256(body).hexdigest()
    text["request_id"] = request_id.get()
    return [json.dumps(text).encode()]


def closed(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    start_response("200 OK", [])
    return [json.dumps(closed_answers).encode()]


def pieces(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """`/pieces/NAME/COUNT`: a long answer."""
    _, _, name, count = environ["PATH_INFO"].split("/")
    start_response("200 OK", [])
    return Answer(name, iter([PIECE] * int(count)))


def threads(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Says at each piece which thread makes it."""

    def names() -> Iterator[bytes]:
        for _ in range(3):
            yield threading.current_thread().name.encode().ljust(64 * 1024)

    start_response("200 OK", [])
    return Answer("threads", names())


def breaking(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    def half() -> Iterator[bytes]:
        yield PIECE
        raise RuntimeError("the second half is missing")

    start_response("200 OK", [])
    return Answer("breaking", half())


def raising(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    raise RuntimeError("a secret")


def sleeping(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    time.sleep(float(environ["PATH_INFO"].split("/")[2]))
    start_response("200 OK", [])
    return [b"slept"]


def process(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    start_response("200 OK", [])
    return [str(os.getpid()).encode()]


def empty(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    start_response("204 No Content", [])
    return []


View = Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]]
VIEWS: dict[str, View] = {
    view.__name__: view
    for view in (echo, closed, pieces, threads, breaking, raising, sleeping, process, empty)
}


def load() -> ASGIApp:
    bridge = Bridge(application, WorkerThreads(2), largest_body=LARGEST_BODY)
    rooms = Rooms(streaming=Starlette(), streaming_paths=("/live/",), pages=bridge)
    return FrontDoor(rooms, trusted_proxies=TrustedProxies(["127.0.0.2"]))


if __name__ == "__main__":
    server.serve(load, host="127.0.0.1", port=int(sys.argv[1]), processes=int(sys.argv[2]))
