"""Colleagues who are called to a note: `<span data-mention="agent:7">@Bo</span>`."""

import re

MENTION = re.compile(r"(?:agent|group):[1-9][0-9]{0,17}")
# In sanitised HTML. A tag ends where the next one begins: none is searched to the end (T28).
_ATTRIBUTE = re.compile(r'(<span\b[^<>]{0,200}?) data-mention="([a-z]+):([0-9]+)"')


def mentions_in(html: str) -> set[tuple[str, int]]:
    """Who is called, as kind and number: ("agent", 7)."""
    return {(match[2], int(match[3])) for match in _ATTRIBUTE.finditer(html)}


def without_mentions(html: str) -> str:
    """The same words, that call nobody."""
    return _ATTRIBUTE.sub(r"\1", html)
