"""An open ticket: the page, its parts as they change, and its full history."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from firstline.desk import actions
from firstline.desk.history import Happening
from firstline.desk.models import Rearrangement, Ticket, TicketReading
from firstline.desk.notices import read_notices_of
from firstline.desk.queries.structure import undoing_of
from firstline.desk.queries.ticket_page import TicketPage
from firstline.desk.queries.timeline import HISTORY_PAGE, history_of, timeline_of
from firstline.desk.queue.listing import Listing
from firstline.desk.views.access import ticket_for
from firstline.desk.views.answers import asks_for
from firstline.desk.views.queue import workspace
from firstline.team.access import AgentRequest, agent_view
from firstline.team.models import Agent
from firstline.team.rights import Right
from firstline.team.rules import may

# What the agent last did with a reply, for the button to offer again.
LAST_THEN = "send_then"


@require_safe
@agent_view
def ticket(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """The ticket beside the list; as a part, the ticket alone. Who opens it has read it."""
    found = ticket_for(request, ticket_id)
    context = parts_of(request, found, new_from=_first_unread(found, request.agent))
    if asks_for(request, "ticket"):
        return render(request, "desk/_ticket.html", context | {"is_fragment": True})
    return render(
        request, "desk/tickets.html", {**workspace(request), **context, "open_id": ticket_id}
    )


@require_safe
@agent_view
def changes(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """All parts of an open ticket but the composer's text, to be put in their places."""
    context = parts_of(request, ticket_for(request, ticket_id))
    return render(request, "desk/_changes.html", context)


@require_safe
@agent_view
def earlier_messages(request: AgentRequest, ticket_id: int) -> HttpResponse:
    ticket = ticket_for(request, ticket_id)
    context = {
        "ticket": ticket,
        "timeline": timeline_of(ticket, before=_number(request.GET.get("before", ""))),
        "view": Listing.asked_for(request.GET, request.agent),
    }
    return render(request, "desk/_earlier.html", context)


@require_safe
@agent_view
def history(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """Everything that happened: who, what and when."""
    ticket = ticket_for(request, ticket_id)
    happenings = history_of(ticket, before=_number(request.GET.get("before", "")))
    context = {
        "ticket": ticket,
        "happenings": happenings[:HISTORY_PAGE],
        "next": happenings[HISTORY_PAGE - 1].id if len(happenings) > HISTORY_PAGE else None,
        "undoing": _undoing(request, happenings),
        "view": Listing.asked_for(request.GET, request.agent),
    }
    if asks_for(request, "ticket"):
        return render(request, "desk/_history.html", context | {"is_fragment": True})
    return render(
        request, "desk/history.html", {**workspace(request), **context, "open_id": ticket_id}
    )


def parts_of(
    request: AgentRequest, ticket: Ticket, *, new_from: int | None = None
) -> dict[str, Any]:
    """What the templates of an open ticket show; an open page says what was new when it opened."""
    since = _number(request.GET.get("from", ""))
    new_from = new_from or _number(request.GET.get("new", ""))
    return {
        "ticket": ticket,
        "about": TicketPage(
            ticket,
            request.agent,
            write=request.GET.get("write", ""),
            last_then=request.session.get(LAST_THEN, ""),
        ),
        "timeline": timeline_of(ticket, since=since, new_from=new_from),
        "view": Listing.asked_for(request.GET, request.agent),
    }


def _first_unread(ticket: Ticket, agent: Agent) -> int | None:
    """The first message that is new to the agent; now the ticket is read to its end."""
    seen = (
        TicketReading.objects.filter(ticket=ticket, agent=agent)
        .values_list("number", flat=True)
        .first()
    )
    if seen is None or seen < ticket.message_count:
        actions.mark_read(ticket, number=ticket.message_count, by=agent)
    read_notices_of(ticket, by=agent)
    return (seen or 0) + 1 if (seen or 0) < ticket.message_count else None


def _undoing(request: AgentRequest, happenings: list[Happening]) -> dict[int, str]:
    """Which of the merges and moves told there still stand, and why one cannot be undone."""
    ids = {one.rearrangement for one in happenings if one.rearrangement is not None}
    if not ids or not may(request.agent, Right.REARRANGE):
        return {}
    records = Rearrangement.objects.standing().filter(pk__in=ids).order_by("pk")
    return undoing_of(list(records), request.agent)


def _number(text: str) -> int | None:
    """The number of a message or event in an address, or None for anything that is not one."""
    return int(text) if text.isdecimal() and len(text) <= 18 else None
