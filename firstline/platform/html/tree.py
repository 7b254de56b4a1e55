"""A small tree over HTML that nh3 has written.

Only for sanitised HTML: nh3 closes every element, quotes every attribute and escapes every other
angle bracket, so there is one way to read it, and a pattern is enough. (Python's own parser took
ten times as long.) A sender's own markup would come out as text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape, unescape


def names(words: str) -> frozenset[str]:
    """A set of names, written as one readable line."""
    return frozenset(words.split())


VOID = names("br col hr img wbr")

_TOKEN = re.compile(
    r'([^<]+|<(?!/?[a-z][a-z0-9]*(?: [\w-]+="[^"]*")*>))'
    r'|<(/?)([a-z][a-z0-9]*)((?: [\w-]+="[^"]*")*)>'
)
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')


@dataclass(eq=False, slots=True)
class Element:
    """An element; identity matters (`eq=False`), because the same markup may occur twice."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Element | str"] = field(default_factory=list)

    def classes(self) -> list[str]:
        return self.attributes.get("class", "").split()

    def walk(self) -> Iterator["Element"]:
        """This element and all below it, in document order, without recursion."""
        waiting = [self]
        while waiting:
            element = waiting.pop()
            yield element
            waiting.extend(
                child for child in reversed(element.children) if isinstance(child, Element)
            )

    def text(self) -> str:
        """Every word inside, without regard for layout."""
        pieces: list[str] = []
        waiting: list[Element | str] = [self]
        while waiting:
            node = waiting.pop()
            if isinstance(node, str):
                pieces.append(node)
            else:
                pieces.append(" " if node.tag in VOID else "")
                waiting.extend(reversed(node.children))
        return "".join(pieces)


def parse(html: str) -> Element:
    """The tree of sanitised HTML. What is no tag as nh3 writes it can only become text."""
    root = Element("")
    parents = [root]
    for token in _TOKEN.finditer(html):
        words, closes, tag, attributes = token.groups()
        if words is not None:
            parents[-1].children.append(unescape(words))
        elif closes:
            if len(parents) > 1 and parents[-1].tag == tag:
                parents.pop()
        else:
            found = _ATTRIBUTE.findall(attributes) if attributes else ()
            element = Element(tag, {name: unescape(value) for name, value in found})
            parents[-1].children.append(element)
            if tag not in VOID:
                parents.append(element)
    return root


def render(root: Element) -> str:
    """The HTML inside `root`; `root` itself is only a container."""
    out: list[str] = []
    waiting: list[Element | str | _End] = list(reversed(root.children))
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            out.append(escape(node, quote=False))
        elif isinstance(node, _End):
            out.append(f"</{node.tag}>")
        else:
            out.append(_start_tag(node))
            if node.tag not in VOID:
                waiting.append(_End(node.tag))
                waiting.extend(reversed(node.children))
    return "".join(out)


@dataclass(slots=True)
class _End:
    tag: str


def _start_tag(element: Element) -> str:
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in element.attributes.items())
    # A parser drops the first line break inside <pre>, so one is spent to keep the one that counts.
    first = element.children[0] if element.tag == "pre" and element.children else ""
    guard = "\n" if isinstance(first, str) and first.startswith("\n") else ""
    return f"<{element.tag}{attributes}>{guard}"
