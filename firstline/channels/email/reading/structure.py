"""The tree of parts of a mail, as slices of its own bytes.

Written for this job because Python's parser copies every line into text (a 25 MB mail costs several
times its size), slows down with the square of some malformed inputs (python/cpython#136063), and
cannot give back the exact bytes of an inner part, which signed and forwarded mail need.
"""

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from firstline.channels.email.reading.headers import Headers, content_type, decode_base64
from firstline.channels.email.reading.mail import MailRefused

DEEPEST = 50
MOST_PARTS = 1000
LONGEST_HEADERS = 256 * 1024

_FIELD_NAME = re.compile(rb"([!-9;-~]{1,200})[ \t]*:")
_LINE = re.compile(rb"[^\n]*\n|[^\n]+")
_MBOX_LINE = re.compile(rb"(?:\s*\n)?>?From [^\n]*\n")
_UU_BLOCK = re.compile(rb"^begin [0-7]{3,4} [^\n]*\n(.*?)^`?\r?\nend", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Part:
    """A leaf with content, or a container with children."""

    headers: Headers
    content_type: str
    parameters: dict[str, str]
    encoded: bytes
    children: tuple["Part", ...] = ()

    @cached_property
    def content(self) -> bytes:
        """The bytes with the transfer encoding undone, as far as they can be read."""
        encoding = self.headers.get("content-transfer-encoding").lower()
        if encoding == "base64":
            return decode_base64(self.encoded)
        if encoding == "quoted-printable":
            return binascii.a2b_qp(self.encoded)
        if encoding in ("x-uuencode", "uuencode", "x-uue", "uue"):
            return _decode_uu(self.encoded)
        return self.encoded

    def walk(self) -> Iterator["Part"]:
        yield self
        for child in self.children:
            yield from child.walk()


def parse(raw: bytes) -> Part:
    """Take the mail apart, or refuse it when it is built to be a burden (T25, T26)."""
    start = match.end() if (match := _MBOX_LINE.match(raw)) else 0
    return _Parser(raw).part(start, len(raw), default="text/plain", depth=1)


class _Parser:
    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self._parts = 0

    def part(self, start: int, end: int, *, default: str, depth: int) -> Part:
        self._parts += 1
        if self._parts > MOST_PARTS:
            raise MailRefused(f"more than {MOST_PARTS} parts")
        if depth > DEEPEST:
            raise MailRefused(f"parts nested more than {DEEPEST} deep")

        headers, body = self._headers(start, end)
        kind, parameters = content_type(headers.get("content-type"), default=default)
        children: tuple[Part, ...] = ()
        if kind.startswith("multipart/") and parameters.get("boundary", "").strip():
            inner = "message/rfc822" if kind == "multipart/digest" else "text/plain"
            children = tuple(
                self.part(*section, default=inner, depth=depth + 1)
                for section in self._sections(body, end, parameters["boundary"].rstrip())
            )
        if kind.startswith("multipart/") and not children:
            kind = "text/plain"  # a container without parts: show what there is
        encoded = b"" if children else self._raw[body:end]
        return Part(headers, kind, parameters, encoded, children)

    def _headers(self, start: int, end: int) -> tuple[Headers, int]:
        """The fields, and where the body begins: after a blank line, or at the first odd line."""
        fields: list[tuple[str, bytes]] = []
        at = start
        for line in _LINE.finditer(self._raw, start, end):
            if line.end() - start > LONGEST_HEADERS:
                raise MailRefused(f"more than {LONGEST_HEADERS // 1024} kB of headers")
            text = line[0].rstrip(b"\r\n")
            if not text.strip():
                return Headers(_unfold(fields)), line.end()
            name = _FIELD_NAME.match(text)
            if text[:1] in b" \t" and fields:
                fields.append(("", text))
            elif name:
                fields.append((name[1].decode("ascii").lower(), text[name.end() :]))
            else:
                break
            at = line.end()
        return Headers(_unfold(fields)), at

    def _sections(self, start: int, end: int, boundary: str) -> Iterator[tuple[int, int]]:
        delimiter = re.compile(
            rb"^--" + re.escape(boundary.encode("utf-8", "replace")) + rb"(--)?[ \t]*\r?(?:\n|\Z)",
            re.MULTILINE,
        )
        opened: int | None = None
        for match in delimiter.finditer(self._raw, start, end):
            if opened is not None:
                yield opened, self._before_line_break(opened, match.start())
            opened = None if match[1] else match.end()
            if match[1]:
                return
        if opened is not None and opened < end:
            yield opened, end

    def _before_line_break(self, start: int, end: int) -> int:
        """The line break before a boundary belongs to the boundary."""
        if end > start and self._raw[end - 1 : end] == b"\n":
            end -= 1
            if end > start and self._raw[end - 1 : end] == b"\r":
                end -= 1
        return end


def _unfold(fields: list[tuple[str, bytes]]) -> tuple[tuple[str, bytes], ...]:
    """Join continuation lines (noted without a name) to their field, in linear time."""
    unfolded: list[tuple[str, list[bytes]]] = []
    for name, value in fields:
        if name:
            unfolded.append((name, [value]))
        else:
            unfolded[-1][1].append(value)
    return tuple((name, b"".join(values)) for name, values in unfolded)


def _decode_uu(content: bytes) -> bytes:
    block = _UU_BLOCK.search(content)
    lines = (block[1] if block else content).splitlines()
    decoded = []
    for line in lines:
        try:
            decoded.append(binascii.a2b_uu(line))
        except binascii.Error:
            continue
    return b"".join(decoded)
