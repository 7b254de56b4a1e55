"""What a ticket is and whose: each a noun, set by POST and, where it can be, undone by DELETE."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from firstline.customers.actions import customer_at
from firstline.desk import actions
from firstline.desk.errors import BadValue
from firstline.desk.forms import address_in
from firstline.desk.models import Priority, Ticket
from firstline.desk.queries.arrangement import must_be_filled_in
from firstline.desk.status_choice import StatusChoice
from firstline.desk.views.access import customer_for, ticket_for
from firstline.desk.views.answers import (
    address_of_list,
    address_of_ticket,
    is_htmx,
    with_toast,
)
from firstline.desk.views.ticket import parts_of
from firstline.team.access import AgentRequest, agent_view
from firstline.team.models import Agent, AgentGroup
from firstline.team.rights import Right
from firstline.team.rules import must

P = ParamSpec("P")


def changes_ticket(
    change: Callable[Concatenate[AgentRequest, Ticket, P], HttpResponse | None],
) -> Callable[..., HttpResponseBase]:
    """A view that changes a ticket, then shows it as it is now."""

    @agent_view
    def view(
        request: AgentRequest, /, ticket_id: int, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        answer = change(request, ticket_for(request, ticket_id), *args, **kwargs)
        if not is_htmx(request):
            return redirect(address_of_ticket(request, ticket_id))
        return answer or shown(request, ticket_id)

    return wraps(change)(view)


@require_http_methods(["POST", "DELETE"])
@changes_ticket
def assignment(request: AgentRequest, ticket: Ticket) -> HttpResponse | None:
    to = None if request.method == "DELETE" else _agent(given(request, "agent"))
    previous = ticket.assignee
    ticket = actions.assign(ticket, to=to, by=request.agent)
    if ticket.assignee == previous:
        return None
    text = _("Assigned to %s") % to if to else _("Nobody owns this ticket now")
    undo = urlencode({"agent": previous.pk if previous else ""})
    return undoable(request, ticket, text, f"{reverse('assignment', args=[ticket.pk])}?{undo}")


@require_POST
@changes_ticket
def status(request: AgentRequest, ticket: Ticket) -> HttpResponse | None:
    previous = ticket.status_label
    undo = urlencode({"status": ticket.custom_status_id or ticket.status})
    wanted = given(request, "status")
    if own := StatusChoice.offered(wanted).own:
        must_be_filled_in(ticket, own.category)
        ticket = actions.set_custom_status(ticket, status=own, by=request.agent)
    elif wanted == ticket.status and ticket.custom_status_id:
        ticket = actions.set_custom_status(ticket, status=None, by=request.agent)
    else:
        must_be_filled_in(ticket, wanted)
        ticket = actions.set_status(ticket, status=wanted, by=request.agent)
    if ticket.status_label == previous or ticket.is_closed:
        return None
    text = _("Status: %s") % ticket.status_label
    return undoable(request, ticket, text, f"{reverse('status', args=[ticket.pk])}?{undo}")


@require_POST
@changes_ticket
def priority(request: AgentRequest, ticket: Ticket) -> HttpResponse | None:
    previous = ticket.priority
    ticket = actions.set_priority(ticket, priority=given(request, "priority"), by=request.agent)
    if ticket.priority == previous:
        return None
    text = _("Priority: %s") % Priority(ticket.priority).label
    undo = urlencode({"priority": previous})
    return undoable(request, ticket, text, f"{reverse('priority', args=[ticket.pk])}?{undo}")


@require_POST
@changes_ticket
def tags(request: AgentRequest, ticket: Ticket) -> None:
    """Add and remove some, so that two people at once lose nothing."""
    added = request.POST.get("add", "").replace(",", " ").split()
    actions.set_tags(ticket, add=added, remove=request.POST.getlist("remove"), by=request.agent)


@require_http_methods(["POST", "DELETE"])
@changes_ticket
def group(request: AgentRequest, ticket: Ticket) -> None:
    to = None if request.method == "DELETE" else _group(given(request, "group"))
    actions.move_to_group(ticket, group=to, by=request.agent)


@require_POST
@changes_ticket
def subject(request: AgentRequest, ticket: Ticket) -> None:
    actions.rename(ticket, subject=request.POST.get("subject", ""), by=request.agent)


@require_POST
@changes_ticket
def participants(request: AgentRequest, ticket: Ticket) -> None:
    """Copy somebody in on every reply from now on."""
    must(request.agent, Right.REPLY)
    customer = customer_at(address_in(request.POST.get("address", "")))
    actions.add_participant(ticket, customer=customer, by=request.agent)


@require_http_methods(["POST", "DELETE"])
@changes_ticket
def participant(request: AgentRequest, ticket: Ticket, customer_id: int) -> None:
    """Leave somebody out again: by DELETE, or by the button of a plain form."""
    customer = customer_for(request, customer_id, of=ticket)
    actions.remove_participant(ticket, customer=customer, by=request.agent)


def given(request: HttpRequest, name: str) -> str:
    """From the form, or from the address that an undo leads to."""
    return request.POST.get(name) or request.GET.get(name) or ""


def _agent(text: str) -> Agent | None:
    if not text:
        return None
    agent = Agent.objects.select_related("person").filter(pk=number(text)).first()
    if agent is None:
        raise BadValue(_("There is no such agent."))
    return agent


def _group(text: str) -> AgentGroup | None:
    if not text:
        return None
    found = AgentGroup.objects.filter(pk=number(text)).first()
    if found is None:
        raise BadValue(_("There is no such group."))
    return found


def number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) <= 18 else 0


def undoable(request: AgentRequest, ticket: Ticket, text: str, undo: str) -> HttpResponse:
    return with_toast(shown(request, ticket.pk), text, undo=undo)


def shown(request: AgentRequest, ticket_id: int) -> HttpResponse:
    try:
        context = parts_of(request, ticket_for(request, ticket_id))
    except Http404:
        # It went where this agent may not look: back to the list.
        answer = HttpResponse()
        answer["HX-Redirect"] = address_of_list(request)
        return answer
    return render(request, "desk/_changes.html", context)
