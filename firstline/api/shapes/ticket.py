from collections.abc import Iterable
from typing import Any

import msgspec
from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.http import HttpRequest

from firstline.api.shapes.values import link, stamp
from firstline.api.shapes.via import Via, via
from firstline.desk.models import Message, Ticket
from firstline.team.models import Agent


class TicketShape(msgspec.Struct):
    """A ticket, with every key that clients expect; what the desk does not have yet is null."""

    id: int
    url: str
    via: Via
    created_at: str
    updated_at: str
    generated_timestamp: int
    subject: str
    raw_subject: str
    description: str
    priority: str | None
    status: str
    recipient: str | None
    requester_id: int
    submitter_id: int | None
    assignee_id: int | None
    organization_id: int | None
    group_id: int | None
    collaborator_ids: list[int]
    email_cc_ids: list[int]
    is_public: bool
    tags: list[str]
    followup_ids: list[int]
    external_id: str | None = None
    type: str | None = None
    follower_ids: list[int] = msgspec.field(default_factory=list)
    forum_topic_id: int | None = None
    problem_id: int | None = None
    has_incidents: bool = False
    due_at: str | None = None
    custom_fields: list[dict[str, Any]] = msgspec.field(default_factory=list)
    fields: list[dict[str, Any]] = msgspec.field(default_factory=list)
    satisfaction_rating: dict[str, Any] | None = None
    sharing_agreement_ids: list[int] = msgspec.field(default_factory=list)
    custom_status_id: int | None = None
    ticket_form_id: int | None = None
    brand_id: int | None = None
    allow_channelback: bool = False
    allow_attachments: bool = True
    from_messaging_channel: bool = False


class TicketAnswer(msgspec.Struct):
    ticket: TicketShape


class TicketsAnswer(msgspec.Struct):
    tickets: list[TicketShape]
    next_page: str | None = None
    previous_page: str | None = None
    count: int = 0


class NewRequester(msgspec.Struct):
    name: str = ""
    email: str = ""


class NewComment(msgspec.Struct):
    body: str = ""
    html_body: str = ""
    public: bool = True


class TicketWrite(msgspec.Struct):
    """What may be sent for a ticket. Unset keys leave things as they are; null empties them."""

    subject: str | msgspec.UnsetType = msgspec.UNSET
    comment: NewComment | msgspec.UnsetType = msgspec.UNSET
    description: str | msgspec.UnsetType = msgspec.UNSET
    status: str | msgspec.UnsetType = msgspec.UNSET
    priority: str | msgspec.UnsetType | None = msgspec.UNSET
    tags: list[str] | msgspec.UnsetType = msgspec.UNSET
    additional_tags: list[str] | msgspec.UnsetType = msgspec.UNSET
    remove_tags: list[str] | msgspec.UnsetType = msgspec.UNSET
    requester: NewRequester | msgspec.UnsetType = msgspec.UNSET
    requester_id: int | str | msgspec.UnsetType | None = msgspec.UNSET
    assignee_id: int | str | msgspec.UnsetType | None = msgspec.UNSET
    assignee_email: str | msgspec.UnsetType | None = msgspec.UNSET
    group_id: int | str | msgspec.UnsetType | None = msgspec.UNSET
    safe_update: bool = False
    updated_stamp: str = ""


class TicketBody(msgspec.Struct):
    ticket: TicketWrite


# What a request may send without being told that it was ignored.
KNOWN_KEYS = frozenset(TicketWrite.__struct_fields__)


def visible_tickets(agent: Agent) -> QuerySet[Ticket]:
    """The tickets that the caller may see, with all that their shape reads."""
    return (
        Ticket.objects.visible_to(agent)
        .select_related("requester")
        .prefetch_related("participants", Prefetch("follow_ups", Ticket.objects.visible_to(agent)))
    )


def shape_tickets(tickets: Iterable[Ticket], request: HttpRequest) -> list[TicketShape]:
    """The tickets in the same order, with their first messages read at once."""
    tickets = list(tickets)
    # Not always number 1: that may have gone to another ticket.
    first = Message.objects.filter(ticket=OuterRef("pk")).order_by("number").values("pk")[:1]
    ids = [ticket.pk for ticket in tickets]
    rows = Message.objects.filter(
        pk__in=Ticket.objects.filter(pk__in=ids).values(first=Subquery(first))
    )
    firsts = {
        message.ticket_id: message
        for message in rows.only("ticket_id", "number", "text", "author_id", "is_public")
    }
    return [_shape(ticket, firsts.get(ticket.pk), request) for ticket in tickets]


def _shape(ticket: Ticket, first: Message | None, request: HttpRequest) -> TicketShape:
    copied = [participant.customer_id for participant in ticket.participants.all()]
    return TicketShape(
        id=ticket.pk,
        url=link(request, f"tickets/{ticket.pk}.json"),
        via=via(ticket.channel),
        created_at=stamp(ticket.created_at),
        updated_at=stamp(ticket.updated_at),
        generated_timestamp=int(ticket.updated_at.timestamp()),
        subject=ticket.subject,
        raw_subject=ticket.subject,
        description=first.text if first else "",
        priority=ticket.priority,
        status=ticket.status,
        recipient=ticket.recipient or None,
        requester_id=ticket.requester_id,
        submitter_id=first.author_id if first else None,
        assignee_id=ticket.assignee_id,
        organization_id=ticket.organisation_id,
        group_id=ticket.group_id,
        collaborator_ids=copied,
        email_cc_ids=copied,
        is_public=first.is_public if first else True,
        tags=ticket.tags,
        followup_ids=[follow_up.pk for follow_up in ticket.follow_ups.all()],
    )
