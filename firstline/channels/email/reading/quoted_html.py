"""Sanitised HTML parted into what is new and what it quotes, by the marks mail programs leave."""

import re
from dataclasses import dataclass

from firstline.channels.email.reading.quote_lines import (
    is_forward_marker,
    is_header_block,
    is_introduction,
    is_original_marker,
)
from firstline.channels.email.reading.quoted_text import Split
from firstline.platform.html import text_from_html
from firstline.platform.html.tree import VOID, Element, parse, render

DEEPEST = 250

_CONTAINERS = frozenset(
    {
        "gmail_quote",
        "gmail_quote_container",
        "yahoo_quoted",
        "protonmail_quote",
        "tutanota_quote",
        "zmail_extra",
        "ms-outlook-mobile-reference-message",
        "moz-email-headers-table",
    }
)
_INTRODUCTIONS = frozenset({"gmail_attr", "moz-cite-prefix", "reply-intro"})
# Marks above the history: all that follows in the document is quoted.
_STARTS = frozenset(
    {
        "divRplyFwdMsg",
        "appendonsend",
        "OLK_SRC_BODY_SECTION",
        "mail-editor-reference-message-container",
    }
)
_OUTLOOK_RULE = re.compile(r"border-top:\s?solid #[0-9a-f]{3,6} 1(?:\.0)?pt", re.IGNORECASE)
_BLOCKS = frozenset({"div", "p", "td", "span", "font", "b", "strong"})

# Where a quoted node hangs: the identity of its parent, and its place below it.
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Spot:
    """An element on the way through the document, with the way back up."""

    parent: Element
    index: int
    above: "_Spot | None"

    @property
    def element(self) -> Element:
        element = self.parent.children[self.index]
        assert isinstance(element, Element)
        return element


def split_html(html: str, *, is_forward: bool = False) -> Split:
    """What is new and the history; all is new when the answers stand inside the history."""
    root = parse(html)
    if is_forward or _depth(root) > DEEPEST:
        return Split(new=html, quoted="")
    places = _quoted_places(root)
    if not places or _has_answers_between(root, places):
        return Split(new=html, quoted="")
    kept = _without(root, places)
    _drop_trailing_blanks(kept)
    new = render(kept)
    if not text_from_html(new).strip() and "<img" not in new:
        return Split(new=html, quoted="")
    return Split(new=new, quoted=render(_only(root, places)))


def _quoted_places(root: Element) -> set[Place]:
    """In document order, because all that follows the start of a history belongs to it."""
    places: set[Place] = set()
    waiting = _below(root, None)
    while waiting:
        spot = waiting.pop()
        if _starts_history(spot.element):
            return places | _rest(spot)
        if _is_forward(spot.element):
            continue
        if _is_history(spot):
            places |= _with_introduction(spot)
        else:
            waiting.extend(_below(spot.element, spot))
    return places


def _below(parent: Element, above: _Spot | None) -> list[_Spot]:
    """The elements directly below, the first one last."""
    return [
        _Spot(parent, index, above)
        for index, child in reversed(list(enumerate(parent.children)))
        if isinstance(child, Element) and child.tag not in VOID
    ]


def _starts_history(element: Element) -> bool:
    if _STARTS & set(element.classes()):
        # An empty mark is only a place to type; Outlook puts the real one below it.
        return True
    if element.tag not in _BLOCKS:
        return False
    lines = _first_lines(element)
    if not lines:
        return False
    if is_original_marker(lines[0]):
        return True
    if is_header_block(lines):
        return (
            element.tag in ("div", "p", "td") or _OUTLOOK_RULE.search(_style(element)) is not None
        )
    return False


def _is_history(spot: _Spot) -> bool:
    element = spot.element
    if _CONTAINERS & set(element.classes()):
        return not _holds_answers(element)
    if element.tag != "blockquote":
        return False
    is_cited = element.attributes.get("type") == "cite"
    return is_cited or bool(_introduction_above(spot.parent, spot.index))


def _is_forward(element: Element) -> bool:
    lines = _first_lines(element)
    return bool(lines) and is_forward_marker(lines[0])


def _holds_answers(container: Element) -> bool:
    """Gmail keeps what is typed below or between the quotes inside its own container."""
    quotes = [child for child in container.walk() if child.tag == "blockquote"]
    if not quotes:
        return False
    return any(
        bool(words.strip()) and not is_introduction(words)
        for words in _words_outside(container, skip=quotes)
    )


def _words_outside(container: Element, *, skip: list[Element]) -> list[str]:
    """The text of each child that is no quote and no introduction."""
    skipped = {id(element) for element in skip}
    words = []
    for child in container.children:
        if isinstance(child, str):
            words.append(child)
        elif id(child) not in skipped and not (_INTRODUCTIONS & set(child.classes())):
            holds_quote = any(id(inner) in skipped for inner in child.walk())
            words.append("" if holds_quote else child.text())
    return words


def _with_introduction(spot: _Spot) -> set[Place]:
    parent, index, outer = spot.parent, spot.index, spot.above
    places = {(id(parent), index)} | {(id(parent), at) for at in _introduction_above(parent, index)}
    if len(places) == 1 and outer is not None and not _words_before(parent, index):
        above = _introduction_above(outer.parent, outer.index)
        places |= {(id(outer.parent), at) for at in above}
    return places


def _introduction_above(parent: Element, index: int) -> list[int]:
    """The places of the introduction right above, with the blanks between."""
    places: list[int] = []
    words = ""
    for at in range(index - 1, max(index - 8, -1), -1):
        child = parent.children[at]
        piece = child if isinstance(child, str) else child.text()
        words = f"{piece} {words}"
        places.append(at)
        marked = isinstance(child, Element) and bool(_INTRODUCTIONS & set(child.classes()))
        if marked or is_introduction(" ".join(words.split())):
            return places
        if piece.strip() and isinstance(child, Element) and child.tag in ("div", "p"):
            return []
    return []


def _words_before(parent: Element, index: int) -> bool:
    return any(
        (child if isinstance(child, str) else child.text()).strip()
        for child in parent.children[:index]
    )


def _rest(spot: _Spot) -> set[Place]:
    """This place and all that follows it in the document."""
    siblings = spot.parent.children
    has_rule = spot.index > 0 and _is_rule(siblings[spot.index - 1])
    start = spot.index - 1 if has_rule else spot.index
    places = {(id(spot.parent), at) for at in range(start, len(siblings))}
    outer = spot.above
    while outer is not None:
        after = range(outer.index + 1, len(outer.parent.children))
        places |= {(id(outer.parent), at) for at in after}
        outer = outer.above
    return places


def _is_rule(node: Element | str) -> bool:
    return isinstance(node, Element) and node.tag == "hr"


def _has_answers_between(root: Element, places: set[Place]) -> bool:
    """Whether own words stand between the first and the last quoted node."""
    flags = list(_flags(root, places))
    if True not in flags:
        return False
    first, last = flags.index(True), len(flags) - 1 - flags[::-1].index(True)
    return False in flags[first:last]


def _flags(element: Element, places: set[Place]) -> list[bool]:
    """In document order, for every piece with words: whether it is quoted."""
    flags: list[bool] = []
    for index, child in enumerate(element.children):
        if (id(element), index) in places:
            flags.append(True)
        elif isinstance(child, str):
            flags.extend([False] if child.strip() else [])
        else:
            flags.extend(_flags(child, places))
    return flags


def _without(element: Element, places: set[Place]) -> Element:
    kept = [
        child if isinstance(child, str) else _without(child, places)
        for index, child in enumerate(element.children)
        if (id(element), index) not in places
    ]
    return Element(element.tag, element.attributes, kept)


def _only(element: Element, places: set[Place]) -> Element:
    kept: list[Element | str] = []
    for index, child in enumerate(element.children):
        if (id(element), index) in places:
            kept.append(child)
        elif isinstance(child, Element):
            inner = _only(child, places)
            kept.extend([inner] if inner.children else [])
    return Element(element.tag, element.attributes, kept)


def _drop_trailing_blanks(element: Element) -> None:
    """The empty lines that stood above the history."""
    while element.children:
        last = element.children[-1]
        if isinstance(last, Element):
            if last.tag in ("p", "div", "span"):
                _drop_trailing_blanks(last)
            is_blank = last.tag == "br" or (last.tag in ("p", "div", "span") and not last.children)
        else:
            is_blank = not last.strip()
        if not is_blank:
            return
        element.children.pop()


def _first_lines(element: Element, limit: int = 700) -> list[str]:
    """The first lines of words inside, gathered from no more than is needed."""
    pieces: list[str] = []
    waiting: list[Element | str] = [element]
    length = 0
    while waiting and length < limit:
        node = waiting.pop()
        if isinstance(node, str):
            pieces.append(node.replace("\n", " "))
            length += len(node)
        else:
            if node.tag in ("br", "div", "p", "tr", "hr", "table"):
                pieces.append("\n")
                length += 1
            waiting.extend(reversed(node.children))
    lines = "".join(pieces).replace("\xa0", " ").split("\n")
    return [" ".join(line.split()) for line in lines if line.strip()]


def _style(element: Element) -> str:
    return element.attributes.get("style", "")


def _depth(root: Element) -> int:
    deepest = 0
    waiting = [(root, 0)]
    while waiting:
        element, depth = waiting.pop()
        deepest = max(deepest, depth)
        waiting.extend(
            (child, depth + 1) for child in element.children if isinstance(child, Element)
        )
    return deepest
