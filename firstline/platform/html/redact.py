"""Blacking out words for good, in text and in HTML that is already sanitised."""

import re
from collections.abc import Iterator, Sequence

from firstline.platform.html.tree import Element, parse, render

BLOCK = "█"
_WORD = re.compile(r"\S+")
_VISIBLE = re.compile(r"\S")


def redacted_text(text: str, passages: Sequence[str]) -> str:
    """The text with each passage as blocks, however its words are spaced and broken into lines."""
    pattern = _pattern(passages)
    return pattern.sub(lambda match: _blocks(match[0]), text) if pattern else text


def redacted_html(html: str, passages: Sequence[str]) -> str:
    """The same for HTML: a passage may run through several elements, and hide in an address."""
    pattern = _pattern(passages)
    if pattern is None or not html:
        return html
    root = parse(html)
    _black_out_words(root, pattern)
    for element in root.walk():
        for name, value in element.attributes.items():
            if pattern.search(value):
                element.attributes[name] = BLOCK
    return render(root)


def _pattern(passages: Sequence[str]) -> re.Pattern[str] | None:
    # Between two blocks of HTML no blank is written.
    found = [r"\s*".join(map(re.escape, _WORD.findall(passage))) for passage in passages]
    # The longest first: one passage may begin like another.
    known = sorted(filter(None, found), key=len, reverse=True)
    return re.compile("|".join(known), re.IGNORECASE) if known else None


def _blocks(words: str) -> str:
    return _VISIBLE.sub(BLOCK, words)


def _black_out_words(root: Element, pattern: re.Pattern[str]) -> None:
    """Match over all words at once, then write each piece back to where it was."""
    places = list(_places(root))
    pieces = [str(element.children[index]) for element, index in places]
    black = pattern.sub(lambda match: _blocks(match[0]), "".join(pieces))
    at = 0
    for (element, index), piece in zip(places, pieces, strict=True):
        # Blocks are as many as the signs they stand for.
        element.children[index] = black[at : at + len(piece)]
        at += len(piece)


def _places(root: Element) -> Iterator[tuple[Element, int]]:
    """Where words are, in the order of reading, without recursion."""
    waiting = [(root, index) for index in reversed(range(len(root.children)))]
    while waiting:
        element, index = waiting.pop()
        child = element.children[index]
        if isinstance(child, str):
            yield element, index
        else:
            waiting.extend((child, inner) for inner in reversed(range(len(child.children))))
