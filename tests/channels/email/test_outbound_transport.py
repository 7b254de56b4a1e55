"""The conversation with the relay: encrypted where it can be, and honest about whom it talks to."""

import datetime
import ipaddress
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pytest_django import Settings

from firstline.channels.email import transport
from firstline.channels.email.transport import RelayAddress, RelayUnreachable
from tests.channels.email.sink import Sink
from tests.sockets import free_port


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """For 127.0.0.1, signed by nobody, with its key in the same file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "relay")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "relay.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


@contextmanager
def encrypted_sink(certificate: Path, *, implicit: bool) -> Iterator[Sink]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    sink = Sink(port=free_port())
    controller = Controller(
        sink,
        hostname="127.0.0.1",
        port=sink.port,
        ssl_context=context if implicit else None,
        tls_context=None if implicit else context,
        authenticator=lambda *_: AuthResult(success=True),
        auth_require_tls=not implicit,
    )
    if implicit:
        # The controller makes a first connection to itself, which a server's context cannot.
        controller._trigger_server = lambda: _greet(sink.port)  # type: ignore[method-assign]
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()


def _greet(port: int) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with (
        socket.create_connection(("127.0.0.1", port)) as plain,
        context.wrap_socket(plain) as encrypted,
    ):
        encrypted.recv(1024)


def send(sink: Sink, *, tls: str, user: str = "") -> None:
    transport.hand_over(
        RelayAddress("127.0.0.1", sink.port, user, "secret" if user else "", tls),
        b"Subject: x\r\n\r\nx\r\n",
        sender="support@brightwell.example",
        recipients=["dana@acme.example"],
        before_end=lambda: None,
    )


@pytest.mark.parametrize(("implicit", "tls"), [(True, "implicit"), (False, "offered")])
def test_a_relay_with_a_good_certificate_is_spoken_to_encrypted(
    certificate: Path, monkeypatch: pytest.MonkeyPatch, *, implicit: bool, tls: str
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with encrypted_sink(certificate, implicit=implicit) as sink:
        send(sink, tls=tls, user="desk")
        assert len(sink.taken) == 1


@pytest.mark.parametrize(("implicit", "tls"), [(True, "implicit"), (False, "offered")])
def test_a_relay_with_an_unknown_certificate_gets_nothing(
    certificate: Path, *, implicit: bool, tls: str
) -> None:
    with encrypted_sink(certificate, implicit=implicit) as sink:
        with pytest.raises(RelayUnreachable, match="certificate"):
            send(sink, tls=tls)
        assert sink.taken == []


def test_encryption_can_be_required(sink: Sink) -> None:
    with pytest.raises(RelayUnreachable, match="STARTTLS"):
        send(sink, tls="required")


def test_a_password_is_not_sent_in_the_clear(sink: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "_is_loopback", lambda host: False)
    with pytest.raises(RelayUnreachable, match="in the clear"):
        send(sink, tls="offered", user="desk")


def test_a_name_that_does_not_exist_is_unreachable(settings: Settings) -> None:
    relay = RelayAddress("relay.invalid", 25, "", "", "offered")
    with pytest.raises(RelayUnreachable, match=r"relay\.invalid:25"):
        transport.probe(relay)


@pytest.mark.parametrize(
    ("host", "name"),
    [("desk.example", "desk.example"), ("127.0.0.1", "[127.0.0.1]"), ("::1", "[IPv6:::1]")],
)
def test_we_name_ourselves_as_rfc_5321_wants(settings: Settings, host: str, name: str) -> None:
    settings.BASE_HOST = host
    assert transport._own_name() == name
