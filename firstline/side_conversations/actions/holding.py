"""The rows that every verb holds, and the next message."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from firstline.desk.actions.conversation import locked, preview_of
from firstline.desk.content import Content, NewAttachment
from firstline.desk.models import Ticket
from firstline.platform.language import detect
from firstline.side_conversations.models import SideConversation, SideFile, SideMessage


class _MovedMeanwhile(Exception):
    """Takes the transaction back to where the wrong ticket was not held yet."""


def held(conversation: SideConversation) -> tuple[Ticket, SideConversation]:
    """The conversation as it is now and its ticket, held in the order in which a merge holds them.

    The ticket first: whoever merges holds that before the conversation goes along.
    """
    while True:
        try:
            return _held_where_it_is(conversation.pk)
        except _MovedMeanwhile:
            continue


@transaction.atomic
def _held_where_it_is(ident: int) -> tuple[Ticket, SideConversation]:
    rows = SideConversation.objects.filter(pk=ident)
    ticket = locked(Ticket(pk=rows.values_list("ticket", flat=True).get()))
    conversation = rows.select_for_update(of=("self",)).get()
    if conversation.ticket_id != ticket.pk:
        raise _MovedMeanwhile
    conversation.ticket = ticket
    return ticket, conversation


def append(
    conversation: SideConversation,
    message: SideMessage,
    content: Content,
    *,
    writer: str,
    at: datetime,
    attachments: Sequence[NewAttachment] = (),
) -> SideMessage:
    """Add the next message to a conversation whose row is held; the caller saves that."""
    conversation.message_count += 1
    conversation.updated_at = at
    conversation.preview = preview_of(content.text)
    conversation.last_writer = writer[:200]
    message.conversation = conversation
    message.number = conversation.message_count
    message.created_at = at
    message.text, message.html = content.text, content.html
    message.quoted_text, message.quoted_html = content.quoted_text, content.quoted_html
    message.is_framed, message.remote_images = content.is_framed, content.remote_images
    message.language = detect(content.text)
    message.save()
    SideFile.objects.bulk_create(
        SideFile(
            message=message,
            file=new.file,
            name=new.name,
            content_id=new.content_id,
            is_inline=new.is_inline,
        )
        for new in attachments
    )
    return message
