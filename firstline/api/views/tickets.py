from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

import msgspec
from django.http import HttpRequest

from firstline.api import errors
from firstline.api.endpoints import Answer, body_of, describes
from firstline.api.pagination import numbered, paged
from firstline.api.references import agent_or_none, customer_of, group_or_none
from firstline.api.shapes.audit import TicketWithAudit, shape_audit
from firstline.api.shapes.comment import CommentsAnswer, shape_comments
from firstline.api.shapes.ticket import (
    KNOWN_KEYS,
    NewComment,
    TicketAnswer,
    TicketBody,
    TicketsAnswer,
    TicketWrite,
    shape_tickets,
    visible_tickets,
)
from firstline.api.shapes.values import link, stamp
from firstline.desk import actions
from firstline.desk.content import Content
from firstline.desk.models import Ticket, TicketStatus
from firstline.platform.events.models import Event
from firstline.team.access import AgentRequest
from firstline.team.models import Agent
from firstline.team.rights import Right
from firstline.team.rules import must

_SORTABLE = {
    "assignee": "assignee_id",
    "created_at": "created_at",
    "group": "group_id",
    "id": "id",
    "priority": "priority",
    "requester": "requester_id",
    "status": "status",
    "subject": "subject",
    "updated_at": "updated_at",
}
_LARGEST_ID = 2**63 - 1


@describes(
    TicketsAnswer,
    parameters=("page", "per_page", "sort_by", "sort_order", "page[size]", "page[after]"),
)
def index(request: AgentRequest) -> Answer:
    """The tickets that the caller may see."""
    tickets = visible_tickets(request.agent)
    sort_by = request.GET.get("sort_by", "")
    descending = request.GET.get("sort_order") == "desc"
    if sort_by:
        if sort_by not in _SORTABLE:
            raise errors.InvalidAttribute("sort_by", sort_by)
        sign = "-" if descending else ""
        page = numbered(request, tickets, order=[f"{sign}{_SORTABLE[sort_by]}", f"{sign}pk"])
    else:
        page = paged(request, tickets, descending=descending)
    return Answer({"tickets": shape_tickets(page.rows, request), **page.keys})


@describes(TicketAnswer)
def show(request: AgentRequest, ticket_id: int) -> Answer:
    """One ticket."""
    ticket = _visible(request, ticket_id)
    return Answer(TicketAnswer(ticket=shape_tickets([ticket], request)[0]))


@describes(
    CommentsAnswer, parameters=("page", "per_page", "sort_order", "page[size]", "page[after]")
)
def comments(request: AgentRequest, ticket_id: int) -> Answer:
    """The messages of a ticket, oldest first."""
    ticket = _visible(request, ticket_id)
    messages = ticket.messages.prefetch_related("attachments__file")
    page = paged(request, messages, descending=request.GET.get("sort_order") == "desc")
    return Answer({"comments": shape_comments(page.rows, ticket.pk, request), **page.keys})


@describes(TicketWithAudit, body=TicketBody, status=HTTPStatus.CREATED)
def create(request: AgentRequest) -> Answer:
    """Open a ticket for a customer, or for the caller when no requester is named."""
    # Asked here, because the first message is then the requester's own.
    must(request.agent, Right.REPLY)
    sent = body_of(request, TicketBody).ticket
    words = _words(sent)
    if words is None or not words.text.strip():
        raise errors.RecordInvalid("base", "Description: cannot be blank", "BlankValue")
    _check_choices(sent)
    requester = customer_of(sent, request.agent)
    is_public = sent.comment.public if isinstance(sent.comment, NewComment) else True
    ticket = actions.open_ticket(
        requester=requester,
        subject=sent.subject
        if isinstance(sent.subject, str)
        else words.text.strip().split("\n")[0],
        content=words,
        channel="api",
        # What is public is the requester's own first message; a note is the caller's.
        by=requester if is_public else request.agent,
        is_public=is_public,
    )
    _apply(ticket, sent, request.agent, without={"subject"})
    return _written(request, ticket, after=0, status=HTTPStatus.CREATED, warned=_ignored(request))


@describes(TicketWithAudit, body=TicketBody)
def update(request: AgentRequest, ticket_id: int) -> Answer:
    """Change a ticket, and comment on it in the same request."""
    sent = body_of(request, TicketBody).ticket
    ticket = Ticket.objects.select_for_update().get(pk=_visible(request, ticket_id).pk)
    if sent.safe_update and sent.updated_stamp != stamp(ticket.updated_at):
        raise errors.UpdateConflict
    _check_choices(sent)
    last = _last_event(ticket)
    words = _words(sent)
    if words is not None:
        _comment(ticket, sent, words, request.agent)
    _apply(ticket, sent, request.agent)
    return _written(request, ticket, after=last, status=HTTPStatus.OK, warned=_ignored(request))


def _visible(request: AgentRequest, ticket_id: int) -> Ticket:
    ticket = (
        visible_tickets(request.agent).filter(pk=ticket_id).first()
        if ticket_id <= _LARGEST_ID
        else None
    )
    if ticket is None:
        raise errors.RecordNotFound
    return ticket


def _words(sent: TicketWrite) -> Content | None:
    """What the request says as a message: its comment, or the description alone."""
    if isinstance(sent.comment, NewComment):
        if sent.comment.html_body:
            return Content.from_composer(sent.comment.html_body)
        return Content.from_text(sent.comment.body)
    return Content.from_text(sent.description) if isinstance(sent.description, str) else None


def _comment(ticket: Ticket, sent: TicketWrite, words: Content, agent: Agent) -> None:
    is_public = sent.comment.public if isinstance(sent.comment, NewComment) else True
    if not is_public:
        actions.add_note(ticket, words, by=agent, channel="api")
    else:
        actions.reply(ticket, words, by=agent, channel="api")


def _check_choices(sent: TicketWrite) -> None:
    if isinstance(sent.status, str) and sent.status not in TicketStatus.values:
        raise errors.RecordInvalid("status", f"Status: {sent.status} is not valid")


def _apply(
    ticket: Ticket,
    sent: TicketWrite,
    agent: Agent,
    without: frozenset[str] | set[str] = frozenset(),
) -> None:
    """Each thing the request sets, by the action for it, in an order that ends with the status."""
    steps: Mapping[str, Callable[[Any], object]] = {
        "subject": lambda subject: actions.rename(ticket, subject=subject, by=agent),
        "group_id": lambda ident: actions.move_to_group(
            ticket, group=group_or_none(ident), by=agent
        ),
        "assignee_email": lambda email: actions.assign(
            ticket, to=agent_or_none(email=email), by=agent
        ),
        "assignee_id": lambda ident: actions.assign(
            ticket, to=agent_or_none(ident=ident), by=agent
        ),
        "priority": lambda priority: actions.set_priority(
            ticket, priority=priority or "normal", by=agent
        ),
        "tags": lambda tags: actions.set_tags(ticket, tags=tags, by=agent),
        "additional_tags": lambda tags: actions.set_tags(ticket, add=tags, by=agent),
        "remove_tags": lambda tags: actions.set_tags(ticket, remove=tags, by=agent),
        "status": lambda status: actions.set_status(ticket, status=status, by=agent),
    }
    for key, step in steps.items():
        value = getattr(sent, key)
        if key not in without and not isinstance(value, msgspec.UnsetType):
            step(value)


def _last_event(ticket: Ticket) -> int:
    acts = Event.objects.filter(subject_kind="ticket", subject_id=ticket.pk)
    return acts.order_by("-pk").values_list("pk", flat=True).first() or 0


def _written(
    request: AgentRequest, ticket: Ticket, *, after: int, status: int, warned: str
) -> Answer:
    """The ticket as it is now, with the audit of what this request did."""
    ticket = visible_tickets(request.agent).filter(pk=ticket.pk).first() or ticket
    acts = list(
        Event.objects.filter(subject_kind="ticket", subject_id=ticket.pk, pk__gt=after).order_by(
            "pk"
        )
    )
    headers = (
        {"Location": link(request, f"tickets/{ticket.pk}.json")}
        if status == HTTPStatus.CREATED
        else {}
    )
    if warned:
        headers["X-Zendesk-API-Warn"] = warned
    audit = shape_audit(ticket, acts, author_id=request.agent.pk)
    return Answer(
        TicketWithAudit(ticket=shape_tickets([ticket], request)[0], audit=audit), status, headers
    )


def _ignored(request: HttpRequest) -> str:
    """The names of the keys that were sent and mean nothing here."""
    sent = msgspec.json.decode(request.body).get("ticket", {})
    unknown = sorted(str(key) for key in sent if key not in KNOWN_KEYS)
    return f"Removed restricted keys {unknown} from parameters" if unknown else ""
