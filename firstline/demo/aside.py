"""What is asked on the side of a ticket: the cloud's host hears of the outage that is under way."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from firstline.demo.words import words
from firstline.desk.content import Content
from firstline.desk.models import Ticket, TicketStatus
from firstline.platform.events.actors import SYSTEM
from firstline.platform.events.models import Event
from firstline.side_conversations.actions import mark_read
from firstline.side_conversations.actions.holding import append
from firstline.side_conversations.events import (
    SideConversationBegun,
    SideEvent,
    SideMessageReceived,
)
from firstline.side_conversations.models import SideConversation, SideMessage

_ASKED_AFTER = timedelta(minutes=2)
_RECEIVED_AFTER = timedelta(seconds=40)


def ask_the_host(tickets: Iterable[Ticket], now: datetime) -> SideConversation | None:
    """One of the first reports waits for the host, whose machine has said that it got the question.

    None when no report has been answered long enough ago.
    """
    ticket = _waiting(tickets, before=now - _ASKED_AFTER - _RECEIVED_AFTER)
    if ticket is None or ticket.assignee is None:
        return None
    said, agent, at = words("incident")["aside"], ticket.assignee, ticket.updated_at + _ASKED_AFTER
    people = [{"name": said["name"], "address": said["address"]}]
    conversation = SideConversation.objects.create(
        ticket=ticket,
        subject=said["subject"],
        begun_by=agent,
        created_at=at,
        updated_at=at,
        people=people,
    )
    question = append(
        conversation,
        SideMessage(author=agent, to=people, signature=agent.signature),
        Content.from_text(said["question"]),
        writer=agent.actor_name,
        at=at,
    )
    receipt = append(
        conversation,
        SideMessage(sender_name=said["name"], sender_address=said["address"], is_automatic=True),
        Content.from_text(said["receipt"]),
        writer=said["name"],
        at=at + _RECEIVED_AFTER,
    )
    conversation.save()
    Ticket.objects.filter(pk=ticket.pk).update(updated_at=at)
    mark_read(conversation, number=question.number, by=agent)
    _note(
        SideConversationBegun(ticket=ticket, conversation=conversation, message=question, by=agent),
        question.created_at,
    )
    _note(
        SideMessageReceived(ticket=ticket, conversation=conversation, message=receipt, by=SYSTEM),
        receipt.created_at,
    )
    return conversation


def _waiting(tickets: Iterable[Ticket], *, before: datetime) -> Ticket | None:
    """A report of the outage that is on hold since then."""
    tags = set(words("incident")["tags"])
    for ticket in tickets:
        is_on_hold = ticket.status == TicketStatus.HOLD and ticket.updated_at <= before
        if is_on_hold and tags <= set(ticket.tags):
            return ticket
    return None


def _note(event: SideEvent, at: datetime) -> None:
    """In the history only: publishing it would send a mail."""
    kind, ident = event.subject()
    Event.objects.create(
        name=event.name,
        at=at,
        subject_kind=kind,
        subject_id=ident,
        actor_kind=event.by.actor_kind,
        person_id=event.by.person_id,
        actor_name=event.by.actor_name,
        data=event.data(),
    )
