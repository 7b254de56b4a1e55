from django.http import HttpResponse
from django.shortcuts import render

from firstline.desk.search import search
from firstline.team.access import AgentRequest, agent_view

_LONGEST_QUERY = 200
_AS_YOU_TYPE = 6
_ON_THE_PAGE = 30


@agent_view
def suggestions(request: AgentRequest) -> HttpResponse:
    """What to offer while somebody types in the header or the palette."""
    query = request.GET.get("q", "")[:_LONGEST_QUERY]
    found = search(query, reader=request.agent, most=_AS_YOU_TYPE)
    return render(request, "desk/_suggestions.html", {"found": found, "query": query})


@agent_view
def search_page(request: AgentRequest) -> HttpResponse:
    query = request.GET.get("q", "")[:_LONGEST_QUERY]
    found = search(query, reader=request.agent, most=_ON_THE_PAGE)
    return render(request, "desk/search.html", {"found": found, "query": query})
