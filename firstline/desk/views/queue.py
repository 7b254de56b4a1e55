"""The queue: its views, the list of tickets, and further rows of it."""

from dataclasses import replace
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from firstline.desk.errors import TooWide
from firstline.desk.navigation import queue_views
from firstline.desk.queries.ticket_list import LONGEST_PAGE, Cursor, TicketPage, page_of, page_size
from firstline.desk.queue.listing import Listing
from firstline.desk.queue.sentence import Sentences
from firstline.desk.views.answers import asks_for, opened_ticket
from firstline.team.access import AgentRequest, agent_view


@require_safe
@agent_view
def home(request: AgentRequest) -> HttpResponseRedirect:
    return redirect("tickets")


@require_safe
@agent_view
def tickets(request: AgentRequest) -> HttpResponse:
    """The list with no ticket open; as a part, the empty place beside the list."""
    if asks_for(request, "ticket"):
        view = Listing.asked_for(request.GET, request.agent)
        return render(request, "desk/_no_ticket.html", {"view": view, "is_fragment": True})
    return render(request, "desk/tickets.html", workspace(request))


@require_safe
@agent_view
def rows(request: AgentRequest) -> HttpResponse:
    """The rows from the top, as many as were shown; or those that follow a row."""
    view = Listing.asked_for(request.GET, request.agent)
    after = Cursor.parse(request.GET.get("after", ""))
    one = page_size(request.agent)
    shown = _size(request.GET.get("size", ""), one)
    if after is None:
        page = page_of(view, request.agent, size=shown)
        context = {"view": view, "page": page, "size": shown, "open_id": opened_ticket(request)}
        return render(request, "desk/_rows.html", context)
    page = page_of(view, request.agent, after=after, size=one)
    context = {"view": view, "page": page, "size": min(shown + one, LONGEST_PAGE)}
    return render(request, "desk/_more_rows.html", context)


@require_safe
@agent_view
def views(request: AgentRequest) -> HttpResponse:
    """The views with their counts, for the navigation."""
    return HttpResponse(queue_views(request))


def workspace(request: AgentRequest) -> dict[str, Any]:
    """What the list needs, on every page that shows it."""
    listing = Listing.asked_for(request.GET, request.agent)
    after = Cursor.parse(request.GET.get("after", ""))
    try:
        page = page_of(listing, request.agent, after=after, size=page_size(request.agent))
    except TooWide as refusal:
        listing, page = replace(listing, refusal=refusal.sentence), TicketPage([], None)
    return {
        "view": listing,
        "page": page,
        "size": page_size(request.agent),
        "filter_pieces": Sentences(request.agent).pieces(listing.filter),
    }


def _size(text: str, page: int) -> int:
    """How many rows are shown: whole pages, within bounds."""
    pages = -(-int(text) // page) if text.isdecimal() and len(text) < 9 else 1
    return max(1, min(pages, LONGEST_PAGE // page)) * page
