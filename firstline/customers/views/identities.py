"""Addresses and numbers of a person."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from firstline.customers import actions
from firstline.customers.models import Customer
from firstline.customers.phones import shown_identity
from firstline.customers.views.access import customer_for, identity_for
from firstline.customers.views.people import person_context
from firstline.platform.web.answers import is_htmx, with_toast
from firstline.team.access import AgentRequest, agent_view


@require_POST
@agent_view
def identities(request: AgentRequest, customer_id: int) -> HttpResponse:
    """One field for both: what has an at-sign is an address."""
    customer = customer_for(request, customer_id)
    typed = request.POST.get("value", "").strip()
    if "@" in typed:
        identity = actions.add_address(customer, address=typed, by=request.agent)
    else:
        identity = actions.add_phone(customer, number=typed, by=request.agent)
    return _shown(request, customer, _("Added %s") % shown_identity(identity))


@require_http_methods(["POST", "DELETE"])
@agent_view
def identity(request: AgentRequest, customer_id: int, identity_id: int) -> HttpResponse:
    """Take it off: by DELETE, or by the button of a plain form."""
    customer = customer_for(request, customer_id)
    found = identity_for(customer, identity_id)
    actions.remove_identity(customer, identity=found, by=request.agent)
    return _shown(request, customer, _("Removed %s") % shown_identity(found))


@require_POST
@agent_view
def main_identity(request: AgentRequest, customer_id: int, identity_id: int) -> HttpResponse:
    customer = customer_for(request, customer_id)
    found = identity_for(customer, identity_id)
    actions.make_main(customer, identity=found, by=request.agent)
    return _shown(request, customer, _("%s is the main one now") % shown_identity(found))


@require_POST
@agent_view
def identity_verification(
    request: AgentRequest, customer_id: int, identity_id: int
) -> HttpResponse:
    customer = customer_for(request, customer_id)
    found = identity_for(customer, identity_id)
    actions.verify_identity(customer, identity=found, by=request.agent)
    return _shown(request, customer, _("%s is verified") % shown_identity(found))


def _shown(request: AgentRequest, customer: Customer, text: str) -> HttpResponse:
    if not is_htmx(request):
        return redirect("customer", customer.pk)
    context = person_context(request, customer_for(request, customer.pk))
    return with_toast(render(request, "customers/_identities.html", context), text)
