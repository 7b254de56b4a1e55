"""From HTML to text and back, in linear time."""

import re
from dataclasses import dataclass, field
from html import escape, unescape

import nh3

from firstline.platform.html.nesting import nests_too_deeply
from firstline.platform.html.tree import VOID, Element, names, parse

BLOCKS = names(
    "address article aside blockquote caption center dd dir div dl dt figcaption figure footer"
    " h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tbody tfoot thead tr"
    " ul"
)
SPACED_BLOCKS = names("blockquote dl h1 h2 h3 h4 h5 h6 ol p pre table ul")
READABLE = BLOCKS | names("a br img span td th wbr")
UNREADABLE = names(
    "iframe math noembed noframes noscript object script select style svg template textarea title"
    " xmp"
)
HIDDEN = re.compile(r"display:\s*none|visibility:\s*hidden|mso-hide:\s*all", re.IGNORECASE)
SPACE = re.compile(r"[ \t\r\n\f\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f]+")
TAG = re.compile(r"<[^<>]*>")

LONGEST_LINK = 2000
LINK_START = re.compile(r"https?://|www\.", re.IGNORECASE)
ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
LINK_MANNERS = 'target="_blank" rel="noopener noreferrer nofollow"'
BEFORE_LINK = "([{<\"'“‘«„*_"
AFTER_LINK = ".,;:!?\"'”’»*_>"


def text_from_html(html: str, *, with_links: bool = False) -> str:
    """The words of an HTML body, laid out as a mail program's plain text would be.

    `with_links` writes the address of a link behind its words, for a text that stands alone.
    """
    if nests_too_deeply(html):
        return strip_tags(html)
    cleaned = nh3.clean(
        html,
        tags=set(READABLE),
        clean_content_tags=set(UNREADABLE),
        attributes={"*": {"style"}, "a": {"href"}, "img": {"alt"}},
        url_relative="deny",
    )
    page = _Page(with_links=with_links)
    page.write(parse(cleaned))
    return page.finish()


def html_from_text(text: str) -> str:
    """Paragraphs and line breaks, with addresses made into links and everything else escaped."""
    paragraphs = re.split(r"\n[ \t]*\n", text.strip("\n").replace("\r\n", "\n"))
    return "".join(
        f"<p>{'<br>'.join(_linkify(line) for line in paragraph.split(chr(10)))}</p>"
        for paragraph in paragraphs
        if paragraph.strip()
    )


def strip_tags(html: str) -> str:
    """The roughest reading, for HTML that is too hostile for a parser; the result is only text."""
    return unescape(SPACE.sub(" ", TAG.sub(" ", html)))


def _linkify(line: str) -> str:
    if "@" not in line and not LINK_START.search(line):
        return escape(line, quote=False)
    return "".join(_link(word) for word in re.split(r"(\s+)", line))


def _link(word: str) -> str:
    if len(word) > LONGEST_LINK:
        return escape(word, quote=False)
    found = LINK_START.search(word)
    if found and (found.start() == 0 or word[found.start() - 1] in BEFORE_LINK):
        before, address, after = _trim(word, found.start())
        return _linked(before, address, after, prefix="" if "://" in address else "https://")
    if "@" in word:
        before, address, after = _trim(word, len(word) - len(word.lstrip(BEFORE_LINK)))
        if ADDRESS.fullmatch(address):
            return _linked(before, address, after, prefix="mailto:")
    return escape(word, quote=False)


def _linked(before: str, address: str, after: str, *, prefix: str) -> str:
    link = f'<a href="{escape(prefix + address)}" {LINK_MANNERS}>{escape(address, quote=False)}</a>'
    return escape(before, quote=False) + link + escape(after, quote=False)


def _trim(word: str, start: int) -> tuple[str, str, str]:
    address = word[start:].rstrip(AFTER_LINK)
    for opening, closing in (("(", ")"), ("[", "]"), ("{", "}")):
        if address.endswith(closing) and address.count(opening) < address.count(closing):
            address = address[:-1].rstrip(AFTER_LINK)
    return word[:start], address, word[start + len(address) :]


@dataclass
class _Page:
    """Lines under construction: what is open decides how words are joined and prefixed."""

    with_links: bool
    lines: list[str] = field(default_factory=list)
    line: str = ""
    quotes: int = 0
    quotes_above: int = 0
    preformatted: int = 0
    pending_blank: bool = False
    list_numbers: list[int | None] = field(default_factory=list)

    def write(self, root: Element) -> None:
        waiting: list[Element | str | tuple[Element]] = [root]
        while waiting:
            node = waiting.pop()
            if isinstance(node, str):
                self._words(node)
            elif isinstance(node, tuple):
                self._leave(node[0])
            elif not HIDDEN.search(node.attributes.get("style", "")):
                self._enter(node)
                if node.tag not in VOID:
                    waiting.append((node,))
                    waiting.extend(reversed(node.children))

    def finish(self) -> str:
        self._end_line()
        return "\n".join(self.lines).strip("\n")

    def _words(self, text: str) -> None:
        text = text.replace("\xa0", " ")
        if self.preformatted:
            *whole, last = text.split("\n")
            for line in whole:
                self.line += line
                self._end_line(even_empty=True)
            self.line += last
        else:
            text = SPACE.sub(" ", text)
            self.line += text.lstrip(" ") if not self.line or self.line.endswith(" ") else text

    def _enter(self, element: Element) -> None:
        tag = element.tag
        if tag in BLOCKS:
            self._end_line()
            self.pending_blank |= tag in SPACED_BLOCKS and bool(self.lines) and tag != "table"
        if tag == "br":
            self._end_line(even_empty=True)
        elif tag == "hr":
            self.line = "---"
            self._end_line()
        elif tag == "blockquote":
            self.quotes += 1
        elif tag == "pre":
            self.preformatted += 1
        elif tag in ("ul", "ol"):
            self.list_numbers.append(1 if tag == "ol" else None)
        elif tag == "li":
            self.line = self._bullet()
        elif tag == "img" and len(element.attributes.get("alt", "")) <= 4:  # an emoji as a picture
            self.line += element.attributes.get("alt", "")

    def _leave(self, element: Element) -> None:
        tag = element.tag
        if tag == "a" and self.with_links:
            self._write_link(element)
        if tag in ("td", "th") and self.line and not self.line.endswith(" "):
            self.line += " "
        if tag in BLOCKS:
            self._end_line()
            self.pending_blank |= tag in SPACED_BLOCKS and bool(self.lines)
        if tag == "blockquote":
            self.quotes -= 1
        elif tag == "pre":
            self.preformatted -= 1
        elif tag in ("ul", "ol"):
            self.list_numbers.pop()

    def _write_link(self, link: Element) -> None:
        address = link.attributes.get("href", "")
        words = link.text().strip()
        if address and words and words not in (address, address.removeprefix("mailto:")):
            self.line += f" <{address}>"

    def _bullet(self) -> str:
        if not self.list_numbers or self.list_numbers[-1] is None:
            return "- "
        number = self.list_numbers[-1]
        self.list_numbers[-1] = number + 1
        return f"{number}. "

    def _end_line(self, *, even_empty: bool = False) -> None:
        line = self.line.rstrip()
        self.line = ""
        if not line and not even_empty:
            return
        if self.pending_blank and self.lines and self.lines[-1].strip("> "):
            self.lines.append(("> " * min(self.quotes, self.quotes_above)).rstrip())
        self.pending_blank = False
        self.lines.append(("> " * self.quotes + line).rstrip())
        self.quotes_above = self.quotes
