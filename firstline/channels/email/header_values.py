"""Header values written so that every mail program reads them alike.

CPython's own folding is not relied upon: versions we support encode a long Message-ID as if it were
text, lose blanks between encoded words (gh-92081), and drop the quotes around a name.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from email.header import Header
from email.headerregistry import BaseHeader, HeaderRegistry
from email.policy import SMTP, Policy
from typing import Any

_LINE = 76
_ENCODED_WORD = 75
_LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}")
_DOT_ATOM = re.compile(r"[^.]+(?:\.[^.]+)*")
_DOMAIN = re.compile(r"(?=.{1,253}$)[A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63})*")
_MESSAGE_ID = re.compile(r"[!-;=?-~]{3,250}")


class UnsafeHeader(ValueError):
    """A value would break out of its header. It is refused, never mended (T20)."""


def one_line(text: str, longest: int = 500) -> str:
    """Free text as it may stand in a header: one line of printable characters."""
    shown = (" " if _is_control(character) else character for character in text)
    return " ".join("".join(shown).split())[:longest].rstrip()


def refuse_controls(value: str) -> str:
    if any(_is_control(character) for character in value):
        raise UnsafeHeader(f"control character in header value {value!r}")
    return value


def postal_form(address: str) -> str | None:
    """The address as SMTP without SMTPUTF8 can carry it, or None when it cannot."""
    local, _at, domain = address.rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode("ascii") if not domain.isascii() else domain
    except UnicodeError:
        return None
    if not _LOCAL_PART.fullmatch(local) or not _DOMAIN.fullmatch(ascii_domain):
        return None
    # Some providers gave out addresses with dots where RFC 5322 wants none, unless quoted.
    written = local if _DOT_ATOM.fullmatch(local) else f'"{local}"'
    return f"{written}@{ascii_domain}"


def is_message_id(identifier: str) -> bool:
    """Plain enough to be written between angle brackets again."""
    return _MESSAGE_ID.fullmatch(identifier) is not None


def text_value(text: str) -> str:
    refuse_controls(text)
    # Looking like an encoded word would make readers decode what nobody encoded.
    return text if text.isascii() and "=?" not in text else _encoded(text)


def address_value(people: Iterable[Mapping[str, str]]) -> str:
    """`Name <address>, …` from rows of name and address; whoever SMTP cannot reach is left out."""
    written = (_mailbox(person.get("name", ""), person["address"]) for person in people)
    return ", ".join(one for one in written if one)


def identifier_value(identifiers: Iterable[str]) -> str:
    return " ".join(f"<{one}>" for one in identifiers if is_message_id(one))


def _mailbox(name: str, address: str) -> str:
    postal = postal_form(refuse_controls(address))
    if postal is None:
        return ""
    if not name:
        return postal
    if name.isascii() and "=?" not in name:
        quoted = refuse_controls(name).replace("\\", "\\\\").replace('"', '\\"')
        return f'"{quoted}" <{postal}>'
    return f"{_encoded(refuse_controls(name))} <{postal}>"


def _encoded(text: str) -> str:
    """Encoded words of legal length, one blank between them."""
    return " ".join(Header(text, "utf-8", maxlinelen=_ENCODED_WORD).encode(linesep="\n").split())


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"}


class _WrittenHeader(BaseHeader):
    """A value that is already ASCII; a line may be broken at its blanks, and nowhere else."""

    max_count = 1

    @classmethod
    def parse(cls, value: str, kwds: dict[str, Any]) -> None:
        kwds["parse_tree"] = None
        kwds["decoded"] = refuse_controls(value)

    def fold(self, *, policy: Policy) -> str:
        lines = [f"{self.name}:"]
        for word in str(self).split(" "):
            if len(lines[-1]) + 1 + len(word) > _LINE and lines[-1] != f"{self.name}:":
                lines.append("")
            lines[-1] += f" {word}"
        return policy.linesep.join(lines) + policy.linesep


def _registry() -> HeaderRegistry:
    registry = HeaderRegistry()
    written = ("from", "reply-to", "to", "cc", "subject", "message-id", "in-reply-to", "references")
    for name in (*written, "content-id", "list-unsubscribe"):
        registry.map_to_type(name, _WrittenHeader)
    return registry


# 7bit: a relay without 8BITMIME must not have to rewrite what was sent.
POLICY = SMTP.clone(cte_type="7bit", header_factory=_registry())
