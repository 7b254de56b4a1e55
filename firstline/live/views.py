from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from firstline.desk.models import Ticket
from firstline.live import actions
from firstline.live.forms import LEFT, PresenceForm
from firstline.live.models import PresenceState
from firstline.live.queries import others_present
from firstline.team.access import AgentRequest, agent_view


@require_POST
@agent_view
def presence(request: AgentRequest) -> HttpResponse:
    """An open ticket page says every ten seconds that it is there, and at once when it types."""
    form = PresenceForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    ticket = _visible_ticket(request, form.cleaned_data["ticket"])
    state = form.cleaned_data["state"]
    if state == LEFT:
        actions.leave(ticket, by=request.agent)
    else:
        actions.be_present(ticket, state=PresenceState(state), by=request.agent)
    return HttpResponse(status=204)


@require_safe
@agent_view
def ticket_presence(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """Who else has the ticket open."""
    ticket = _visible_ticket(request, ticket_id)
    present = others_present(ticket, besides=request.agent)
    return render(request, "live/_present.html", {"ticket": ticket, "present": present})


def _visible_ticket(request: AgentRequest, ticket_id: int) -> Ticket:
    return get_object_or_404(Ticket.objects.visible_to(request.agent, removed=True), pk=ticket_id)
