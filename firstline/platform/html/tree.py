"""A small tree over HTML that nh3 has written.

Only for sanitised HTML: nh3 closes every element and quotes every attribute, so Python's lenient
parser cannot read it differently from a browser. Never feed it a sender's own markup.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser


def names(words: str) -> frozenset[str]:
    """A set of names, written as one readable line."""
    return frozenset(words.split())


VOID = names("br col hr img wbr")


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
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.root


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


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if len(self._open) > 1 and self._open[-1].tag == tag:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)
