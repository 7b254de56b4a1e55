"""Handing a mail to the relay over SMTP, and saying exactly what came of it."""

import contextlib
import ipaddress
import re
import smtplib
import ssl
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from firstline.platform.errors import TransportError

CONNECT_SECONDS = 20.0
COMMAND_SECONDS = 60.0
# A relay may scan before it answers; hanging up too early is what makes second copies.
FINAL_SECONDS = 120.0

_PIECE = 64 * 1024
# "Authenticate first" and its kin: about our settings, not about this mail.
_ABOUT_THE_RELAY = frozenset({530, 534, 535, 538})
# RFC 5321 4.5.3.1.10: 552 to a recipient means "too many at once" and is to be read as 452.
_TOO_MANY_RECIPIENTS = 552


class RelayUnreachable(TransportError):
    """The relay cannot be used just now, by any mail."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason, permanent=False)


class OutcomeUnclear(TransportError):
    """All was handed over, and no answer came: the relay may have it or not."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason, permanent=False)


@dataclass(frozen=True)
class RelayAddress:
    host: str
    port: int
    user: str
    password: str
    # "implicit" from the first byte, "offered" by STARTTLS where there is one, "required", "never".
    tls: str


@dataclass(frozen=True)
class Refusal:
    address: str
    reply: str
    permanent: bool


@dataclass(frozen=True)
class Receipt:
    """What the relay said; `accepted` are the recipients it now answers for."""

    reply: str
    accepted: tuple[str, ...]
    refused: tuple[Refusal, ...]


def relay() -> RelayAddress | None:
    """The relay from `FIRSTLINE_EMAIL_URL`; None when mail is only kept in the outbox."""
    if not settings.EMAIL_URL:
        return None
    try:
        parts = urlsplit(settings.EMAIL_URL)
        port = parts.port
    except ValueError as error:
        raise _not_a_relay() from error
    tls = parse_qs(parts.query).get("tls", ["implicit" if parts.scheme == "smtps" else "offered"])
    known = {"implicit", "offered", "required", "never"}
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or tls[0] not in known:
        raise _not_a_relay()
    usual = 465 if tls[0] == "implicit" else 587 if parts.username else 25
    return RelayAddress(
        host=parts.hostname,
        port=port or usual,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        tls=tls[0],
    )


def _not_a_relay() -> ImproperlyConfigured:
    return ImproperlyConfigured(
        "FIRSTLINE_EMAIL_URL must look like smtp://user:password@mail.example.com:587,"
        " or smtps://…, with ?tls=required or ?tls=never where that is meant."
    )


def hand_over(
    relay: RelayAddress,
    content: bytes,
    *,
    sender: str,
    recipients: Sequence[str],
    before_end: Callable[[], None],
) -> Receipt:
    """Give the mail to the relay.

    `before_end` is called when all but the last byte is sent: what fails before it has certainly
    not been delivered, what fails after it may have been. An empty `sender` is the null sender.
    """
    with _conversation(relay) as smtp:
        _begin(smtp, sender, len(content))
        accepted, refused = _name_recipients(smtp, recipients)
        if not accepted:
            return Receipt(reply=refused[0].reply, accepted=(), refused=tuple(refused))
        reply = _send_content(smtp, content, before_end)
        return Receipt(reply=reply, accepted=tuple(accepted), refused=tuple(refused))


def probe(relay: RelayAddress) -> None:
    """Connect and sign in, as for a mail; raises RelayUnreachable."""
    with _conversation(relay):
        pass


@contextlib.contextmanager
def _conversation(relay: RelayAddress) -> Iterator[smtplib.SMTP]:
    try:
        smtp = _connect(relay)
    except (OSError, UnicodeError, smtplib.SMTPException) as error:
        raise RelayUnreachable(f"{relay.host}:{relay.port}: {_words(error)}") from error
    try:
        yield smtp
    except (OSError, smtplib.SMTPException) as error:
        # Broken off in the middle: perhaps by this mail alone, so it is not held against the relay.
        raise TransportError(_words(error), permanent=False) from error
    else:
        _say_goodbye(smtp)
    finally:
        smtp.close()


def _connect(relay: RelayAddress) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if relay.tls == "implicit":
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(
            relay.host,
            relay.port,
            local_hostname=_own_name(),
            timeout=CONNECT_SECONDS,
            context=context,
        )
    else:
        smtp = smtplib.SMTP(
            relay.host, relay.port, local_hostname=_own_name(), timeout=CONNECT_SECONDS
        )
    try:
        _timeout(smtp, COMMAND_SECONDS)
        _encrypt(smtp, relay, context)
        if relay.user:
            smtp.login(relay.user, relay.password)
    except BaseException:
        smtp.close()
        raise
    return smtp


def _encrypt(smtp: smtplib.SMTP, relay: RelayAddress, context: ssl.SSLContext) -> None:
    smtp.ehlo_or_helo_if_needed()
    if relay.tls == "implicit":
        return
    if relay.tls != "never" and smtp.has_extn("starttls"):
        code, said = smtp.starttls(context=context)
        if code != 220:
            raise smtplib.SMTPResponseException(code, said)
        smtp.ehlo()
    elif relay.tls == "required":
        raise smtplib.SMTPException("the relay offers no STARTTLS, and tls=required")
    elif relay.user and relay.tls != "never" and not _is_loopback(relay.host):
        raise smtplib.SMTPException(
            "the relay offers no STARTTLS; the password is not sent in the clear unless ?tls=never"
        )


def _begin(smtp: smtplib.SMTP, sender: str, size: int) -> None:
    largest = smtp.esmtp_features.get("size", "")
    if largest.isdecimal() and 0 < int(largest) < size:
        raise TransportError(
            f"The mail has {size} bytes, and the relay takes at most {largest}.", permanent=True
        )
    option = f" SIZE={size}" if smtp.has_extn("size") else ""
    try:
        reply = smtp.docmd("MAIL", f"FROM:<{sender}>{option}")
    except (OSError, smtplib.SMTPException) as error:
        # Silence this early is not about the mail, and need not be waited for by every mail.
        raise RelayUnreachable(_words(error)) from error
    _must_say(reply, 250)


def _name_recipients(
    smtp: smtplib.SMTP, recipients: Sequence[str]
) -> tuple[list[str], list[Refusal]]:
    accepted: list[str] = []
    refused: list[Refusal] = []
    for address in recipients:
        code, said = smtp.docmd("RCPT", f"TO:<{address}>")
        if code in (250, 251, 252):
            accepted.append(address)
        elif code in _ABOUT_THE_RELAY:
            raise RelayUnreachable(_said(code, said))
        else:
            permanent = code >= 500 and code != _TOO_MANY_RECIPIENTS
            refused.append(Refusal(address, _said(code, said), permanent))
    return accepted, refused


def _send_content(smtp: smtplib.SMTP, content: bytes, before_end: Callable[[], None]) -> str:
    _must_say(smtp.docmd("DATA"), 354)
    body = re.sub(rb"(?m)^\.", b"..", content)
    if not body.endswith(b"\r\n"):
        body += b"\r\n"
    # In pieces, because the time limit of a socket counts for a whole `sendall`.
    for start in range(0, len(body), _PIECE):
        smtp.send(body[start : start + _PIECE])
    before_end()
    _timeout(smtp, FINAL_SECONDS)
    try:
        smtp.send(b".\r\n")
        code, said = smtp.getreply()
    except (OSError, smtplib.SMTPException) as error:
        raise OutcomeUnclear(
            f"The relay had the whole mail and did not answer ({_words(error)})."
        ) from error
    _must_say((code, said), 250)
    return _said(code, said)


def _must_say(reply: tuple[int, bytes], wanted: int) -> None:
    code, said = reply
    if code == wanted:
        return
    if code in _ABOUT_THE_RELAY or code < 0:
        raise RelayUnreachable(_said(code, said))
    raise TransportError(_said(code, said), permanent=code >= 500)


def _say_goodbye(smtp: smtplib.SMTP) -> None:
    """The mail has been taken: whether the goodbye is heard does not matter."""
    _timeout(smtp, 5.0)
    with contextlib.suppress(OSError, smtplib.SMTPException):
        smtp.quit()


def _timeout(smtp: smtplib.SMTP, seconds: float) -> None:
    if smtp.sock is not None:
        smtp.sock.settimeout(seconds)


def _own_name() -> str:
    """What we call ourselves in EHLO; an address stands in brackets."""
    try:
        ip = ipaddress.ip_address(settings.BASE_HOST)
    except ValueError:
        return str(settings.BASE_HOST)
    return f"[IPv6:{ip}]" if ip.version == 6 else f"[{ip}]"


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _said(code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return f"{code} {' '.join(text.split())}"[:1000]


def _words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _said(error.smtp_code, error.smtp_error)
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error).strip() or type(error).__name__
