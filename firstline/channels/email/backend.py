"""Django's way to send mail (sign-in links, invitations, notices), led through the same outbox."""

from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import translation

from firstline.channels.email.addresses import new_message_id
from firstline.channels.email.header_values import one_line
from firstline.channels.email.models import Mailbox, MailKind, OutboundMail
from firstline.channels.email.outbound.queueing import queue
from firstline.channels.email.outbound.writing import sender_name
from firstline.platform.clock import now
from firstline.platform.notices.letter import NoticeLetter


class OutboxBackend(BaseEmailBackend):
    """Queues each mail in the transaction that wrote it; the worker sends it."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        with transaction.atomic():
            for message in email_messages:
                queue(_letter(message))
        return len(email_messages)


def _letter(message: EmailMessage) -> OutboundMail:
    assert not message.attachments, "account mail is words alone"
    mailbox = Mailbox.default()
    notice = message if isinstance(message, NoticeLetter) else None
    return OutboundMail(
        kind=MailKind.NOTICE if notice else MailKind.ACCOUNT,
        unsubscribe=notice.unsubscribe if notice else "",
        mailbox=mailbox,
        created_at=now(),
        internet_message_id=new_message_id(mailbox),
        from_name=sender_name(mailbox) if mailbox else "Firstline",
        from_address=mailbox.address if mailbox else f"firstline@{settings.BASE_HOST}",
        to=_rows(message.to),
        cc=_rows(message.cc),
        bcc=_rows(message.bcc),
        subject=one_line(str(message.subject)),
        text=str(message.body),
        html=_html_of(message),
        language=translation.get_language() or "",
    )


def _rows(addresses: Sequence[str]) -> list[dict[str, str]]:
    return [{"name": "", "address": address} for address in addresses]


def _html_of(message: EmailMessage) -> str:
    alternatives = getattr(message, "alternatives", None) or []
    return next((str(content) for content, kind in alternatives if kind == "text/html"), "")
