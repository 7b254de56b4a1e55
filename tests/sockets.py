"""Real sockets, for tests of what only shows on the wire."""

import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

PATIENCE = 15.0
# A machine that is busy with many tests needs long to start a server.
START_PATIENCE = 60.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(
    *arguments: str, port: int, path: str, env: dict[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A Python program, once it answers `path` at the port; told to stop at the end."""
    process = subprocess.Popen([sys.executable, *arguments], env=env)  # noqa: S603
    try:
        _wait_until_it_answers(process, port, path)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes


def get(port: int, path: str, headers: dict[str, str] | None = None) -> Answer:
    return ask(port, "GET", path, headers=headers)


def ask(
    port: int,
    method: str,
    path: str,
    *,
    body: bytes | Iterator[bytes] | None = None,
    headers: dict[str, str] | None = None,
) -> Answer:
    """The whole answer; an iterator of bytes is sent in chunks."""
    chunked = isinstance(body, Iterator)
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as connection:
        connection.request(method, path, body, headers or {}, encode_chunked=chunked)
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read())


def wait_for(condition: Callable[[], bool], *, seconds: float = PATIENCE) -> None:
    """Until `condition()` is true; fails when it does not become so."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def _wait_until_it_answers(process: subprocess.Popen[bytes], port: int, path: str) -> None:
    def answers() -> bool:
        assert process.poll() is None, "the server ended"
        try:
            return get(port, path).status < 500
        except OSError:
            return False

    wait_for(answers, seconds=START_PATIENCE)
