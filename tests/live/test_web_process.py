"""The web process as it is run: its two rooms behind one door."""

import gzip

import pytest

from firstline.platform.ui.assets import built_files
from tests.sockets import ask, get


def test_built_files_are_compressed_and_kept_for_ever(web_port: int) -> None:
    path = f"/static/ui/built/{built_files()['app.js']}"
    answer = get(web_port, path, {"Accept-Encoding": "gzip"})
    assert answer.status == 200
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert len(gzip.decompress(answer.body)) > len(answer.body)


@pytest.mark.parametrize("path", ["/static/none.js", "/live/stream", "/healthz", "/", "/nowhere"])
def test_every_answer_of_both_rooms_carries_the_policy(web_port: int, path: str) -> None:
    headers = get(web_port, path).headers
    assert headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cache-control"] is not None
    assert headers["x-request-id"]


def test_health_names_the_worker_that_is_missing(web_port: int) -> None:
    answer = get(web_port, "/healthz")
    assert (answer.status, answer.body) == (503, b'{"status": "failing", "part": "worker"}')


def test_the_stream_is_only_read(web_port: int) -> None:
    assert ask(web_port, "POST", "/live/stream", body=b"x").status == 405
