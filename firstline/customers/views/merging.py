"""Merging: whom with whom, what moves, and undoing it."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from firstline.customers import actions, queries, rules
from firstline.customers.errors import CannotMerge
from firstline.customers.models import Customer, MergeKind
from firstline.customers.phones import shown_identity
from firstline.customers.views.access import (
    customer_for,
    merge_for,
    number,
    organisation_for,
)
from firstline.platform.accounts.models import Identity
from firstline.team.access import AgentRequest, agent_view
from firstline.team.rights import Right
from firstline.team.rules import must


@require_http_methods(["GET", "HEAD", "POST"])
@agent_view
def customer_merge(request: AgentRequest, customer_id: int) -> HttpResponse:
    """Choose others, see what moves, merge."""
    customer = customer_for(request, customer_id)
    must(request.agent, Right.MERGE_CUSTOMERS)
    chosen = _chosen_people(request, customer)
    if request.method == "POST":
        into, others = _parted(request, [customer, *chosen])
        actions.merge_people(into, others=others, by=request.agent)
        messages.success(request, _("Merged. This can be undone here for 30 days."))
        return redirect("customer", into.pk)
    query = request.GET.get("q", "")
    found = queries.people_page(request.agent, query=query).rows if query.strip() else []
    known = {customer.pk, *(one.pk for one in chosen)}
    context = {
        "customer": customer,
        "everybody": _with_identities([customer, *chosen]),
        "shown": shown_identity,
        "query": query,
        "found": [one for one in found if one.pk not in known][:20],
        "suggested": [
            one for one in queries.lookalikes(customer, request.agent)
            if one.customer.pk not in known
        ],
    }  # fmt: skip
    return render(request, "customers/merge_people.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@agent_view
def organisation_merge(request: AgentRequest, organisation_id: int) -> HttpResponse:
    organisation = organisation_for(request, organisation_id)
    must(request.agent, Right.MERGE_CUSTOMERS)
    chosen = [
        organisation_for(request, ident) for ident in _wanted(request) if ident != organisation.pk
    ]
    if request.method == "POST":
        into, others = _parted(request, [organisation, *chosen])
        actions.merge_organisations(into, others=others, by=request.agent)
        messages.success(request, _("Merged. This can be undone here for 30 days."))
        return redirect("organisation", into.pk)
    query = request.GET.get("q", "")
    found = queries.organisations_page(request.agent, query=query).rows if query.strip() else []
    known = {organisation.pk, *(one.pk for one in chosen)}
    context = {
        "organisation": organisation,
        "everybody": queries.with_sizes([organisation, *chosen]),
        "query": query,
        "found": [(one, size) for one, size in found if one.pk not in known][:20],
    }
    return render(request, "customers/merge_organisations.html", context)


@require_http_methods(["POST", "DELETE"])
@agent_view
def merge(request: AgentRequest, merge_id: int) -> HttpResponse:
    """Undo it: by DELETE, or by the button of a plain form."""
    found = merge_for(request, merge_id)
    actions.separate(found, by=request.agent)
    messages.success(request, _("Everything is as it was before the merge."))
    page = "customer" if found.kind == MergeKind.PEOPLE else "organisation"
    return redirect(page, found.into_id)


def _chosen_people(request: AgentRequest, customer: Customer) -> list[Customer]:
    return [customer_for(request, ident) for ident in _wanted(request) if ident != customer.pk]


def _wanted(request: AgentRequest) -> list[int]:
    given = request.POST.getlist("with") or request.GET.getlist("with")
    return list(dict.fromkeys(map(number, given[: rules.MOST_MERGED])))


def _parted(request: AgentRequest, rows: Sequence[Any]) -> tuple[Any, list[Any]]:
    """The one that is to stay, and the others."""
    stays = number(request.POST.get("into", ""))
    into = next((row for row in rows if row.pk == stays), None)
    if into is None:
        raise CannotMerge(_("Choose which of them stays."))
    return into, [row for row in rows if row.pk != stays]


def _with_identities(people: list[Customer]) -> list[tuple[Customer, list[Identity]]]:
    every = Identity.objects.filter(person__in=[one.person_id for one in people]).main_first()
    identities = list(every)
    return [
        (one, [identity for identity in identities if identity.person_id == one.pk])
        for one in people
    ]
