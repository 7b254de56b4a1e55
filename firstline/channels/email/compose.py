"""The bytes of an outbound mail. The same row gives the same bytes, however often it is sent."""

import hashlib
from email.message import EmailMessage, MIMEPart
from typing import cast

from firstline.channels.email.header_values import (
    POLICY,
    address_value,
    identifier_value,
    is_message_id,
    one_line,
    refuse_controls,
    text_value,
)
from firstline.channels.email.models import MailKind, OutboundMail
from firstline.desk.models import Attachment
from firstline.platform.files.storing import read
from firstline.side_conversations.models import SideFile

Carried = Attachment | SideFile

_AUTO_SUBMITTED = {
    MailKind.ACKNOWLEDGEMENT.value: "auto-replied",
    MailKind.ACCOUNT.value: "auto-generated",
    MailKind.NOTICE.value: "auto-generated",
}


def compose(mail: OutboundMail) -> bytes:
    """The mail as it goes over the wire, with CRLF line ends and nothing but ASCII."""
    letter = EmailMessage(policy=POLICY)
    _write_headers(letter, mail)
    letter.set_content(mail.text)
    attachments = attachments_of(mail)
    shown = [one for one in attachments if mail.html and _is_shown_in(mail.html, one)]
    if mail.html:
        letter.add_alternative(mail.html, subtype="html")
        html_part = cast("list[MIMEPart]", letter.get_payload())[1]
        for attachment in shown:
            _add_inline(html_part, attachment)
    for attachment in attachments:
        if attachment not in shown:
            _add(letter, attachment)
    _name_boundaries(letter, mail.internet_message_id)
    return letter.as_bytes()


def _write_headers(letter: EmailMessage, mail: OutboundMail) -> None:
    letter["From"] = address_value([{"name": mail.from_name, "address": mail.from_address}])
    for name, value in (
        ("Reply-To", address_value([{"address": mail.reply_to}]) if mail.reply_to else ""),
        ("To", address_value(mail.to)),
        ("Cc", address_value(mail.cc)),
        ("Subject", text_value(mail.subject)),
        ("In-Reply-To", identifier_value([mail.in_reply_to])),
        ("References", identifier_value(mail.references)),
    ):
        if value:
            letter[name] = value
    letter["Message-ID"] = identifier_value([mail.internet_message_id])
    letter["Date"] = mail.created_at
    automatic = _AUTO_SUBMITTED.get(mail.kind)
    if automatic:
        letter["Auto-Submitted"] = automatic
        letter["X-Auto-Response-Suppress"] = "All"
    if mail.unsubscribe:
        letter["List-Unsubscribe"] = f"<{refuse_controls(mail.unsubscribe)}>"
        letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


def attachments_of(mail: OutboundMail) -> list[Carried]:
    if mail.message is not None:
        return list(mail.message.attachments.select_related("file").order_by("pk"))
    if mail.side_message is not None:
        return list(mail.side_message.attachments.select_related("file").order_by("pk"))
    return []


def _is_shown_in(html: str, attachment: Carried) -> bool:
    return is_message_id(attachment.content_id) and f'"cid:{attachment.content_id}"' in html


def _add_inline(html_part: MIMEPart, attachment: Carried) -> None:
    maintype, _slash, subtype = attachment.file.content_type.partition("/")
    html_part.add_related(
        read(attachment.file),
        maintype=maintype,
        subtype=subtype,
        cid=identifier_value([attachment.content_id]),
        filename=one_line(attachment.name, 200),
        disposition="inline",
    )


def _add(letter: EmailMessage, attachment: Carried) -> None:
    maintype, _slash, subtype = attachment.file.content_type.partition("/")
    letter.add_attachment(
        read(attachment.file),
        maintype=maintype,
        subtype=subtype,
        filename=one_line(attachment.name, 200) or "attachment",
    )


def _name_boundaries(letter: EmailMessage, message_id: str) -> None:
    """Python draws them by lot; ours follow from the Message-ID, which no writer can foresee."""
    digest = hashlib.sha256(message_id.encode()).hexdigest()[:32]
    parts = (part for part in letter.walk() if part.is_multipart())
    for number, part in enumerate(parts):
        part.set_boundary(f"=_{digest}_{number}")
