from typing import Any

import pytest

from firstline.platform.web.proxies import TrustedProxies


def resolved(client: str, headers: dict[str, str], trusted: list[str]) -> dict[str, Any]:
    scope: dict[str, Any] = {
        "client": (client, 4711),
        "scheme": "http",
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
    }
    TrustedProxies(trusted).resolve(scope)
    return scope


@pytest.mark.parametrize(
    ("hops", "client"),
    [
        ("203.0.113.9", "203.0.113.9"),
        # What the client itself claims stands on the left.
        ("6.6.6.6, 203.0.113.9", "203.0.113.9"),
        ("203.0.113.9, 10.0.0.7", "203.0.113.9"),
        ("2001:db8::1", "2001:db8::1"),
        ("203.0.113.9, nonsense", "10.0.0.1"),
        ("", "10.0.0.1"),
    ],
)
def test_a_listed_proxy_says_who_asked(hops: str, client: str) -> None:
    scope = resolved("10.0.0.1", {"X-Forwarded-For": hops}, ["10.0.0.0/8"])
    assert scope["client"] == (client, 4711)


def test_a_listed_proxy_says_whether_it_was_https() -> None:
    scope = resolved("10.0.0.1", {"X-Forwarded-Proto": "https"}, ["10.0.0.1"])
    assert scope["scheme"] == "https"


def test_a_scheme_that_is_none_is_ignored() -> None:
    scope = resolved("10.0.0.1", {"X-Forwarded-Proto": "javascript"}, ["10.0.0.1"])
    assert scope["scheme"] == "http"


def test_nobody_else_is_believed() -> None:
    claims = {"X-Forwarded-For": "6.6.6.6", "X-Forwarded-Proto": "https", "X-Real-IP": "6.6.6.6"}
    scope = resolved("203.0.113.9", claims, ["10.0.0.0/8"])
    assert scope["client"] == ("203.0.113.9", 4711)
    assert scope["scheme"] == "http"
    assert scope["headers"] == []


def test_other_headers_stay() -> None:
    scope = resolved("10.0.0.1", {"X-Forwarded-For": "1.2.3.4", "Accept": "*/*"}, ["10.0.0.1"])
    assert scope["headers"] == [(b"accept", b"*/*")]
