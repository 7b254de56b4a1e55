"""A piece of a text around what was found in it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from firstline.platform.search.words import UNSPACED

_LENGTH = 200
_BEFORE = 60
# Hits further into a text than this are not marked.
_LOOKED_AT = 20_000
_MOST_MARKS = 200


@dataclass(frozen=True)
class Excerpt:
    """Cut into what is a hit and what is not, so that a template can mark the hits."""

    pieces: Sequence[tuple[str, bool]]

    @property
    def has_hit(self) -> bool:
        return any(is_hit for _piece, is_hit in self.pieces)

    @classmethod
    def around(cls, text: str, beginnings: tuple[str, ...], *, length: int = _LENGTH) -> "Excerpt":
        """The piece of the text with the most different hits."""
        text = " ".join(text[:_LOOKED_AT].split())
        marks = _marks(text, beginnings)
        start = _best_start(text, marks, length)
        end = min(len(text), start + length)
        if end < len(text):
            end = text.rfind(" ", start + length - 30, end) if " " in text[end - 30 : end] else end
        return cls(tuple(_cut(text, marks, start, end)))


def _marks(text: str, beginnings: tuple[str, ...]) -> list[tuple[int, int]]:
    pattern = _pattern(beginnings)
    if pattern is None:
        return []
    found = []
    for match in pattern.finditer(text):
        found.append(match.span())
        if len(found) == _MOST_MARKS:
            break
    return found


@lru_cache(maxsize=256)
def _pattern(beginnings: tuple[str, ...]) -> re.Pattern[str] | None:
    apart = [re.escape(text) for text in beginnings if not re.match(f"[{UNSPACED}]", text)]
    together = [re.escape(text) for text in beginnings if re.match(f"[{UNSPACED}]", text)]
    # The longest first: of "print" and "printer" the one that marks more.
    apart.sort(key=len, reverse=True)
    parts = [rf"(?<!\w)(?:{'|'.join(apart)})\w*"] if apart else []
    return re.compile("|".join([*parts, *together]), re.IGNORECASE) if parts or together else None


def _best_start(text: str, marks: Sequence[tuple[int, int]], length: int) -> int:
    if not marks or len(text) <= length:
        return 0

    def worth(mark: tuple[int, int]) -> int:
        inside = [text[a:b].lower() for a, b in marks if mark[0] <= a < mark[0] + length - _BEFORE]
        return len(set(inside))

    best = max(marks, key=worth)[0]
    start = max(0, min(best - _BEFORE, len(text) - length))
    space = text.find(" ", start, best)
    return space + 1 if start and space >= 0 else start


def _cut(
    text: str, marks: Sequence[tuple[int, int]], start: int, end: int
) -> list[tuple[str, bool]]:
    pieces = [("… ", False)] if start else []
    at = start
    for begin, stop in marks:
        if begin < at or stop > end:
            continue
        if begin > at:
            pieces.append((text[at:begin], False))
        pieces.append((text[begin:stop], True))
        at = stop
    if at < end:
        pieces.append((text[at:end], False))
    return [*pieces, (" …", False)] if end < len(text) else pieces
