from collections.abc import Sequence
from datetime import datetime
from typing import TypedDict, Unpack

from django.db import transaction

from firstline.customers.models import Customer
from firstline.desk import course, rules
from firstline.desk.actions.conversation import append
from firstline.desk.content import Content, NewAttachment
from firstline.desk.events import CustomerWrote, NoteAdded, ReplySent, TicketOpened
from firstline.desk.models import Participant, Ticket
from firstline.platform.clock import now
from firstline.platform.events.actors import Actor
from firstline.platform.events.publishing import publish
from firstline.team.models import Agent, AgentGroup
from firstline.team.rights import Right
from firstline.team.rules import must

MOST_PARTICIPANTS = 48


class Properties(TypedDict, total=False):
    """What a ticket may be from its beginning."""

    status: str
    priority: str
    tags: Sequence[str]
    assignee: Agent | None
    group: AgentGroup | None
    recipient: str
    follows: Ticket | None


@transaction.atomic
def open_ticket(
    *,
    requester: Customer,
    subject: str,
    content: Content,
    channel: str,
    by: Actor,
    is_public: bool = True,
    attachments: Sequence[NewAttachment] = (),
    participants: Sequence[Customer] = (),
    **properties: Unpack[Properties],
) -> Ticket:
    """Open a ticket with its first message, written by `by`: the customer, or an agent for them."""
    if by.actor_kind != "customer":
        _must_open(by, is_public=is_public)
    at = now()
    ticket = _beginning(requester, subject, channel, at, **properties)
    Participant.objects.bulk_create(
        Participant(ticket=ticket, customer=customer)
        for customer in _others(requester, participants)
    )
    message = append(
        ticket, content, by=by, is_public=is_public, channel=channel, at=at, attachments=attachments
    )
    ticket.language = message.language
    if by.actor_kind == "customer":
        course.hear_customer(ticket, at=at)
    ticket.save()
    publish(TicketOpened(ticket=ticket, by=by))
    if by.actor_kind == "customer":
        publish(CustomerWrote(ticket=ticket, message=message, by=by))
    elif is_public:
        publish(ReplySent(ticket=ticket, message=message, by=by))
    else:
        publish(NoteAdded(ticket=ticket, message=message, by=by))
    return ticket


def _beginning(
    requester: Customer, subject: str, channel: str, at: datetime, **properties: Unpack[Properties]
) -> Ticket:
    """The row of a ticket without a message."""
    tags = rules.clean_tags(list(properties.pop("tags", ())))
    assignee, group = properties.get("assignee"), properties.get("group")
    return Ticket.objects.create(
        requester=requester,
        organisation_id=requester.organisation_id,
        subject=rules.clean_subject(subject),
        channel=channel,
        tags=tags,
        created_at=at,
        updated_at=at,
        status_changed_at=at,
        assigned_at=at if assignee else None,
        agent_stations=int(assignee is not None),
        group_stations=int(group is not None),
        **properties,
    )


def _must_open(by: Actor, *, is_public: bool) -> None:
    if is_public:
        must(by, Right.REPLY)
    else:
        must(by, Right.EDIT)
        must(by, Right.NOTE)


def _others(requester: Customer, participants: Sequence[Customer]) -> list[Customer]:
    """Each once, without the requester, and no more than a ticket may copy (T24)."""
    unique = {customer.pk: customer for customer in participants if customer.pk != requester.pk}
    return list(unique.values())[:MOST_PARTICIPANTS]
