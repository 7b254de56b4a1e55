"""The way out: what is reached, what is refused, and that every answer has an end."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from firstline.platform import egress
from firstline.platform.egress import fetch, is_reachable, post
from firstline.platform.errors import TransportError

INSIDE = [
    "127.0.0.1",
    "127.8.9.10",
    "0.0.0.0",  # noqa: S104 - not bound to, but refused
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "192.0.0.8",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "fe80::1%eth0",
    "fc00::1",
    "fd12:3456::1",
    "ff02::1",
    "2002:7f00:1::",
    "2002:c0a8:101::1",
    "64:ff9b::127.0.0.1",
    "64:ff9b::a9fe:a9fe",
    "2001:0:53aa:64c:0:7bff:80ff:fffe",
    "2001:db8::1",
    "not an address",
    "",
]


@pytest.mark.parametrize("address", INSIDE)
def test_what_is_inside_is_not_reachable(address: str) -> None:
    assert not is_reachable(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_the_public_internet_is_reachable(address: str) -> None:
    assert is_reachable(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0177.0.0.1/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://localhost/",
        "http://LOCALHOST./",
        "http://169.254.169.254/latest/meta-data/",
    ],
)
def test_every_spelling_of_an_inner_address_is_refused(url: str) -> None:
    with pytest.raises(TransportError):
        fetch(url, largest=10, seconds=2)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "tracker",
        "//tracker.example/",
        "file:///etc/passwd",
        "gopher://tracker.example/",
        "ftp://tracker.example/",
        "http://user:pass@tracker.example/",
        "http://@tracker.example/",
        "http://tracker.example:25/",
        "http://tracker.example:8000/",
        "http://tracker.example:99999/",
        "http://tracker.example/\r\nHost: inside",
        "http://tracker.example/a b",
        "http://[::1/",
        "http:///path",
        "http://tracker.example/" + "x" * 3000,
    ],
)
def test_other_addresses_are_never_looked_up(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def look_up(*_arguments: object, **_options: object) -> list[object]:
        raise AssertionError("this address must be refused before it is looked up")

    monkeypatch.setattr("firstline.platform.egress.socket.getaddrinfo", look_up)
    with pytest.raises(TransportError) as refused:
        fetch(url, largest=10, seconds=2)
    assert refused.value.permanent


def test_a_name_with_one_inner_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "firstline.platform.egress.socket.getaddrinfo",
        lambda *_arguments, **_options: [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.215.14", 80)),
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 80)),
        ],
    )
    with pytest.raises(TransportError, match="public internet"):
        fetch("http://tracker.example/", largest=10, seconds=2)


Answer = Callable[[socket.socket], None]


@contextmanager
def server(answer: Answer, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bytes]]:
    """A server on this machine that the name `tracker.example` leads to, allowed for the test."""
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        looked_up: list[str] = []

        def look_up(host: str, *_arguments: object, **_options: object) -> list[object]:
            looked_up.append(host)
            assert looked_up == ["tracker.example"], "a name is looked up once"
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 80))]

        def serve() -> None:
            connection, _address = listening.accept()
            with connection:
                asked.append(connection.recv(65536))
                answer(connection)

        connect = socket.create_connection
        monkeypatch.setattr(egress, "is_reachable", lambda address: address == "127.0.0.1")
        monkeypatch.setattr("firstline.platform.egress.socket.getaddrinfo", look_up)
        monkeypatch.setattr(
            "firstline.platform.egress.socket.create_connection",
            lambda address, timeout: _connected(connect, port, timeout),
        )
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield asked
        thread.join(5)


def _connected(connect: Callable[..., socket.socket], port: int, timeout: float) -> socket.socket:
    connection = socket.socket()
    connection.settimeout(timeout)
    connection.connect(("127.0.0.1", port))
    return connection


def test_a_picture_is_fetched_without_cookies_or_referrer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def answer(connection: socket.socket) -> None:
        connection.sendall(
            b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 3\r\n\r\npng"
        )

    with server(answer, monkeypatch) as asked:
        fetched = fetch("http://tracker.example/a?b=c", largest=10, seconds=5)
    assert (fetched.status, fetched.content_type, fetched.content) == (200, "image/png", b"png")
    request = asked[0].decode().lower()
    assert request.startswith("get /a?b=c http/1.1\r\nhost: tracker.example\r\n")
    assert "cookie" not in request
    assert "referer" not in request
    assert "authorization" not in request


def test_what_is_posted_arrives_with_its_headers_and_no_others_of_ours(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def answer(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n")

    with server(answer, monkeypatch) as asked:
        headers = {"TTL": "60", "Content-Type": "application/octet-stream"}
        posted = post(
            "http://tracker.example/push", content=b"words", headers=headers, largest=10, seconds=5
        )
    assert posted.status == 201
    request = asked[0].lower()
    assert request.startswith(b"post /push http/1.1\r\nhost: tracker.example\r\n")
    assert b"\r\nttl: 60\r\n" in request
    assert b"\r\ncontent-length: 5\r\n" in request
    assert b"cookie" not in request


def test_nothing_is_posted_to_an_inner_address() -> None:
    with pytest.raises(TransportError) as refused:
        post("http://127.0.0.1/", content=b"words", headers={}, largest=10, seconds=2)
    assert refused.value.permanent


def test_a_redirect_is_an_answer_and_is_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(connection: socket.socket) -> None:
        connection.sendall(
            b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/\r\nContent-Length: 0\r\n\r\n"
        )

    with server(answer, monkeypatch):
        assert fetch("http://tracker.example/", largest=10, seconds=5).status == 302


def test_an_answer_without_end_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 200_000)

    with server(answer, monkeypatch), pytest.raises(TransportError, match="too large"):
        fetch("http://tracker.example/", largest=100_000, seconds=5)


@pytest.mark.parametrize("drip", [b"X-Slow: 1\r\n", b"x"])
def test_a_server_that_drips_is_left(monkeypatch: pytest.MonkeyPatch, drip: bytes) -> None:
    def answer(connection: socket.socket) -> None:
        start = b"HTTP/1.1 200 OK\r\n" if drip.startswith(b"X-") else b"HTTP/1.1 200 OK\r\n\r\n"
        try:
            connection.sendall(start)
            for _ in range(100):
                connection.sendall(drip)
                time.sleep(0.05)
        except OSError:
            return

    begun = time.monotonic()
    with server(answer, monkeypatch), pytest.raises(TransportError):
        fetch("http://tracker.example/", largest=10_000, seconds=0.5)
    assert time.monotonic() - begun < 3


def test_a_server_that_speaks_no_http_is_a_transport_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def answer(connection: socket.socket) -> None:
        connection.sendall(b"220 smtp\r\n")

    with server(answer, monkeypatch), pytest.raises(TransportError):
        fetch("http://tracker.example/", largest=10, seconds=5)
