"""The desk's own addresses: whose they are, and the signed forms that lead an answer home.

A signed address is `support+t7.<signature>@example.com`. Its letters survive systems that
lower-case the local part. What it is for is signed too: the address of a side conversation is
never one of a ticket, nor the other way round.
"""

import base64
import hmac
import re
import secrets
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.utils.crypto import salted_hmac

from firstline.channels.email.models import Mailbox
from firstline.desk.models import Ticket
from firstline.platform.accounts.addresses import normalised
from firstline.side_conversations.models import SideConversation

_TICKET = "t"
_BOUNCE = "b"
_SIDE = "s"
# 100 bits: beyond guessing, and the local part still fits the 64 characters that SMTP allows.
_SIGNATURE_LETTERS = 20
_SIGNED = re.compile(rf"([a-z])([1-9][0-9]{{0,18}})\.([a-z2-7]{{{_SIGNATURE_LETTERS}}})")
_LARGEST_ID = 2**63 - 1

_ROBOTS = re.compile(
    r"(?:do[-_.]?not[-_.]?reply|no[-_.]?reply|never[-_.]?reply|mailer-?daemon|postmaster|bounces?|listserv|majordomo|autoreply|auto-?responder)"
    r"(?:[-+._].*)?"
)


def mailbox_of(address: str) -> Mailbox | None:
    """The mailbox that receives mail to this address: its own, or the one before its plus tag."""
    candidates = list(_with_and_without_tag(normalised(address)))
    found = {mailbox.address: mailbox for mailbox in Mailbox.objects.filter(address__in=candidates)}
    return next((found[candidate] for candidate in candidates if candidate in found), None)


def own_addresses(addresses: Iterable[str]) -> set[str]:
    """Which of the addresses, normalised, are the desk's own: never requesters, never copies."""
    known = {normalised(address) for address in addresses}
    candidates = {address: set(_with_and_without_tag(address)) for address in known}
    asked = {form for forms in candidates.values() for form in forms}
    own = set(Mailbox.objects.filter(address__in=asked).values_list("address", flat=True))
    return {address for address, forms in candidates.items() if forms & own}


def is_robot(address: str) -> bool:
    """Named like a program that nobody reads behind: `no-reply`, `mailer-daemon`, …"""
    return _ROBOTS.fullmatch(normalised(address).partition("@")[0]) is not None


def reply_address(ticket: Ticket, mailbox: Mailbox | None = None) -> str:
    """Where answers to this ticket's mail go. Without a mailbox, that of the ticket."""
    mailbox = mailbox or mailbox_for(ticket)
    assert mailbox is not None, "a desk that writes mail has a mailbox"
    return _signed(_TICKET, ticket.pk, mailbox)


def side_address(conversation: SideConversation, mailbox: Mailbox) -> str:
    """Where answers from outside to this side conversation go."""
    return _signed(_SIDE, conversation.pk, mailbox)


def bounce_address(mail_id: int, mailbox: Mailbox) -> str:
    """The return path of one outbound mail, so that a delivery report finds it."""
    return _signed(_BOUNCE, mail_id, mailbox)


def ticket_id_for(address: str) -> int | None:
    """The ticket whose signed reply address this is. None for any other, forged ones too."""
    return _verified(_TICKET, address)


def side_conversation_id_for(address: str) -> int | None:
    """The side conversation whose signed reply address this is."""
    return _verified(_SIDE, address)


def outbound_mail_id_for(address: str) -> int | None:
    """The outbound mail whose return path this is."""
    return _verified(_BOUNCE, address)


def mailbox_for(ticket: Ticket) -> Mailbox | None:
    """The mailbox that speaks for the ticket: the one the customer wrote to, else the default."""
    return (mailbox_of(ticket.recipient) if ticket.recipient else None) or Mailbox.default()


def new_message_id(mailbox: Mailbox | None = None) -> str:
    """A Message-ID that nobody can guess, without its angle brackets."""
    domain = mailbox.domain if mailbox is not None else settings.BASE_HOST
    return f"{_letters(secrets.token_bytes(16))}@{domain}"


def _with_and_without_tag(address: str) -> Iterator[str]:
    yield address
    local, _at, domain = address.rpartition("@")
    while "+" in local:
        local = local.rpartition("+")[0]
        yield f"{local}@{domain}"


def _signed(purpose: str, ident: int, mailbox: Mailbox) -> str:
    local, _at, domain = mailbox.address.rpartition("@")
    signature = _signature(purpose, ident, mailbox, settings.SECRET_KEY)
    return f"{local}+{purpose}{ident}.{signature}@{domain}"


def _verified(purpose: str, address: str) -> int | None:
    local, _at, domain = normalised(address).rpartition("@")
    base, plus, tag = local.rpartition("+")
    parts = _SIGNED.fullmatch(tag)
    if not plus or parts is None or parts[1] != purpose or int(parts[2]) > _LARGEST_ID:
        return None
    mailbox = Mailbox.objects.filter(address=f"{base}@{domain}").first()
    if mailbox is None:
        return None
    ident = int(parts[2])
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    expected = [_signature(purpose, ident, mailbox, key) for key in keys]
    return ident if any(hmac.compare_digest(one, parts[3]) for one in expected) else None


def _signature(purpose: str, ident: int, mailbox: Mailbox, key: str | bytes) -> str:
    value = f"{purpose}\n{ident}\n{mailbox.address}"
    digest = salted_hmac(__name__, value, secret=key, algorithm="sha256").digest()
    return _letters(digest)[:_SIGNATURE_LETTERS]


def _letters(value: bytes) -> str:
    return base64.b32encode(value).decode("ascii").rstrip("=").lower()
