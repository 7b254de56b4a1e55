"""Which parts are the words, and which are files."""

import re
from dataclasses import dataclass, field

from firstline.channels.email.reading.charsets import decode
from firstline.channels.email.reading.content_types import proven_type
from firstline.channels.email.reading.file_names import clean_name, name_for
from firstline.channels.email.reading.flowed import unflow
from firstline.channels.email.reading.headers import decode_words, parameters
from firstline.channels.email.reading.mail import AttachedFile
from firstline.channels.email.reading.structure import Part, parse

_READABLE = frozenset({"text/plain", "text/html"})
# Other versions of the same words for other screens.
_VARIANTS = frozenset({"text/x-amp-html", "text/watch-html"})
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)


@dataclass(slots=True)
class Body:
    """One stretch of words, in one or both forms."""

    text: str = ""
    html: str = ""


@dataclass(slots=True)
class Contents:
    bodies: list[Body] = field(default_factory=list)
    files: list[AttachedFile] = field(default_factory=list)


def contents(root: Part) -> Contents:
    """Every body in reading order, and everything else as files: nothing is left out."""
    found = Contents()
    _visit(root, found)
    return found


def _visit(part: Part, found: Contents) -> None:
    if part.content_type == "multipart/alternative":
        _choose(part, found)
    elif part.content_type == "multipart/related" and part.children:
        first, *rest = _root_first(part)
        _visit(first, found)
        for child in rest:
            _visit_file(child, found)
    elif part.children:
        for child in part.children:
            _visit(child, found)
    elif part.content_type in _VARIANTS:
        return
    elif _is_body(part):
        found.bodies.append(_body(part))
    else:
        found.files.append(_file(part, number=len(found.files) + 1))


def _visit_file(part: Part, found: Contents) -> None:
    """Inside `multipart/related`, all but the first part serve that part."""
    for leaf in part.walk():
        if not leaf.children:
            found.files.append(_file(leaf, number=len(found.files) + 1))


def _choose(part: Part, found: Contents) -> None:
    """The same words in several forms: the plainest as text, the richest as HTML."""
    whole = Body()
    for child in part.children:
        version = Contents()
        _visit(child, version)
        found.files.extend(version.files)
        text = "\n".join(body.text for body in version.bodies if body.text)
        html = "".join(body.html for body in version.bodies if body.html)
        whole.text = whole.text or text
        whole.html = html or whole.html
    if whole.text or whole.html:
        found.bodies.append(whole)


def _root_first(part: Part) -> list[Part]:
    start = part.parameters.get("start", "").strip("<>")
    if not start:
        return list(part.children)
    return sorted(part.children, key=lambda child: _content_id(child) != start)


def _is_body(part: Part) -> bool:
    if part.content_type not in _READABLE:
        return False
    disposition, details = parameters(part.headers.get("content-disposition"))
    return disposition != "attachment" and not details.get("filename")


def _body(part: Part) -> Body:
    charset = part.parameters.get("charset", "")
    if part.content_type == "text/html":
        if not charset and (match := _META_CHARSET.search(part.content[:2048])):
            charset = match[1].decode("ascii", "replace")
        return Body(html=decode(part.content, charset))
    text = decode(part.content, charset)
    if part.parameters.get("format", "").lower() == "flowed":
        text = unflow(text, delete_space=part.parameters.get("delsp", "").lower() == "yes")
    return Body(text=text)


def _file(part: Part, *, number: int) -> AttachedFile:
    _disposition, details = parameters(part.headers.get("content-disposition"))
    name = clean_name(details.get("filename") or part.parameters.get("name") or "")
    if not name and part.content_type == "message/rfc822":
        name = _name_of_mail(part)
    return AttachedFile(
        name=name or name_for(part.content_type, number),
        content_type=proven_type(part.content, part.content_type),
        content=part.content,
        content_id=_content_id(part)[:255],
        is_inline=False,
    )


def _name_of_mail(part: Part) -> str:
    subject = clean_name(parse(part.content).headers.text("subject"))
    return f"{subject[:100]}.eml" if subject else ""


def _content_id(part: Part) -> str:
    return decode_words(part.headers.get("content-id")).strip().strip("<>").strip()
