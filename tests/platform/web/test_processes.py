"""The web processes as an operator meets them: stopped, killed, started twice."""

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sockets import free_port, get, running, wait_for


@pytest.fixture
def server() -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    port = free_port()
    command = ["-m", "tests.platform.web.serving", str(port), "2"]
    with running(*command, port=port, path="/echo") as process:
        # Both have started: Granian may overlook a signal while it starts.
        wait_for(lambda: len({get(port, "/process").body for _ in range(8)}) == 2)
        yield process, port


def children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(child) for child in listed.split()]


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return True
        return False


def answers(port: int) -> bool:
    try:
        return get(port, "/echo").status == 200
    except OSError:
        return False


def test_the_port_is_free_after_the_first_process_was_killed(
    server: tuple[subprocess.Popen[bytes], int],
) -> None:
    process, port = server
    assert len(children(process.pid)) == 2
    process.kill()
    process.wait()
    wait_for(lambda: is_free(port), seconds=3.0)


def test_a_killed_server_process_is_replaced(
    server: tuple[subprocess.Popen[bytes], int],
) -> None:
    process, port = server
    killed = children(process.pid)[0]
    os.kill(killed, signal.SIGKILL)
    wait_for(
        lambda: len(children(process.pid)) == 2 and killed not in children(process.pid),
        seconds=10.0,
    )
    wait_for(lambda: all(answers(port) for _ in range(10)), seconds=10.0)


def test_stopping_waits_for_what_was_begun(server: tuple[subprocess.Popen[bytes], int]) -> None:
    process, port = server
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(b"GET /sleeping/1 HTTP/1.1\r\nHost: h\r\n\r\n")
        time.sleep(0.3)
        process.terminate()
        assert connection.recv(65536).startswith(b"HTTP/1.1 200 ")
    process.wait(5.0)
    assert is_free(port)


def test_an_idle_connection_does_not_delay_the_stop(
    server: tuple[subprocess.Popen[bytes], int],
) -> None:
    process, port = server
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(b"GET /echo HTTP/1.1\r\nHost: h\r\n\r\n")
        assert connection.recv(65536).startswith(b"HTTP/1.1 200 ")
        process.terminate()
        process.wait(5.0)
