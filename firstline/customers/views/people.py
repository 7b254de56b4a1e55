"""Customers: the list, and a person's page."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from firstline.customers import actions, queries, rules
from firstline.customers.facts import facts_of_customers
from firstline.customers.forms import NewCustomerForm
from firstline.customers.history import PAGE as HISTORY_PAGE
from firstline.customers.history import history_of
from firstline.customers.models import Customer, Merge, MergeKind
from firstline.customers.phones import shown_identity
from firstline.customers.queries import Cursor
from firstline.customers.views.access import customer_for, heir_of, number
from firstline.platform.accounts.models import Identity
from firstline.platform.clock import now
from firstline.platform.errors import DomainError
from firstline.platform.web.answers import asks_for
from firstline.team.access import AgentRequest, agent_view, right_view
from firstline.team.rights import Right


@require_safe
@right_view(Right.SEE_CUSTOMERS)
def customers(request: AgentRequest) -> HttpResponse:
    query = request.GET.get("q", "")
    after = Cursor.parse(request.GET.get("after", ""), request.GET.get("id", ""))
    page = queries.people_page(request.agent, query=query, after=after)
    context = {"page": page, "query": query, "may_change": rules.may_change(request.agent)}
    part = asks_for(request, "people")
    return render(request, "customers/_people.html" if part else "customers/people.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@agent_view
def new_customer(request: AgentRequest) -> HttpResponse:
    rules.must_change(request.agent)
    form = NewCustomerForm(
        request.POST or None, initial={"organisation": request.GET.get("organisation", "")}
    )
    if form.is_valid():
        try:
            customer = _add(request, form.cleaned_data)
        except DomainError as error:
            form.add_error(None, error.sentence)
        else:
            messages.success(request, _("%s is a customer now.") % customer)
            return redirect("customer", customer.pk)
    status = 422 if form.is_bound else 200
    return render(request, "customers/new_customer.html", {"form": form}, status=status)


@require_safe
@agent_view
def customer(request: AgentRequest, customer_id: int) -> HttpResponse:
    """The person's page; that of somebody merged leads to whom they have become part of."""
    heir = heir_of(Customer, customer_id)
    if heir != customer_id:
        customer_for(request, heir)
        return redirect("customer", heir)
    found = customer_for(request, customer_id)
    return render(request, "customers/customer.html", person_context(request, found))


@require_safe
@agent_view
def customer_history(request: AgentRequest, customer_id: int) -> HttpResponse:
    """Everything that was changed: who, what, from what to what."""
    found = customer_for(request, customer_id)
    before = number(request.GET.get("before", "")) or None
    happenings = history_of("customer", found.pk, before=before)
    context = {
        "title": str(found),
        "back": "customer",
        "subject": found,
        "happenings": happenings[:HISTORY_PAGE],
        "next": happenings[HISTORY_PAGE - 1].id if len(happenings) > HISTORY_PAGE else None,
    }
    return render(request, "customers/history.html", context)


def person_context(request: AgentRequest, customer: Customer) -> dict[str, Any]:
    """What the templates of a person's page show."""
    merges = Merge.objects.standing().recent().about(MergeKind.PEOPLE, [customer.pk])
    identities = Identity.objects.filter(person=customer.person_id).main_first()
    return {
        "customer": customer,
        "facts": facts_of_customers(),
        "identities": list(identities),
        "shown": shown_identity,
        "memberships": queries.memberships_of(customer),
        "lookalikes": queries.lookalikes(customer, request.agent),
        "merges": list(merges.order_by("-pk")),
        "may_change": rules.may_change(request.agent),
        "today": now().date(),
    }


@transaction.atomic
def _add(request: AgentRequest, given: dict[str, str]) -> Customer:
    name = given["organisation"]
    organisation = actions.organisation_called(name, by=request.agent) if name.strip() else None
    return actions.add_customer(
        name=given["name"],
        address=given["address"],
        phone=given["phone"],
        language=given["language"],
        organisation=organisation,
        by=request.agent,
    )
