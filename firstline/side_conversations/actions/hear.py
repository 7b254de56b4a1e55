from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from firstline.desk import course
from firstline.desk.content import Content, NewAttachment
from firstline.desk.events import StatusChanged
from firstline.desk.models import Ticket, TicketReading, TicketStatus
from firstline.platform.accounts.addresses import normalised
from firstline.platform.clock import now
from firstline.platform.events.actors import SYSTEM
from firstline.platform.events.publishing import publish
from firstline.side_conversations.actions.holding import append, held
from firstline.side_conversations.concerned import concerned_by
from firstline.side_conversations.events import SideMessageReceived
from firstline.side_conversations.models import SideConversation, SideMessage

# What waits for somebody outside, or for nothing any more.
_WOKEN = (TicketStatus.PENDING, TicketStatus.HOLD, TicketStatus.SOLVED)


@dataclass(frozen=True)
class Outsider:
    """Who says they wrote: a name and an address, neither of them proved."""

    address: str
    name: str = ""


@transaction.atomic
def hear(
    conversation: SideConversation,
    content: Content,
    *,
    sender: Outsider,
    is_automatic: bool = False,
    attachments: Sequence[NewAttachment] = (),
) -> SideMessage:
    """Keep what somebody outside wrote. It wakes the ticket, unless a program wrote it.

    What comes from an address that nobody wrote to is kept too, and marked.
    """
    ticket, conversation = held(conversation)
    address = normalised(sender.address)
    message = append(
        conversation,
        SideMessage(
            sender_name=sender.name[:200],
            sender_address=address[:254],
            is_expected=address in conversation.addresses,
            is_automatic=is_automatic,
            to=content.to,
            cc=content.cc,
        ),
        content,
        writer=sender.name or address,
        at=now(),
        attachments=attachments,
    )
    previous = ticket.status
    if not is_automatic:
        conversation.last_heard = message.number
        conversation.done_at = None
        _wake(ticket, message)
    conversation.save()
    publish(
        SideMessageReceived(ticket=ticket, conversation=conversation, message=message, by=SYSTEM)
    )
    if ticket.status != previous:
        publish(StatusChanged(ticket=ticket, previous=previous, by=SYSTEM))
    return message


def _wake(ticket: Ticket, message: SideMessage) -> None:
    """The ticket is as after a customer's message, but that no customer waits for an answer.

    What is closed or out of everybody's way stays so.
    """
    at = message.created_at
    ticket.updated_at = at
    if not ticket.is_closed and not ticket.is_removed:
        course.wake(ticket)
        if ticket.status in _WOKEN:
            course.enter_status(ticket, TicketStatus.OPEN, by=SYSTEM, at=at)
    ticket.save()
    # In the lists of those whom it concerns, the ticket has news.
    TicketReading.objects.filter(
        ticket=ticket,
        agent__in=concerned_by(message.conversation, ticket),
        number=ticket.message_count,
    ).update(number=ticket.message_count - 1)
