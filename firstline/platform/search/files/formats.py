"""Text out of bytes. What a file is, its content says; a name or a sender's claim never does.

Everything here meets hostile files and runs in a limited child: it stops by itself where it can.
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from xml.parsers import expat

from firstline.platform.html import text_from_html

# A text longer than this is searched by its beginning.
_ENOUGH = 200_000
_MOST_PAGES = 300
_MOST_PARTS = 300
# What is unpacked of an archive, in all: a bomb goes off in a bucket.
_MOST_UNPACKED = 40 * 1024 * 1024
_CHUNK = 256 * 1024
_HTML = re.compile(rb"<!doctype html|<html[\s>]", re.IGNORECASE)
# The parts of Office files that hold what a reader sees.
_OFFICE_PARTS = re.compile(
    r"word/(document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml"
    r"|xl/(sharedStrings|worksheets/sheet\d+|comments\d*)\.xml"
    r"|ppt/(slides/slide\d+|notesSlides/notesSlide\d+)\.xml"
    r"|content\.xml"
)
_PARAGRAPHS = {
    "p",
    "h",
    "tr",
    "table-row",
    "br",
    "tab",
    "row",
    "si",
    "c",
    "table-cell",
    "line-break",
}
# Only in these do Office's formats keep text; OpenDocument keeps it in paragraphs.
_TEXT_ELEMENTS = frozenset(["t", "p", "h", "span", "a", "v"])


class Unreadable(Exception):
    """There is no text in it that we could read; the words say why."""


def text_of(content: bytes) -> str:
    if content.startswith(b"%PDF-"):
        return _from_pdf(content)
    if content.startswith(b"PK\x03\x04"):
        return _from_archive(content)
    return _from_plain(content)


def _from_plain(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content[: 4 * _ENOUGH].decode("utf-16", "ignore")
    if b"\x00" in content[:4096]:
        raise Unreadable("it is not text")
    try:
        text = content[: 4 * _ENOUGH].decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.start < 4 * _ENOUGH - 4 and error.start < len(content) - 4:
            text = content[: 4 * _ENOUGH].decode("windows-1252", "ignore")
        else:
            text = content[: 4 * _ENOUGH].decode("utf-8", "ignore")
    if _HTML.search(content[:2048]):
        return text_from_html(text)
    return text


def _from_pdf(content: bytes) -> str:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("it is encrypted")
        pages = (page.extract_text() for page in reader.pages[:_MOST_PAGES])
        return _joined(pages)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        # Broken PDFs fail in as many ways as there are programs that write them.
        raise Unreadable(f"its PDF is broken ({type(error).__name__})") from error


def _from_archive(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = [name for name in archive.namelist()[:5000] if _OFFICE_PARTS.fullmatch(name)]
            if not names:
                raise Unreadable("it is an archive, not a document")
            budget = _Budget(_MOST_UNPACKED)
            parts = sorted(names, key=_in_order)[:_MOST_PARTS]
            return _joined(_from_xml(archive, name, budget) for name in parts)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise Unreadable(f"its archive is broken ({type(error).__name__})") from error


def _in_order(name: str) -> tuple[str, int]:
    """Slide 10 after slide 9."""
    number = re.search(r"(\d+)\.xml$", name)
    return re.sub(r"\d+\.xml$", "", name), int(number[1]) if number else 0


class _Budget:
    def __init__(self, left: int) -> None:
        self.left = left

    def spend(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise Unreadable("it unpacks to too much")


def _from_xml(archive: zipfile.ZipFile, name: str, budget: _Budget) -> str:
    """The text of one part, read as it is unpacked. A document type is refused: it holds bombs."""
    pieces: list[str] = []
    depth: list[str] = []
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True

    def begin(tag: str, _attributes: object) -> None:
        depth.append(tag.rpartition(" ")[2])

    def end(_tag: str) -> None:
        if depth.pop() in _PARAGRAPHS:
            pieces.append(" ")

    def text(content: str) -> None:
        if depth and depth[-1] in _TEXT_ELEMENTS:
            pieces.append(content)

    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse_document_type
    try:
        with archive.open(name) as part:
            for chunk in _chunks(part.read, budget):
                parser.Parse(chunk, False)  # noqa: FBT003 - expat's own signature
            parser.Parse(b"", True)  # noqa: FBT003
    except expat.ExpatError as error:
        raise Unreadable("its XML is broken") from error
    return "".join(pieces)


def _refuse_document_type(*_given: object) -> None:
    raise Unreadable("its XML declares a document type")


def _chunks(read: Callable[[int], bytes], budget: _Budget) -> Iterator[bytes]:
    while chunk := read(_CHUNK):
        budget.spend(len(chunk))
        yield chunk


def _joined(pieces: Iterator[str]) -> str:
    found: list[str] = []
    length = 0
    for piece in pieces:
        found.append(piece)
        length += len(piece)
        if length > _ENOUGH:
            break
    return "\n".join(found)
