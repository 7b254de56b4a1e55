"""Whom one reply goes to, and whom a note may call."""

from django.db.models import Q
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from firstline.customers.actions import customer_at
from firstline.customers.models import Customer
from firstline.desk import actions
from firstline.desk.forms import Composed, addresses_in
from firstline.desk.models import Ticket
from firstline.desk.search import search
from firstline.desk.sight import those_who_may_hear
from firstline.desk.views.access import ticket_for
from firstline.desk.views.answers import address_of_ticket, is_htmx, with_toast
from firstline.desk.views.composing import keep
from firstline.desk.views.ticket import parts_of
from firstline.platform.accounts.models import Identity
from firstline.team.access import AgentRequest, agent_view
from firstline.team.models import Agent, AgentGroup
from firstline.team.rights import Right
from firstline.team.rules import must

_LONGEST_QUERY = 100
_MOST_OFFERED = 8


@require_POST
@agent_view
def recipients(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """Add and leave out, for this reply or for good."""
    ticket = ticket_for(request, ticket_id)
    must(request.agent, Right.REPLY)
    if not is_htmx(request):
        # The button of a plain form brings the whole text along.
        keep(request, ticket, Composed.of(request), is_public=True)
    cc = addresses_in(request.POST.get("add_cc", ""))
    bcc = addresses_in(request.POST.get("add_bcc", ""))
    _change_for_good(request, ticket)
    actions.readdress(
        ticket,
        by=request.agent,
        cc=cc,
        bcc=bcc,
        leave_out=_given(request, "leave_out"),
        as_ever=_given(request, "take_in", "remove", "keep"),
    )
    if not is_htmx(request):
        return redirect(address_of_ticket(request, ticket_id))
    context = parts_of(request, ticket_for(request, ticket_id))
    response = render(request, "desk/_changes.html", context)
    reached = context["about"].recipients.addresses
    vain = [address for address in (*cc, *bcc) if address not in reached]
    if vain:
        text = _("No reply can be sent to %s: it is an address of this desk, or of a program.")
        return with_toast(response, text % ", ".join(vain), kind="bad")
    return response


@require_safe
@agent_view
def recipient_suggestions(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """Customers and colleagues who match what is typed, to be copied in."""
    ticket = ticket_for(request, ticket_id)
    is_blind = "add_bcc" in request.GET
    typed = request.GET.get("add_bcc" if is_blind else "add_cc", "")[:_LONGEST_QUERY].strip()
    context = {
        "ticket": ticket,
        "people": _people(typed, request.agent) if len(typed) > 1 else [],
        "name": "add_bcc" if is_blind else "add_cc",
    }
    return render(request, "desk/_recipient_suggestions.html", context)


@require_safe
@agent_view
def colleagues(request: AgentRequest, ticket_id: int) -> JsonResponse:
    """Whom a note on this ticket can mention: colleagues who may see it, and groups."""
    ticket = ticket_for(request, ticket_id)
    typed = request.GET.get("q", "")[:_LONGEST_QUERY].strip()
    matching = Q(person__name__icontains=typed) | Q(person__email__istartswith=typed)
    agents = Agent.objects.active().filter(matching).exclude(pk=request.agent.pk)
    agents = agents.select_related("person").order_by("person__name", "pk")
    insiders = those_who_may_hear(ticket, agents[: 2 * _MOST_OFFERED])[:_MOST_OFFERED]
    groups = AgentGroup.objects.filter(name__icontains=typed).order_by("name")[:_MOST_OFFERED]
    return JsonResponse(
        {
            "colleagues": [
                *(
                    {"id": f"agent:{one.pk}", "name": str(one), "detail": one.person.email}
                    for one in insiders
                ),
                *(
                    {"id": f"group:{one.pk}", "name": one.name, "detail": _("Group")}
                    for one in groups
                    if one.pk not in request.agent.hidden_group_ids
                ),
            ]
        }
    )


def _change_for_good(request: AgentRequest, ticket: Ticket) -> None:
    """Make a recipient of this reply a participant, or a participant none any more."""
    for address in _given(request, "keep"):
        actions.add_participant(ticket, customer=customer_at(address), by=request.agent)
    for address in _given(request, "remove"):
        person = Identity.objects.at(address).values_list("person_id", flat=True).first()
        customer = Customer.objects.filter(pk=person).select_related("person").first()
        if customer is not None:
            actions.remove_participant(ticket, customer=customer, by=request.agent)


def _given(request: AgentRequest, *names: str) -> list[str]:
    return [one for name in names for one in addresses_in(request.POST.get(name, ""))]


def _people(typed: str, reader: Agent) -> list[dict[str, str]]:
    """Name and address of each, colleagues last: customers are copied in more often."""
    found = search(f"type:user {typed}", reader=reader, most=_MOST_OFFERED).people
    matching = Q(person__name__icontains=typed) | Q(person__email__istartswith=typed)
    agents = Agent.objects.active().filter(matching, person__email__isnull=False)
    known = {one.email: one.name for one in found if one.email}
    for agent in agents.select_related("person").order_by("person__name")[:_MOST_OFFERED]:
        known.setdefault(agent.person.email or "", agent.person.name)
    return [{"address": address, "name": name} for address, name in known.items()][:_MOST_OFFERED]
