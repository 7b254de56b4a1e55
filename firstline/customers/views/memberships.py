"""Where a person works, worked, and what they see there of the others."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from firstline.customers import actions, queries, rules
from firstline.customers.errors import BadFact
from firstline.customers.forms import LeavingForm, MembershipForm, NewCompanyForm
from firstline.customers.models import Customer, Sight
from firstline.customers.views.access import customer_for, membership_for, number
from firstline.customers.views.people import person_context
from firstline.platform.web.answers import is_htmx, with_toast
from firstline.team.access import AgentRequest, agent_view


@require_POST
@agent_view
def memberships(request: AgentRequest, customer_id: int) -> HttpResponse:
    """One organisation more."""
    customer = customer_for(request, customer_id)
    given = _checked(MembershipForm(request.POST))
    with transaction.atomic():
        organisation = actions.organisation_called(given["organisation"], by=request.agent)
        actions.join(customer, organisation=organisation, by=request.agent)
    return _shown(request, customer, _("Member of %s now") % organisation)


@require_http_methods(["POST", "DELETE"])
@agent_view
def membership(request: AgentRequest, customer_id: int, membership_id: int) -> HttpResponse:
    """They have left: by DELETE, or by the button of a plain form, which may say when."""
    customer = customer_for(request, customer_id)
    given = _checked(LeavingForm(request.POST))
    found = membership_for(customer, membership_id)
    actions.leave(found, on=given["on"], by=request.agent)
    return _shown(request, customer, _("No longer at %s") % found.organisation)


@require_POST
@agent_view
def default_membership(request: AgentRequest, customer_id: int, membership_id: int) -> HttpResponse:
    customer = customer_for(request, customer_id)
    found = membership_for(customer, membership_id)
    actions.make_default(found, by=request.agent)
    return _shown(request, customer, _("New tickets belong to %s") % found.organisation)


@require_http_methods(["GET", "HEAD", "POST"])
@agent_view
def sight(request: AgentRequest, customer_id: int, membership_id: int) -> HttpResponse:
    """What the member sees of the others' tickets."""
    customer = customer_for(request, customer_id)
    found = membership_for(customer, membership_id)
    rules.must_change(request.agent)
    if request.method == "POST":
        wanted = [number(ident) for ident in request.POST.getlist("chosen")]
        chosen = list(Customer.objects.visible_to(request.agent).filter(pk__in=wanted))
        actions.set_sight(found, sees=request.POST.get("sees", ""), chosen=chosen, by=request.agent)
        messages.success(request, _("Saved what they see."))
        return redirect("customer", customer.pk)
    context = {
        "customer": customer,
        "membership": found,
        "colleagues": queries.colleagues(found),
        "chosen": set(found.chosen.values_list("pk", flat=True)),
        "sights": Sight.choices,
    }
    return render(request, "customers/sight.html", context)


@require_POST
@agent_view
def new_company(request: AgentRequest, customer_id: int) -> HttpResponse:
    """The same person, somewhere else: one membership ends, another begins."""
    customer = customer_for(request, customer_id)
    given = _checked(NewCompanyForm(request.POST))
    with transaction.atomic():
        organisation = actions.organisation_called(given["organisation"], by=request.agent)
        actions.move_on(
            customer,
            organisation=organisation,
            on=given["on"],
            address=given["address"],
            by=request.agent,
        )
    messages.success(request, _("%(name)s is at %(organisation)s now.") % {
        "name": customer, "organisation": organisation,
    })  # fmt: skip
    return redirect("customer", customer.pk)


def _checked(
    form: MembershipForm | LeavingForm | NewCompanyForm,
) -> dict[str, Any]:
    if not form.is_valid():
        raise BadFact(" ".join(str(one) for errors in form.errors.values() for one in errors))
    return form.cleaned_data


def _shown(request: AgentRequest, customer: Customer, text: str) -> HttpResponse:
    if not is_htmx(request):
        return redirect("customer", customer.pk)
    context = person_context(request, customer_for(request, customer.pk))
    return with_toast(render(request, "customers/_memberships.html", context), text)
