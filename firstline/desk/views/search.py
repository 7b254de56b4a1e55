from django.http import HttpResponse
from django.shortcuts import render

from firstline.desk.search import refining, search
from firstline.desk.search.guessing import did_you_mean
from firstline.desk.search.similar import similar_to
from firstline.desk.search.tickets import MOST_FOUND
from firstline.desk.views.access import ticket_for
from firstline.platform.search.query import parse
from firstline.team.access import AgentRequest, agent_view

_LONGEST_QUERY = 500
_AS_YOU_TYPE = 6
_ON_THE_PAGE = 30
_SIMILAR = 5


@agent_view
def suggestions(request: AgentRequest) -> HttpResponse:
    """What to offer while somebody types in the header or the palette."""
    query = _typed(request)
    found = search(query, reader=request.agent, most=_AS_YOU_TYPE)
    return render(request, "desk/_suggestions.html", {"found": found, "query": query})


@agent_view
def search_page(request: AgentRequest) -> HttpResponse:
    """Everything found, and ways to narrow it down. Its address is the query."""
    typed = _typed(request)
    query = parse(typed)
    page = _page(request)
    found = search(query, reader=request.agent, most=_ON_THE_PAGE, skip=(page - 1) * _ON_THE_PAGE)
    context = {
        "query": typed,
        "found": found,
        "is_asked": bool(query),
        "is_of_people": bool(query.kinds) and "ticket" not in query.kinds,
        "kinds": refining.kinds(query),
        "filters": refining.filters(query),
        "orders": refining.orders(query),
        "instead": did_you_mean(query) if query and not found and page == 1 else "",
        "page": page,
        "has_more": len(found.tickets) == _ON_THE_PAGE
        and page * _ON_THE_PAGE < min(found.tickets_total, MOST_FOUND),
        "most_found": MOST_FOUND,
    }
    return render(request, "desk/search.html", context)


@agent_view
def similar_tickets(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """Tickets like this one, for the side of its page."""
    ticket = ticket_for(request, ticket_id)
    similar = similar_to(ticket, request.agent, _SIMILAR)
    return render(request, "desk/_similar.html", {"similar": similar})


def _typed(request: AgentRequest) -> str:
    return request.GET.get("q", "")[:_LONGEST_QUERY]


def _page(request: AgentRequest) -> int:
    number = request.GET.get("page", "")
    most = MOST_FOUND // _ON_THE_PAGE
    is_number = number.isascii() and number.isdecimal() and len(number) < 4
    return min(max(int(number), 1), most) if is_number else 1
