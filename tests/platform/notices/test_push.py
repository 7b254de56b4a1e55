"""Notices on devices: what leaves, who can read it, and when nothing leaves."""

import base64
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.contrib.sessions.models import Session
from django.test import Client

from firstline.desk import actions as desk
from firstline.desk.models import Ticket
from firstline.platform import egress
from firstline.platform.errors import TransportError
from firstline.platform.notices import actions as notices
from firstline.platform.notices.encryption import CURVE, encrypted, point_of
from firstline.platform.notices.models import Device, PushKey
from firstline.platform.notices.pushing import public_key
from firstline.team.models import Agent
from tests import world
from tests.conftest import ClientOf, StoppedClock
from tests.jobs import queued, run_due_jobs

pytestmark = pytest.mark.django_db
PUSH = "platform.notices.jobs.push_notice"


def text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def raw(written: str) -> bytes:
    return base64.urlsafe_b64decode(written + "=" * (-len(written) % 4))


def private_key(number: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(raw(number), "big"), CURVE)


def test_a_message_is_encrypted_as_the_standard_has_it() -> None:
    """The example of RFC 8291, appendix A."""
    made = encrypted(
        b"When I grow up, I want to be a watermelon",
        key=raw(
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
        ),
        secret=raw("BTBZMqHH6r4Tts7J_aSIgg"),
        ours=private_key("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"),
        salt=raw("DGv6ra1nlYgDCS1FRnbzlw"),
    )
    assert text(made) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27ml"
        "mlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT"
        "pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


@dataclass
class Browser:
    """What a browser keeps of its subscription, and how it reads what comes."""

    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(CURVE))
    secret: bytes = b"0123456789abcdef"

    @property
    def point(self) -> bytes:
        return point_of(self.key.public_key())

    def read(self, body: bytes) -> dict[str, str]:
        salt, size, theirs, sealed = body[:16], body[20], body[21:86], body[86:]
        assert size == 65
        shared = self.key.exchange(
            ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, theirs)
        )
        material = _hkdf(shared, self.secret, b"WebPush: info\0" + self.point + theirs, 32)
        key = _hkdf(material, salt, b"Content-Encoding: aes128gcm\0", 16)
        nonce = _hkdf(material, salt, b"Content-Encoding: nonce\0", 12)
        opened = AESGCM(key).decrypt(nonce, sealed, None)
        assert opened.endswith(b"\x02")
        read: dict[str, str] = json.loads(opened[:-1])
        return read


def _hkdf(material: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(material)


@dataclass
class PushService:
    answer: int = 201
    taken: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@contextmanager
def running(service: PushService, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A real server on this machine that the name `push.example` leads to."""

    class Taker(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            service.taken.append((dict(self.headers), body))
            self.send_response(service.answer)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            """Silent."""

    server = HTTPServer(("127.0.0.1", 0), Taker)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    connect = socket.create_connection

    def look_up(*_arguments: object, **_options: object) -> list[object]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 80))]

    network = SimpleNamespace(
        getaddrinfo=look_up,
        create_connection=lambda _address, timeout: connect(
            ("127.0.0.1", server.server_port), timeout
        ),
        socket=socket.socket,
        SOCK_STREAM=socket.SOCK_STREAM,
        SHUT_RDWR=socket.SHUT_RDWR,
    )
    monkeypatch.setattr(egress, "is_reachable", lambda address: address == "127.0.0.1")
    monkeypatch.setattr(egress, "socket", network)
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[PushService]:
    service = PushService()
    with running(service, monkeypatch):
        yield service


@pytest.fixture
def browser() -> Browser:
    return Browser()


@pytest.fixture
def device(amara: Agent, browser: Browser, client_of: ClientOf) -> Device:
    """Amara's; plain http, because the receiver of the tests has no certificate."""
    client = client_of(amara)
    return Device.objects.create(
        person=amara.person,
        endpoint="http://push.example/send/1",
        key=text(browser.point),
        secret=text(browser.secret),
        session_key=client.session.session_key or "",
        name="Firefox on Linux",
    )


@pytest.fixture
def ticket(amara: Agent, tuesday: StoppedClock) -> Ticket:
    made = world.make_ticket(assignee=amara, subject="My password is hunter2")
    run_due_jobs(queue="outside")
    notices.read_all(amara.person)
    return made


def test_a_message_reaches_the_device_and_says_nothing_of_the_customer(
    ticket: Ticket, device: Device, browser: Browser, service: PushService
) -> None:
    world.make_message(ticket, text="My card is 4111 1111 1111 1111")
    run_due_jobs(queue="outside")
    [(headers, body)] = service.taken
    push = browser.read(body)
    assert push["text"] == f"New message on #{ticket.pk}"
    assert push["tag"] == f"ticket:{ticket.pk}"
    assert push["url"].startswith("/notices/")
    assert not {"hunter2", "4111", "Dana"} & set(json.dumps(push).split())
    assert headers["Content-Encoding"] == "aes128gcm"
    assert int(headers["TTL"]) > 0


def test_the_push_service_can_check_that_it_is_us(
    ticket: Ticket, device: Device, service: PushService, tuesday: StoppedClock
) -> None:
    world.make_message(ticket)
    run_due_jobs(queue="outside")
    scheme, _space, rest = service.taken[0][0]["Authorization"].partition(" ")
    token, key = (part.partition("=")[2] for part in rest.split(", "))
    assert (scheme, key) == ("vapid", public_key())
    point = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, raw(key))
    claims = jwt.decode(
        token,
        point,
        algorithms=["ES256"],
        audience="http://push.example",
        options={"verify_exp": False, "verify_iat": False},
    )
    assert claims["exp"] - tuesday.moment.timestamp() < 24 * 3600
    assert claims["sub"].startswith(("mailto:", "https://"))


def test_the_key_is_made_once() -> None:
    assert public_key() == public_key()
    assert PushKey.objects.count() == 1
    assert len(raw(public_key())) == 65


@pytest.mark.parametrize("answer", [404, 410, 403])
def test_a_device_that_is_gone_is_forgotten(
    ticket: Ticket, device: Device, service: PushService, answer: int
) -> None:
    service.answer = answer
    world.make_message(ticket)
    run_due_jobs(queue="outside")
    assert not Device.objects.exists()


def test_a_service_that_has_trouble_is_asked_again(
    ticket: Ticket, device: Device, service: PushService
) -> None:
    service.answer = 503
    world.make_message(ticket)
    with pytest.raises(TransportError):
        run_due_jobs(queue="outside")
    assert Device.objects.exists()
    assert queued(PUSH)


def test_what_was_read_meanwhile_is_not_pushed(
    ticket: Ticket, device: Device, service: PushService, amara: Agent
) -> None:
    world.make_message(ticket)
    notices.read_topic(amara.person, ("ticket", ticket.pk))
    run_due_jobs(queue="outside")
    assert service.taken == []


def test_what_may_no_longer_be_seen_is_not_pushed(
    ticket: Ticket, device: Device, service: PushService, farah: Agent
) -> None:
    world.make_message(ticket)
    desk.move_to_group(ticket, group=world.group(world.SECURITY), by=farah)
    run_due_jobs(queue="outside")
    assert service.taken == []


def test_nobody_is_woken_after_the_shift(
    ticket: Ticket, device: Device, service: PushService, tuesday: StoppedClock
) -> None:
    tuesday.pass_by(timedelta(hours=12))
    world.make_message(ticket)
    run_due_jobs(queue="outside")
    assert service.taken == []


def test_a_burst_is_one_push_a_minute(
    ticket: Ticket, device: Device, service: PushService, tuesday: StoppedClock
) -> None:
    for _ in range(10):
        world.make_message(ticket)
        tuesday.pass_by(timedelta(seconds=10))
    assert len(queued(PUSH)) == 2


def test_a_device_hears_nothing_once_its_session_has_ended(
    ticket: Ticket, device: Device, service: PushService
) -> None:
    Session.objects.all().delete()
    world.make_message(ticket)
    run_due_jobs(queue="outside")
    assert service.taken == []
    assert not Device.objects.exists()


def test_an_address_inside_our_network_is_never_reached(ticket: Ticket, device: Device) -> None:
    device.endpoint = "http://127.0.0.1/"
    device.save()
    world.make_message(ticket)
    run_due_jobs(queue="outside")
    assert not Device.objects.exists()


def subscription(browser: Browser, **other: str) -> dict[str, str]:
    known = {
        "endpoint": "https://push.example/send/7",
        "key": text(browser.point),
        "secret": text(browser.secret),
    }
    return {**known, **other}


def test_a_browser_tells_how_it_is_reached(
    amara: Agent, browser: Browser, client_of: ClientOf
) -> None:
    agent_line = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    client = client_of(amara)
    client.post("/notices/devices/", subscription(browser), headers={"User-Agent": agent_line})
    device = Device.objects.get()
    assert (device.person, device.name) == (amara.person, "Firefox on Linux")
    assert "Firefox on Linux" in client.get("/notices/settings/").content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"endpoint": "http://push.example/send/7"},
        {"endpoint": "https://user:word@push.example/"},
        {"endpoint": "https://push.example:8443/"},
        {"endpoint": "https://push.example/" + "x" * 3000},
        {"endpoint": "javascript:alert(1)"},
        {"endpoint": "https://[::1/"},
        {"endpoint": ""},
        {"key": "AAAA"},
        {"key": "!!"},
        {"key": "BAAA" + "A" * 83},
        {"secret": "AAAA"},
        {"secret": "²"},
    ],
)
def test_what_is_no_subscription_is_refused(
    amara: Agent, browser: Browser, client_of: ClientOf, wrong: dict[str, str]
) -> None:
    answer = client_of(amara).post("/notices/devices/", subscription(browser, **wrong))
    assert answer.status_code == 422
    assert not Device.objects.exists()


def test_a_browser_belongs_to_who_asked_last(
    amara: Agent, bo: Agent, browser: Browser, client_of: ClientOf
) -> None:
    client_of(amara).post("/notices/devices/", subscription(browser))
    client_of(bo).post("/notices/devices/", subscription(browser, again="1"))
    assert Device.objects.get().person == amara.person
    client_of(bo).post("/notices/devices/", subscription(browser))
    assert Device.objects.get().person == bo.person


def test_signing_in_again_keeps_the_device(
    amara: Agent, browser: Browser, client_of: ClientOf
) -> None:
    client_of(amara).post("/notices/devices/", subscription(browser))
    client = client_of(amara)
    client.post("/notices/devices/", subscription(browser, again="1"))
    assert Device.objects.get().session_key == client.session.session_key


def test_nobody_removes_the_device_of_somebody_else(
    amara: Agent, bo: Agent, device: Device, client_of: ClientOf
) -> None:
    address = f"/notices/devices/{device.pk}/removal/"
    assert client_of(bo).post(address).status_code == 404
    assert client_of(amara).post(address).status_code == 302
    assert not Device.objects.exists()


def test_the_worker_is_served_under_a_policy_that_allows_nothing() -> None:
    answer = Client().get("/notices/push/worker.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Content-Security-Policy"].startswith("default-src 'none'")
    assert "Service-Worker-Allowed" not in answer
