"""How an agent wants lists: how dense, with which columns; and a look into a row's ticket."""

from django.db.models import F
from django.db.models.functions import Left
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from firstline.desk.models import Message
from firstline.desk.queue.listing import Listing
from firstline.desk.views.access import ticket_for
from firstline.desk.views.answers import address_of_list, is_htmx, triggering
from firstline.team import actions as team
from firstline.team.access import AgentRequest, agent_view

_MESSAGES = 3
_GIST = 800


@require_POST
@agent_view
def density(request: AgentRequest) -> HttpResponse:
    """How much room each row gets, on every list of this agent."""
    wanted = request.POST.get("density", "")
    team.choose_density(request.agent, density=wanted)
    if not is_htmx(request):
        return redirect(address_of_list(request))
    return triggering(HttpResponse(status=204), {"density": {"value": wanted}})


@require_safe
@agent_view
def list_choices(request: AgentRequest) -> HttpResponse:
    """How the list can be shown: as a table or not, sorted, in groups."""
    listing = Listing.asked_for(request.GET, request.agent)
    return render(request, "desk/_list_choices.html", {"view": listing})


@require_safe
@agent_view
def ticket_preview(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """How the conversation ends. Who looks has not read it."""
    ticket = ticket_for(request, ticket_id)
    newest = Message.objects.filter(ticket=ticket).order_by("-number").select_related("author")
    messages = newest.defer("html", "text", "quoted_html", "quoted_text", "search")
    shown = list(messages.annotate(gist=Left(F("text"), _GIST))[:_MESSAGES])
    context = {"ticket": ticket, "latest": shown[::-1]}
    return render(request, "desk/_preview.html", context)
