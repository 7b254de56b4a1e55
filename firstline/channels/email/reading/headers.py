"""Header fields, read from bytes that need not follow any rule."""

import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import unquote_to_bytes

from firstline.channels.email.reading.charsets import clean, decode

LONGEST_VALUE = 20_000
MOST_REFERENCES = 100

_ENCODED_WORD = re.compile(
    r"=\?([^?\s*]{1,40})(?:\*[^?\s]{0,40})?\?([bBqQ])\?((?:[^?]|\?(?!=))*)\?="
)
_MESSAGE_ID = re.compile(r"<([^<>\s]{1,900})>")
# These turn the reading direction of what follows on the page: a name could hide an address.
_TURNING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_CONTENT_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+")
_NUMBERED = re.compile(r"([^*]+)(?:\*(\d{1,4}))?(\*)?")


@dataclass(frozen=True, slots=True)
class Headers:
    """Fields in their order, names in lower case, values as unfolded bytes."""

    fields: tuple[tuple[str, bytes], ...] = ()

    def all(self, name: str) -> list[str]:
        """Every value of that name, still with encoded words."""
        return [
            decode(value[:LONGEST_VALUE]).strip() for field, value in self.fields if field == name
        ]

    def get(self, name: str) -> str:
        return next(iter(self.all(name)), "")

    def text(self, name: str) -> str:
        """The first value as people read it."""
        return " ".join(decode_words(self.get(name)).split())

    def __contains__(self, name: str) -> bool:
        return any(field == name for field, _value in self.fields)


def decode_words(value: str) -> str:
    """Resolve RFC 2047 encoded words, also where mailers break its rules.

    Neighbours of one character set are joined as bytes first, because many mailers cut a
    character in two; words inside quotes or glued to others are resolved as well.
    """
    value = value[:LONGEST_VALUE]
    pieces: list[str] = []
    pending, charset, end = b"", "", 0
    for match in _ENCODED_WORD.finditer(value):
        gap = value[end : match.start()]
        content = _word_bytes(match[2], match[3])
        if charset and charset == match[1].lower() and not gap.strip():
            pending += content
        else:
            pieces.append(decode(pending, charset))
            pieces.append("" if charset and not gap.strip() else gap)
            pending, charset = content, match[1].lower()
        end = match.end()
    pieces.append(decode(pending, charset))
    pieces.append(value[end:])
    return clean("".join(pieces)).translate(_TURNING)


def _word_bytes(encoding: str, payload: str) -> bytes:
    raw = payload.encode("utf-8", "replace")
    if encoding in "bB":
        return decode_base64(raw)
    return binascii.a2b_qp(raw, header=True)


def decode_base64(content: bytes) -> bytes:
    """As much as can be decoded: blanks and foreign characters are skipped, padding is supplied."""
    try:
        return binascii.a2b_base64(content)
    except binascii.Error:
        letters = re.sub(rb"[^A-Za-z0-9+/]", b"", content)
        letters = letters[: len(letters) - (len(letters) % 4 == 1)]
        return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))


def message_ids(values: Iterable[str]) -> tuple[str, ...]:
    """The ids in the values, each once and without brackets: the first and the latest when many."""
    found: dict[str, None] = {}
    for value in values:
        ids = _MESSAGE_ID.findall(value)
        if not ids and "@" in value and not value.strip().count(" "):
            ids = [value.strip().strip("<>")[:900]]
        found.update(dict.fromkeys(ids))
    ids = list(found)
    return tuple(ids if len(ids) <= MOST_REFERENCES else [ids[0], *ids[1 - MOST_REFERENCES :]])


def date(value: str) -> datetime | None:
    """The moment in UTC, or nothing when the value names none that exists."""
    try:
        moment = parsedate_to_datetime(value[:200])
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def parameters(value: str) -> tuple[str, dict[str, str]]:
    """`text/plain; charset="utf-8"` as its value and its parameters, RFC 2231 resolved."""
    first, *rest = _split(value)
    sections: dict[str, list[tuple[int, bool, str]]] = {}
    for item in rest:
        name, separator, content = item.partition("=")
        match = _NUMBERED.fullmatch(name.strip().lower())
        if separator and match:
            entry = (int(match[2] or 0), bool(match[3]), _unquote(content.strip()))
            key = match[1] if match[2] or match[3] else f"{match[1]}="
            sections.setdefault(key, []).append(entry)
    found = {key[:-1]: decode_words(s[0][2]) for key, s in sections.items() if key.endswith("=")}
    # The extended form wins over the plain one that is sent along for old programs.
    found |= {key: _join(s) for key, s in sections.items() if not key.endswith("=")}
    return first.strip().lower(), found


def content_type(value: str, *, default: str) -> tuple[str, dict[str, str]]:
    main, found = parameters(value)
    if not main:
        return default, found
    match = _CONTENT_TYPE.match(main)
    return (match[0] if match else "text/plain"), found


def _join(sections: list[tuple[int, bool, str]]) -> str:
    charset = ""
    content = b""
    for position, (_number, is_encoded, value) in enumerate(sorted(sections)):
        if is_encoded and position == 0 and value.count("'") >= 2:
            charset, _language, value = value.split("'", 2)
        content += unquote_to_bytes(value) if is_encoded else value.encode("utf-8", "replace")
    return decode(content, charset or "utf-8")


def _split(value: str) -> list[str]:
    """At semicolons, but not at those inside quotes."""
    items: list[str] = []
    item: list[str] = []
    is_quoted = is_escaped = False
    for character in value:
        if is_escaped:
            is_escaped = False
        elif character == "\\" and is_quoted:
            is_escaped = True
        elif character == '"':
            is_quoted = not is_quoted
        elif character == ";" and not is_quoted:
            items.append("".join(item))
            item = []
            continue
        item.append(character)
    return [*items, "".join(item)]


def _unquote(value: str) -> str:
    if value.startswith('"'):
        value = value[1 : -1 if value.endswith('"') and len(value) > 1 else None]
        return re.sub(r'\\(["\\])', r"\1", value)
    return value
