"""The bytes of a customer's mail, as their mail program would have sent them."""

import base64
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from functools import cache

from firstline.channels.email.header_values import address_value, identifier_value, text_value
from firstline.demo.company import CustomerPlan
from firstline.demo.enclosures import Enclosure
from firstline.demo.mails import Mail
from firstline.platform.files.content_types import content_type_of

_LINE = 76


@dataclass(frozen=True)
class Envelope:
    """What stands above the words."""

    at: datetime
    to: Sequence[dict[str, str]]
    cc: Sequence[dict[str, str]]
    subject: str
    internet_message_id: str
    references: Sequence[str]


def letter_of(mail: Mail, by: CustomerPlan, envelope: Envelope) -> bytes:
    headers = {
        "From": _person(by.name, by.email),
        "To": ", ".join(_person(one["name"], one["address"]) for one in envelope.to),
        "Cc": ", ".join(_person(one["name"], one["address"]) for one in envelope.cc),
        "Subject": text_value(envelope.subject),
        "Date": format_datetime(envelope.at),
        "Message-ID": identifier_value([envelope.internet_message_id]),
        "In-Reply-To": identifier_value(envelope.references[-1:]),
        "References": identifier_value(envelope.references),
        "MIME-Version": "1.0",
    }
    head = "".join(_folded(name, value) for name, value in headers.items() if value)
    return (head + _body(mail, by, envelope)).replace("\n", "\r\n").encode()


@cache
def _person(name: str, address: str) -> str:
    return address_value([{"name": name, "address": address}])


def _folded(name: str, value: str) -> str:
    """Broken at its blanks only."""
    if len(name) + len(value) < _LINE:
        return f"{name}: {value}\n"
    lines = textwrap.wrap(
        f"{name}: {value}",
        width=_LINE,
        subsequent_indent=" ",
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\n".join(lines) + "\n"


def _body(mail: Mail, by: CustomerPlan, envelope: Envelope) -> str:
    boundary = f"=_{envelope.internet_message_id.partition('@')[0]}"
    words = _words(mail, by, boundary)
    if not mail.enclosures:
        return words
    files = [_file(enclosure) for enclosure in mail.enclosures]
    return _multipart("mixed", f"{boundary}_m", [words, *files])


def _words(mail: Mail, by: CustomerPlan, boundary: str) -> str:
    text = "\n\n".join(part for part in (mail.text, mail.quoted_text) if part)
    plain = _part("text/plain", text)
    if by.manner.client == "plain":
        return plain
    html = _part("text/html", f"<html><body>{mail.html}{mail.quoted_html}</body></html>")
    return _multipart("alternative", f"{boundary}_a", [plain, html])


def _part(content_type: str, content: str) -> str:
    return (
        f"Content-Type: {content_type}; charset=utf-8\n"
        f"Content-Transfer-Encoding: 8bit\n\n{content}\n"
    )


def _file(enclosure: Enclosure) -> str:
    return (
        f"Content-Type: {content_type_of(enclosure.content)}\n"
        "Content-Transfer-Encoding: base64\n"
        f'Content-Disposition: attachment; filename="{enclosure.name}"\n\n'
        f"{base64.encodebytes(enclosure.content).decode('ascii')}"
    )


def _multipart(kind: str, boundary: str, parts: Sequence[str]) -> str:
    inner = "".join(f"--{boundary}\n{part}" for part in parts)
    return f'Content-Type: multipart/{kind}; boundary="{boundary}"\n\n{inner}--{boundary}--\n'
