"""The bridge on the wire: Granian, real sockets, a small WSGI application."""

import hashlib
import json
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import IncompleteRead

import pytest

from tests.platform.web.serving import LARGEST_BODY, PIECE
from tests.sockets import PATIENCE, ask, free_port, get, running, wait_for


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    port = free_port()
    with running("-m", "tests.platform.web.serving", str(port), "1", port=port, path="/echo"):
        yield port


def closed_answers(port: int) -> list[str]:
    names: list[str] = json.loads(get(port, "/closed").body)
    return names


def raw(port: int, request: bytes) -> bytes:
    """What comes back until the server closes the connection."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
        connection.sendall(request)
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
        return answer


def test_a_chunked_upload_arrives_with_a_length(port: int) -> None:
    body = b"one two three " * 100_000
    pieces = iter([body[:10], body[10:1_000_000], body[1_000_000:]])
    seen = json.loads(ask(port, "POST", "/echo", body=pieces).body)
    assert seen["CONTENT_LENGTH"] == str(len(body))
    assert seen["digest"] == hashlib.sha256(body).hexdigest()


def test_an_upload_with_a_length_arrives_whole(port: int) -> None:
    body = b"\x00\xff" * 600_000
    seen = json.loads(ask(port, "POST", "/echo", body=body).body)
    assert seen["CONTENT_LENGTH"] == str(len(body))
    assert seen["digest"] == hashlib.sha256(body).hexdigest()


def test_a_request_without_a_body_has_no_length(port: int) -> None:
    assert "CONTENT_LENGTH" not in json.loads(get(port, "/echo").body)


def test_an_announced_body_that_is_too_large_is_refused_unread(port: int) -> None:
    request = b"POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\n\r\n" % (LARGEST_BODY + 1)
    assert raw(port, request).startswith(b"HTTP/1.1 413 ")


def test_a_chunked_body_that_grows_too_large_is_refused(port: int) -> None:
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    head = b"POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
        connection.sendall(head)
        try:
            for _ in range(LARGEST_BODY // 0x10000 + 2):
                connection.sendall(chunk)
        except (BrokenPipeError, ConnectionResetError):
            return
        assert connection.recv(65536).startswith(b"HTTP/1.1 413 ")


def test_the_path_keeps_the_bytes_that_were_sent(port: int) -> None:
    seen = json.loads(get(port, "/echo/%E4%2F%C3%A9?q=%E4").body)
    assert seen["PATH_INFO"].encode("latin-1") == b"/echo/\xe4/\xc3\xa9"
    assert seen["QUERY_STRING"] == "q=%E4"


def test_repeated_headers_are_joined_and_names_with_underscores_dropped(port: int) -> None:
    request = (
        b"GET /echo HTTP/1.1\r\nHost: h\r\nConnection: close\r\nCookie: a=1\r\nCookie: b=2\r\n"
        b"X-Many: 1\r\nX-Many: 2\r\nX_Forged: yes\r\n\r\n"
    )
    seen = json.loads(raw(port, request).partition(b"\r\n\r\n")[2])
    assert seen["HTTP_COOKIE"] == "a=1; b=2"
    assert seen["HTTP_X_MANY"] == "1,2"
    assert "HTTP_X_FORGED" not in seen


def test_headers_set_twice_are_sent_twice(port: int) -> None:
    assert get(port, "/echo").headers.get_all("x-two") == ["1", "2"]


def test_an_ordinary_answer_has_a_length(port: int) -> None:
    answer = get(port, "/echo")
    assert answer.headers["content-length"] == str(len(answer.body))


def test_head_gets_the_headers_alone(port: int) -> None:
    answer = ask(port, "HEAD", "/echo")
    assert int(answer.headers["content-length"]) > 0
    assert answer.body == b""


def test_head_of_a_long_answer_closes_it(port: int) -> None:
    assert ask(port, "HEAD", "/pieces/head/1000").body == b""
    assert "head" in closed_answers(port)


def test_an_answer_without_content_has_neither_body_nor_length(port: int) -> None:
    answer = get(port, "/empty")
    assert (answer.status, answer.body) == (204, b"")
    assert "content-length" not in answer.headers


def test_a_long_answer_is_streamed_and_closed(port: int) -> None:
    answer = get(port, "/pieces/long/50")
    assert "content-length" not in answer.headers
    assert len(answer.body) == 50 * len(PIECE)
    assert closed_answers(port).count("long") == 1


def test_a_long_answer_is_made_by_one_thread(port: int) -> None:
    assert len(set(get(port, "/threads").body.split())) == 1


def test_slow_readers_of_long_answers_hold_no_thread(port: int) -> None:
    connections = [socket.create_connection(("127.0.0.1", port)) for _ in range(6)]
    for connection in connections:
        connection.sendall(b"GET /pieces/stalled/10000 HTTP/1.1\r\nHost: h\r\n\r\n")
    time.sleep(0.5)
    assert get(port, "/echo").status == 200
    for connection in connections:
        connection.close()
    wait_for(lambda: closed_answers(port).count("stalled") == 6)


def test_an_answer_that_breaks_off_does_not_look_whole(port: int) -> None:
    with pytest.raises(IncompleteRead):
        get(port, "/breaking")
    assert "breaking" in closed_answers(port)


def test_a_failure_outside_django_tells_nothing(port: int) -> None:
    answer = get(port, "/raising")
    assert answer.status == 500
    assert answer.body == b"Something went wrong."


def test_a_client_that_leaves_in_the_middle_of_an_upload_is_forgotten(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(b"POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\nabc")
    assert get(port, "/echo").status == 200


def test_requests_wait_for_a_thread_in_turn(port: int) -> None:
    with ThreadPoolExecutor(6) as pool:
        begun = time.monotonic()
        answers = list(pool.map(lambda _: get(port, "/sleeping/0.2").status, range(6)))
    assert answers == [200] * 6
    assert 0.55 < time.monotonic() - begun < 2.0


def test_forwarded_headers_of_strangers_are_dropped(port: int) -> None:
    answer = ask(
        port,
        "GET",
        "/echo",
        headers={"X-Forwarded-For": "6.6.6.6", "X-Forwarded-Proto": "https", "Forwarded": "for=1"},
    )
    seen = json.loads(answer.body)
    assert (seen["REMOTE_ADDR"], seen["wsgi.url_scheme"]) == ("127.0.0.1", "http")
    assert not [key for key in seen if "FORWARDED" in key]
    assert "strict-transport-security" not in answer.headers


def test_every_answer_carries_the_policy_and_a_request_id(port: int) -> None:
    answers = [get(port, "/echo"), get(port, "/raising"), get(port, "/empty")]
    for answer in answers:
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert len({answer.headers["x-request-id"] for answer in answers}) == 3


def test_the_application_knows_the_id_of_its_request(port: int) -> None:
    answer = get(port, "/echo")
    assert json.loads(answer.body)["request_id"] == answer.headers["x-request-id"]
