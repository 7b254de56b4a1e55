from collections.abc import Sequence

from django.db import transaction

from firstline.customers.models import Customer
from firstline.desk import course, rules
from firstline.desk.actions.conversation import append
from firstline.desk.actions.living import locked_where_it_lives
from firstline.desk.actions.open import open_ticket
from firstline.desk.content import Content, NewAttachment
from firstline.desk.events import CustomerWrote, StatusChanged
from firstline.desk.models import Message, Removal, Ticket
from firstline.platform.clock import now
from firstline.platform.events.publishing import publish


@transaction.atomic
def receive(
    ticket: Ticket,
    content: Content,
    *,
    by: Customer,
    channel: str,
    attachments: Sequence[NewAttachment] = (),
) -> Message:
    """Add what a customer wrote and wake the ticket; what was merged lives on elsewhere.

    One that is closed or in the bin gets a follow-up instead; spam stays spam.
    """
    ticket = locked_where_it_lives(ticket)
    if ticket.is_closed or ticket.removed_as == Removal.BIN:
        return _follow_up(ticket, content, by=by, channel=channel, attachments=attachments)

    message = append(
        ticket, content, by=by, is_public=True, channel=channel, at=now(), attachments=attachments
    )
    course.hear_customer(ticket, at=message.created_at)
    previous = ticket.status
    course.enter_status(ticket, rules.status_after_customer(previous), by=by, at=message.created_at)
    ticket.save()
    publish(CustomerWrote(ticket=ticket, message=message, by=by))
    if ticket.status != previous:
        publish(StatusChanged(ticket=ticket, previous=previous, by=by))
    return message


def _follow_up(
    closed: Ticket,
    content: Content,
    *,
    by: Customer,
    channel: str,
    attachments: Sequence[NewAttachment],
) -> Message:
    ticket = open_ticket(
        requester=by,
        subject=closed.subject,
        content=content,
        channel=channel,
        by=by,
        attachments=attachments,
        priority=closed.priority,
        tags=closed.tags,
        group=closed.group,
        recipient=closed.recipient,
        follows=closed,
    )
    return ticket.messages.get(number=1)
