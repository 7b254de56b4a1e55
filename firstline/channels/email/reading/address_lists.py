"""Address lists, read without guessing who wrote (T18).

Python's own parser has been fooled about whom a mail is from (CVE-2023-27043), so this one is ours:
structure first, on the undecoded value, so that nothing inside an encoded word or a quoted name can
act as a comma or a bracket.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from firstline.channels.email.reading.headers import decode_words
from firstline.channels.email.reading.mail import Address

MOST_ADDRESSES = 1000
LONGEST_ADDRESS = 254

# Characters that nobody sees: with them an address could look like another.
_UNSEEN = r"\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
_LOCAL_PART = rf"(?:[^\s<>()\[\]\\,;:\"@{_UNSEEN}]+|\"[^\"\\\r\n{_UNSEEN}]*\")"
_ADDRESS = re.compile(rf"{_LOCAL_PART}@(?:[\w-]+(?:\.[\w-]+)*\.?|\[[0-9a-fA-F:.]+\])")
_ROUTE = re.compile(r"(?:@[\w.-]+,?)+:")


def addresses(values: Iterable[str]) -> tuple[Address, ...]:
    """Everyone in the header, each address once."""
    found: dict[str, Address] = {}
    for value in values:
        for item in _items(value):
            address = item.read()
            if address is not None:
                found.setdefault(address.address.lower(), address)
            if len(found) >= MOST_ADDRESSES:
                break
    return tuple(found.values())


def one_sender(values: list[str]) -> tuple[Address | None, str]:
    """The one unambiguous author, or the reason why there is none."""
    if not values:
        return None, "no From header"
    items = [item for value in values for item in _items(value)]
    if any(item.is_ambiguous for item in items):
        return None, "the From header can be read in several ways"
    found = {address.address.lower(): address for item in items if (address := item.read())}
    if not found:
        return None, "no valid address in From"
    if len(found) > 1:
        return None, "several authors in From"
    return next(iter(found.values())), ""


@dataclass(slots=True)
class _Item:
    """What stands between two commas: words, an address in brackets, comments."""

    words: list[str] = field(default_factory=list)
    brackets: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    is_ambiguous: bool = False

    @property
    def is_empty(self) -> bool:
        return not self.brackets and not "".join(self.words).strip()

    def read(self) -> Address | None:
        words = "".join(self.words).strip()
        if self.brackets:
            address, name = _ROUTE.sub("", self.brackets[0].strip(), count=1), words
        else:
            address, name = words, ""
        address = address.strip().removeprefix("mailto:").rstrip(".")
        if len(address) > LONGEST_ADDRESS or not _ADDRESS.fullmatch(address):
            return None
        return Address(name=_name(name or " ".join(self.comments)), address=_tidy(address))


def _name(raw: str) -> str:
    name = " ".join(decode_words(raw).split()).strip("\"' ")
    return name[:200]


def _tidy(address: str) -> str:
    """The domain in lower case; what stands before the @ is the receiving server's business."""
    local, _at, domain = address.rpartition("@")
    return f"{local}@{domain.lower()}"


def _items(value: str) -> list[_Item]:
    reader = _Reader()
    for character in value:
        reader.take(character)
    reader.end_item()
    return _with_surnames(reader.items)


def _with_surnames(items: list[_Item]) -> list[_Item]:
    """`Doe, Jo <jo@example.org>` without quotes is one person, not two."""
    joined: list[_Item] = []
    for item in items:
        before = joined[-1] if joined else None
        if before and item.brackets and not before.brackets and "@" not in "".join(before.words):
            joined.pop()
            item.words = [*before.words, ", ", *item.words]
        joined.append(item)
    return joined


class _Reader:
    """One pass over the characters; the four places a character can be in."""

    def __init__(self) -> None:
        self.items: list[_Item] = []
        self._item = _Item()
        self._quoted = False
        self._escaped = False
        self._bracket: list[str] | None = None
        self._comment: list[str] = []
        self._depth = 0

    def take(self, character: str) -> None:
        if self._escaped:
            self._escaped = False
            self._add(character)
        elif character == "\\" and (self._quoted or self._depth):
            self._escaped = True
        elif self._depth:
            self._in_comment(character)
        elif character == '"':
            self._quote(character)
        elif self._quoted:
            self._add(character)
        elif self._bracket is not None:
            self._in_bracket(character)
        else:
            self._outside(character)

    def end_item(self) -> None:
        if self._bracket is not None:
            self._item.brackets.append("".join(self._bracket))
        if not self._item.is_empty:
            self.items.append(self._item)
        self._item = _Item()
        self._bracket = None
        self._quoted = False

    def _outside(self, character: str) -> None:
        if character == "(":
            self._depth, self._comment = 1, []
        elif character == "<":
            self._item.is_ambiguous |= bool(self._item.brackets)
            self._bracket = []
        elif character in ",;":
            self.end_item()
        elif character == ":":
            self._end_group_name()
        else:
            self._add(character)

    def _end_group_name(self) -> None:
        words = "".join(self._item.words).strip()
        if words.lower() == "mailto":
            self._add(":")
        else:
            self._item = _Item(is_ambiguous="@" in words or bool(self._item.brackets))

    def _in_comment(self, character: str) -> None:
        self._depth += {"(": 1, ")": -1}.get(character, 0)
        if self._depth:
            self._comment.append(character)
        else:
            self._item.comments.append("".join(self._comment).strip())

    def _in_bracket(self, character: str) -> None:
        assert self._bracket is not None
        if character == ">":
            self._item.brackets.append("".join(self._bracket))
            self._bracket = None
        elif character == "<":
            self._item.is_ambiguous = True
        else:
            self._bracket.append(character)

    def _quote(self, character: str) -> None:
        self._quoted = not self._quoted
        if self._bracket is not None:
            self._bracket.append(character)

    def _add(self, character: str) -> None:
        if self._depth:
            self._comment.append(character)
        elif self._bracket is not None:
            self._bracket.append(character)
        else:
            if self._item.brackets and character.strip():
                self._item.is_ambiguous = True
            self._item.words.append(character)
