from collections.abc import Iterable
from dataclasses import dataclass, replace

from firstline.channels.email.reading import headers as fields
from firstline.channels.email.reading.address_lists import addresses, one_sender
from firstline.channels.email.reading.automatic import automatic
from firstline.channels.email.reading.bodies import Contents, contents
from firstline.channels.email.reading.bounces import bounce
from firstline.channels.email.reading.mail import AttachedFile, ParsedMail
from firstline.channels.email.reading.quote_lines import FORWARD_SUBJECT
from firstline.channels.email.reading.quoted_html import split_html
from firstline.channels.email.reading.quoted_text import Split, split_text
from firstline.channels.email.reading.structure import parse
from firstline.platform.html import (
    content_ids,
    count_remote_images,
    html_from_text,
    is_simple,
    sanitise_mail,
    text_from_html,
    without_looks,
)

LONGEST_SUBJECT = 500
LONGEST_TEXT = 2_000_000


def read(raw: bytes, *, envelope_sender: str | None = None) -> ParsedMail:
    """Make sense of a mail, whatever it is; refuses only what exceeds every limit (`MailRefused`).

    `envelope_sender` is what SMTP's MAIL FROM said; an empty one belongs to reports and robots.
    """
    root = parse(raw)
    headers = root.headers
    found = contents(root)
    subject = headers.text("subject")[:LONGEST_SUBJECT]
    body = _read_body(found, is_forward=bool(FORWARD_SUBJECT.match(subject)))
    sender, problem = one_sender(headers.all("from"))
    return ParsedMail(
        subject=subject,
        sender=sender,
        sender_problem=problem,
        reply_to=addresses(headers.all("reply-to")),
        to=addresses(headers.all("to")),
        cc=addresses(headers.all("cc")),
        delivered_to=_delivered_to(headers),
        date=fields.date(headers.get("date")),
        message_id=next(iter(fields.message_ids(headers.all("message-id"))), ""),
        in_reply_to=fields.message_ids(headers.all("in-reply-to")),
        references=fields.message_ids(headers.all("references")),
        hops=len(headers.all("received")),
        text=body.text,
        html=body.html,
        new_text=body.new.text,
        new_html=body.new.html,
        quoted_text=body.quoted.text,
        quoted_html=body.quoted.html,
        is_framed=body.is_framed,
        remote_images=count_remote_images(body.html),
        attachments=_attachments(found.files, body.html),
        automatic=automatic(root, sender=sender, envelope_sender=envelope_sender),
        bounce=bounce(root, sender=sender, envelope_sender=envelope_sender, text=body.text),
    )


@dataclass(frozen=True, slots=True)
class _Words:
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class _Body:
    text: str
    html: str
    new: _Words
    quoted: _Words
    is_framed: bool


def _read_body(found: Contents, *, is_forward: bool) -> _Body:
    has_html = any(body.html for body in found.bodies)
    text = "\n\n".join(body.text or text_from_html(body.html) for body in found.bodies)
    text = text[:LONGEST_TEXT].strip("\n")
    texts = split_text(text, is_forward=is_forward)
    if not has_html:
        return _Body(
            text=text,
            html=html_from_text(text),
            new=_Words(texts.new, html_from_text(texts.new)),
            quoted=_Words(texts.quoted, html_from_text(texts.quoted)),
            is_framed=False,
        )
    html = sanitise_mail("".join(body.html or html_from_text(body.text) for body in found.bodies))
    htmls = split_html(html, is_forward=is_forward)
    is_only_html = not any(body.text for body in found.bodies)
    if htmls.quoted and (is_only_html or not texts.quoted):
        texts = Split(new=text_from_html(htmls.new), quoted=text_from_html(htmls.quoted))
    new_html, quoted_html = sanitise_mail(htmls.new), sanitise_mail(htmls.quoted)
    if is_simple(new_html):
        # Outlook lends looks to the history even below the plainest answer.
        quoted_html = without_looks(quoted_html)
    return _Body(
        text=text,
        html=html,
        new=_Words(texts.new, new_html),
        quoted=_Words(texts.quoted, quoted_html),
        is_framed=not (is_simple(new_html) and is_simple(quoted_html)),
    )


def _attachments(files: Iterable[AttachedFile], html: str) -> tuple[AttachedFile, ...]:
    """A picture is inline when the HTML really shows it; everything else is offered as a file."""
    shown = content_ids(html)
    return tuple(replace(file, is_inline=file.content_id in shown) for file in files)


def _delivered_to(headers: fields.Headers) -> tuple[str, ...]:
    names = ("delivered-to", "x-original-to", "x-forwarded-to", "envelope-to", "x-envelope-to")
    values = [value for name in names for value in headers.all(name)]
    return tuple(address.address for address in addresses(values))
