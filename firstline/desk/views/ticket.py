"""An open ticket: the page, its parts as they change, and its full history."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from firstline.desk.models import Ticket
from firstline.desk.queries.ticket_page import TicketPage
from firstline.desk.queries.timeline import HISTORY_PAGE, history_of, timeline_of
from firstline.desk.standing_views import chosen_view
from firstline.desk.views.access import ticket_for
from firstline.desk.views.answers import asks_for
from firstline.desk.views.queue import workspace
from firstline.team.access import AgentRequest, agent_view


@require_safe
@agent_view
def ticket(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """The ticket beside the list; as a part, the ticket alone."""
    context = parts_of(request, ticket_for(request, ticket_id))
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
        "view": chosen_view(request.GET.get("view", ""), request.agent),
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
        "view": chosen_view(request.GET.get("view", ""), request.agent),
    }
    if asks_for(request, "ticket"):
        return render(request, "desk/_history.html", context | {"is_fragment": True})
    return render(
        request, "desk/history.html", {**workspace(request), **context, "open_id": ticket_id}
    )


def parts_of(request: AgentRequest, ticket: Ticket) -> dict[str, Any]:
    """What the templates of an open ticket show."""
    since = _number(request.GET.get("from", ""))
    return {
        "ticket": ticket,
        "about": TicketPage(ticket, request.agent, write=request.GET.get("write", "")),
        "timeline": timeline_of(ticket, since=since),
        "view": chosen_view(request.GET.get("view", ""), request.agent),
    }


def _number(text: str) -> int | None:
    """The number of a message or event in an address, or None for anything that is not one."""
    return int(text) if text.isdecimal() and len(text) <= 18 else None
