"""Organisations: the list, and the page of one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstline.customers import actions, queries, rules
from firstline.customers.facts import facts_of_organisations
from firstline.customers.forms import NewOrganisationForm
from firstline.customers.history import PAGE as HISTORY_PAGE
from firstline.customers.history import history_of
from firstline.customers.models import Merge, MergeKind, Organisation
from firstline.customers.queries import Cursor
from firstline.customers.views.access import heir_of, number, organisation_for
from firstline.platform.errors import DomainError
from firstline.platform.web.answers import asks_for
from firstline.team.access import AgentRequest, agent_view, right_view
from firstline.team.rights import Right


@require_safe
@right_view(Right.SEE_CUSTOMERS)
def organisations(request: AgentRequest) -> HttpResponse:
    query = request.GET.get("q", "")
    page = queries.organisations_page(request.agent, query=query, after=_after(request))
    context = {"page": page, "query": query, "may_change": rules.may_change(request.agent)}
    part = asks_for(request, "organisations")
    template = "customers/_organisations.html" if part else "customers/organisations.html"
    return render(request, template, context)


@require_safe
@right_view(Right.SEE_CUSTOMERS)
def organisation_names(request: AgentRequest) -> HttpResponse:
    """What is typed into a field may be one of these."""
    names = queries.organisation_names(request.agent, request.GET.get("organisation", ""))
    return render(request, "customers/_organisation_names.html", {"names": names})


@require_http_methods(["GET", "HEAD", "POST"])
@agent_view
def new_organisation(request: AgentRequest) -> HttpResponse:
    rules.must_change(request.agent)
    form = NewOrganisationForm(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        try:
            organisation = actions.add_organisation(
                given["name"], domains=given["domains"], by=request.agent
            )
        except DomainError as error:
            form.add_error(None, error.sentence)
        else:
            return redirect("organisation", organisation.pk)
    status = 422 if form.is_bound else 200
    return render(request, "customers/new_organisation.html", {"form": form}, status=status)


@require_safe
@agent_view
def organisation(request: AgentRequest, organisation_id: int) -> HttpResponse:
    """Its page; that of one merged leads to what it has become part of."""
    heir = heir_of(Organisation, organisation_id)
    if heir != organisation_id:
        organisation_for(request, heir)
        return redirect("organisation", heir)
    found = organisation_for(request, organisation_id)
    merges = Merge.objects.standing().recent().about(MergeKind.ORGANISATIONS, [found.pk])
    context = {
        "organisation": found,
        "facts": facts_of_organisations(),
        "members": queries.members_page(found, after=_after(request)),
        "past_members": queries.past_members(found),
        "merges": list(merges.order_by("-pk")),
        "may_change": rules.may_change(request.agent),
    }
    return render(request, "customers/organisation.html", context)


@require_safe
@agent_view
def organisation_history(request: AgentRequest, organisation_id: int) -> HttpResponse:
    found = organisation_for(request, organisation_id)
    before = number(request.GET.get("before", "")) or None
    happenings = history_of("organisation", found.pk, before=before)
    context = {
        "title": str(found),
        "back": "organisation",
        "subject": found,
        "happenings": happenings[:HISTORY_PAGE],
        "next": happenings[HISTORY_PAGE - 1].id if len(happenings) > HISTORY_PAGE else None,
    }
    return render(request, "customers/history.html", context)


@require_POST
@agent_view
def organisation_deletion(request: AgentRequest, organisation_id: int) -> HttpResponse:
    found = organisation_for(request, organisation_id)
    actions.delete_organisation(found, by=request.agent)
    messages.success(request, _("%s is deleted.") % found)
    return redirect("organisations")


def _after(request: AgentRequest) -> Cursor | None:
    return Cursor.parse(request.GET.get("after", ""), request.GET.get("id", ""))
