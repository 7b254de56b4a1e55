"""What every verb that adds a message shares: the next number, the row, and the ticket's facts."""

from collections.abc import Sequence
from datetime import datetime

from firstline.desk.content import Content, NewAttachment
from firstline.desk.models import Attachment, Message, Ticket, TicketReading
from firstline.platform.events.actors import Actor
from firstline.platform.language import detect

_PREVIEW = 200


def locked(ticket: Ticket) -> Ticket:
    """The ticket as it is now, with its row held until the transaction ends."""
    return (
        Ticket.objects.select_for_update(of=("self",))
        .select_related("assignee__person", "group", "custom_status", "form")
        .get(pk=ticket.pk)
    )


def preview_of(text: str) -> str:
    """How a message begins, on one line of the list."""
    return " ".join(text.split())[:_PREVIEW]


def append(
    ticket: Ticket,
    content: Content,
    *,
    by: Actor,
    is_public: bool,
    channel: str,
    at: datetime,
    attachments: Sequence[NewAttachment] = (),
    language: str = "",
) -> Message:
    """Add the next message to a ticket whose row is held; the caller saves it and publishes."""
    ticket.message_count += 1
    ticket.preview = preview_of(content.text)
    ticket.updated_at = at
    message = Message.objects.create(
        ticket=ticket,
        number=ticket.message_count,
        author_id=by.person_id,
        author_kind=by.actor_kind,
        is_public=is_public,
        channel=channel,
        created_at=at,
        text=content.text,
        html=content.html,
        quoted_text=content.quoted_text,
        quoted_html=content.quoted_html,
        is_framed=content.is_framed,
        remote_images=content.remote_images,
        language=language or detect(content.text),
        to=content.to,
        cc=content.cc,
        is_unverified=content.is_unverified,
    )
    if by.actor_kind == "agent":
        # Who had read to the end knows what they add themselves.
        TicketReading.objects.filter(
            ticket=ticket, agent=by.person_id, number=message.number - 1
        ).update(number=message.number)
    Attachment.objects.bulk_create(
        Attachment(
            message=message,
            file=new.file,
            name=new.name,
            content_id=new.content_id,
            is_inline=new.is_inline,
        )
        for new in attachments
    )
    return message
