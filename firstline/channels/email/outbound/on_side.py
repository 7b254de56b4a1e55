"""From what an agent wrote to somebody outside to the mail that carries it."""

from django.template.loader import render_to_string
from django.utils import translation

from firstline.channels.email.addresses import mailbox_for, new_message_id, side_address
from firstline.channels.email.header_values import one_line
from firstline.channels.email.models import Mailbox, MailKind, OutboundMail
from firstline.channels.email.outbound.queueing import queue
from firstline.channels.email.outbound.thread import thread_on_side
from firstline.channels.email.outbound.writing import ANSWER, sender_name
from firstline.platform.html import fill_images, html_from_text, text_from_html
from firstline.side_conversations.events import SideMessageSent
from firstline.side_conversations.models import SideMessage


def write_to_outsiders(event: SideMessageSent) -> OutboundMail | None:
    """Queue the mail. It holds the agent's words and signature; nothing of the ticket is quoted."""
    mailbox = mailbox_for(event.ticket)
    if mailbox is None:
        return None
    return queue(_letter(event.message, event, mailbox))


def _letter(message: SideMessage, event: SideMessageSent, mailbox: Mailbox) -> OutboundMail:
    thread = thread_on_side(message)
    return OutboundMail(
        kind=MailKind.SIDE,
        side_message=message,
        mailbox=mailbox,
        created_at=message.created_at,
        internet_message_id=new_message_id(mailbox),
        in_reply_to=thread.in_reply_to,
        references=thread.references,
        from_name=sender_name(mailbox, event.by),
        from_address=mailbox.address,
        reply_to=side_address(event.conversation, mailbox),
        to=message.to,
        subject=_subject(message),
        text=_as_text(message),
        html=_as_html(message),
        language=message.language,
    )


def _subject(message: SideMessage) -> str:
    subject = one_line(message.conversation.subject)
    return f"Re: {subject}" if message.number > 1 and not ANSWER.match(subject) else subject


def _as_text(message: SideMessage) -> str:
    blocks = [text_from_html(message.html, with_links=True).strip()]
    if message.signature:
        blocks.append(f"-- \n{message.signature}")
    return "\n\n".join(blocks) + "\n"


def _as_html(message: SideMessage) -> str:
    content_ids = message.attachments.exclude(content_id="").values_list("content_id", flat=True)
    inline = {one: f"cid:{one}" for one in content_ids}
    with translation.override(message.language or translation.get_language()):
        return render_to_string(
            "email/reply_mail.html",
            {
                "body": fill_images(message.html, inline=inline),
                "signature": html_from_text(message.signature),
                "quotes": [],
            },
        )
