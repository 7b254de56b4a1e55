import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from firstline.platform.web.front_door import FrontDoor
from firstline.platform.web.proxies import TrustedProxies
from tests.loops import run

PROXY = "10.0.0.1"


async def _says_its_scheme(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse(scope["scheme"])(scope, receive, send)


def answer(client: str, *, is_https: bool) -> tuple[str, dict[str, str]]:
    """What comes back to somebody who claims to come by https: the body and the headers."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    door = FrontDoor(_says_its_scheme, trusted_proxies=TrustedProxies([PROXY]), is_https=is_https)
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/",
        "scheme": "http",
        "client": (client, 4711),
        "headers": [(b"x-forwarded-proto", b"https")],
    }
    run(door(scope, receive, send))
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[1]["body"].decode(), headers


@pytest.mark.parametrize(
    ("client", "is_https", "scheme"),
    [
        ("203.0.113.9", False, "http"),
        (PROXY, False, "https"),
        # The base URL says that the world comes by https, through whatever proxy.
        ("203.0.113.9", True, "https"),
    ],
)
def test_browsers_are_held_to_https_where_it_is_spoken(
    client: str, scheme: str, *, is_https: bool
) -> None:
    body, headers = answer(client, is_https=is_https)
    assert body == scheme
    assert ("strict-transport-security" in headers) == (scheme == "https")
