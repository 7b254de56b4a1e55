"""Following a ticket, and how far one has read it."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from firstline.desk import actions
from firstline.desk.notices import read_notices_of
from firstline.desk.views.access import ticket_for
from firstline.desk.views.answers import address_of_ticket, is_htmx
from firstline.desk.views.ticket import parts_of
from firstline.team.access import AgentRequest, agent_view


@require_http_methods(["POST", "DELETE"])
@agent_view
def follower(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """Follow the ticket, or no longer: by DELETE, or by the button of a plain form."""
    ticket = ticket_for(request, ticket_id)
    if request.method == "POST" and "unfollow" not in request.POST:
        actions.follow(ticket, by=request.agent)
    else:
        actions.unfollow(ticket, by=request.agent)
    if not is_htmx(request):
        return redirect(address_of_ticket(request, ticket_id))
    context = parts_of(request, ticket_for(request, ticket_id))
    return render(request, "desk/_changes.html", context)


@require_http_methods(["POST", "DELETE"])
@agent_view
def reading(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """The page says up to which message it was in sight; DELETE makes the ticket unread again."""
    ticket = ticket_for(request, ticket_id)
    number = request.POST.get("number", "")
    if request.method == "DELETE":
        actions.mark_unread(ticket, by=request.agent)
    elif number.isdecimal() and len(number) < 9:
        actions.mark_read(ticket, number=int(number), by=request.agent)
        read_notices_of(ticket, by=request.agent)
    return HttpResponse(status=204)
