"""From a public reply to the mail that carries it, in the transaction of the reply."""

import re

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import get_supported_language_variant, pgettext
from django.utils.translation import gettext as _

from firstline.channels.email.addresses import mailbox_for, new_message_id, reply_address
from firstline.channels.email.header_values import one_line
from firstline.channels.email.models import Mailbox, MailKind, OutboundMail
from firstline.channels.email.outbound.queueing import queue
from firstline.channels.email.outbound.quoting import Quote, history_before
from firstline.channels.email.outbound.recipients import recipients_of
from firstline.channels.email.outbound.thread import thread_before
from firstline.desk.events import ReplySent
from firstline.desk.models import Message, Ticket
from firstline.desk.recipients import Recipients
from firstline.platform.company.models import Company
from firstline.platform.events.actors import Actor
from firstline.platform.html import fill_images, html_from_text, text_from_html
from firstline.platform.language import is_written_from_right
from firstline.team.models import Agent

# "Re:" as mail programs of many languages write it.
ANSWER = re.compile(
    r"\s*(?:re|aw|antw|sv|vs|res|rif|ref|odp|ynt|rv|r)\s*(?:\[\d+\])?\s*[:：]", re.IGNORECASE
)


def write_reply(reply: ReplySent) -> OutboundMail | None:
    """Queue the mail for a public reply, and write on the reply who gets it."""
    message, ticket, by = reply.message, reply.ticket, reply.by
    recipients = recipients_of(ticket, reply.dispatch.deviation)
    message.to, message.cc, message.bcc = recipients.to, recipients.cc, recipients.bcc
    if reply.dispatch.is_signed and isinstance(by, Agent):
        message.signature = by.signature.strip()
    message.save(update_fields=["to", "cc", "bcc", "signature"])
    mailbox = mailbox_for(ticket)
    if mailbox is None or not recipients.addresses:
        return None
    with translation.override(language_for(ticket)):
        mail = _letter(message, ticket=ticket, by=by, mailbox=mailbox, recipients=recipients)
    return queue(mail)


def language_for(ticket: Ticket) -> str:
    """The language to speak to the requester in: theirs, else that of the ticket, else ours."""
    company = Company.current()
    for language in (ticket.requester.person.language, ticket.language):
        try:
            return get_supported_language_variant(language)
        except LookupError:
            continue
    return company.language if company else "en"


def sender_name(mailbox: Mailbox, by: Actor | None = None) -> str:
    """`Amara at Example` for a person, the company alone for Firstline itself."""
    company = Company.current()
    house = mailbox.name or (company.name if company else "")
    if by is None or by.actor_kind != "agent" or not house:
        return one_line(house)
    return one_line(
        pgettext("sender of a mail", "%(agent)s at %(company)s")
        % {"agent": by.actor_name, "company": house}
    )


def _letter(
    message: Message, *, ticket: Ticket, by: Actor, mailbox: Mailbox, recipients: Recipients
) -> OutboundMail:
    quotes = history_before(message, recipients.addresses)
    thread = thread_before(message)
    return OutboundMail(
        kind=MailKind.REPLY,
        ticket=ticket,
        message=message,
        customer=ticket.requester,
        mailbox=mailbox,
        created_at=message.created_at,
        internet_message_id=new_message_id(mailbox),
        in_reply_to=thread.in_reply_to,
        references=thread.references,
        from_name=sender_name(mailbox, by),
        from_address=mailbox.address,
        reply_to=reply_address(ticket, mailbox),
        to=recipients.to,
        cc=recipients.cc,
        bcc=recipients.bcc,
        subject=_subject(ticket, is_answer=message.number > 1),
        text=_as_text(message, quotes),
        html=_as_html(message, quotes),
        language=translation.get_language() or "",
    )


def _subject(ticket: Ticket, *, is_answer: bool) -> str:
    subject = one_line(ticket.subject) or _("Your request")
    return f"Re: {subject}" if is_answer and not ANSWER.match(subject) else subject


def _as_text(message: Message, quotes: list[Quote]) -> str:
    words = text_from_html(message.html, with_links=True) if message.html else message.text
    blocks = [words.strip()]
    if message.signature:
        blocks.append(f"-- \n{message.signature}")
    blocks.extend(quote.as_text for quote in quotes)
    return "\n\n".join(blocks) + "\n"


def _as_html(message: Message, quotes: list[Quote]) -> str:
    content_ids = message.attachments.exclude(content_id="").values_list("content_id", flat=True)
    body = message.html or html_from_text(message.text)
    written_in = message.language or translation.get_language() or ""
    return render_to_string(
        "email/reply_mail.html",
        {
            "body": fill_images(body, inline={one: f"cid:{one}" for one in content_ids}),
            "signature": html_from_text(message.signature),
            "quotes": quotes,
            "written_in": written_in,
            "is_from_right": is_written_from_right(written_in),
        },
    )
