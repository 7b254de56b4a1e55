"""Replies that wait for their time, and drafts that several people work on."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from firstline.desk import actions
from firstline.desk.forms import Composed
from firstline.desk.views.access import draft_for, ticket_for
from firstline.desk.views.answers import address_of_ticket, is_htmx, with_toast
from firstline.desk.views.composing import composer, keep, taken_up
from firstline.desk.views.ticket import parts_of
from firstline.team.access import AgentRequest, agent_view


@require_http_methods(["POST", "DELETE"])
@agent_view
def schedule(request: AgentRequest, draft_id: int) -> HttpResponse:
    """Send a scheduled reply without waiting (POST), or stop it (DELETE): it is a draft again."""
    draft = draft_for(request, draft_id)
    if request.method == "POST" and "stop" not in request.POST:
        actions.send_now(draft.pk, by=request.agent)
        return _changed(request, draft.ticket_id)
    actions.cancel_schedule(draft.pk, by=request.agent)
    if draft.author_id == request.agent.pk:
        return taken_up(request, draft.ticket_id)
    return with_toast(_changed(request, draft.ticket_id), _("Stopped. It is a draft again."))


@require_http_methods(["POST", "DELETE"])
@agent_view
def shared_draft(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """Share the reply that one is writing with the team, or keep it to oneself again."""
    ticket = ticket_for(request, ticket_id)
    if request.method == "POST" and "private" not in request.POST:
        keep(request, ticket, Composed.of(request), is_public=True)
        actions.share_draft(ticket, by=request.agent)
    else:
        actions.keep_draft_private(ticket, by=request.agent)
    return composer(request, ticket.pk)


@require_POST
@agent_view
def draft_author(request: AgentRequest, draft_id: int) -> HttpResponse:
    """Take a colleague's shared draft over, to write it on and send it as oneself."""
    draft = draft_for(request, draft_id)
    return taken_up(request, actions.take_over_draft(draft.pk, by=request.agent).ticket_id)


def _changed(request: AgentRequest, ticket_id: int) -> HttpResponse:
    if not is_htmx(request):
        return redirect(address_of_ticket(request, ticket_id))
    context = parts_of(request, ticket_for(request, ticket_id))
    return render(request, "desk/_changes.html", context)
