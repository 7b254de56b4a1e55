"""Facts are changed where they stand: the row becomes a form, and the form a row again."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from firstline.customers import actions, rules
from firstline.customers.facts import (
    Fact,
    fact_called,
    facts_of_customers,
    facts_of_organisations,
)
from firstline.customers.models import Customer, Organisation
from firstline.customers.views.access import customer_for, organisation_for
from firstline.platform.web.answers import is_htmx, with_toast
from firstline.team.access import AgentRequest, agent_view

# An undo carries the earlier value in its address.
_LONGEST_UNDO = 1_000


@require_http_methods(["GET", "HEAD", "POST"])
@agent_view
def customer_fact(request: AgentRequest, customer_id: int, fact: str) -> HttpResponse:
    return _fact(request, customer_for(request, customer_id), fact)


@require_http_methods(["GET", "HEAD", "POST"])
@agent_view
def organisation_fact(request: AgentRequest, organisation_id: int, fact: str) -> HttpResponse:
    return _fact(request, organisation_for(request, organisation_id), fact)


def _fact(request: AgentRequest, row: Customer | Organisation, name: str) -> HttpResponse:
    is_customer = isinstance(row, Customer)
    fact = fact_called(name, facts_of_customers() if is_customer else facts_of_organisations())
    page = "customer" if is_customer else "organisation"
    context = {
        "fact": fact,
        "row": row,
        "kind": page,
        "may_change": rules.may_change(request.agent),
    }
    if request.method == "POST":
        return _changed(request, row, fact, context, page)
    if "as-it-is" in request.GET:
        return render(request, "customers/_fact.html", context)
    rules.must_change(request.agent)
    whole = "customers/_fact_form.html" if is_htmx(request) else "customers/fact.html"
    return render(request, whole, context)


def _changed(
    request: AgentRequest,
    row: Customer | Organisation,
    fact: Fact,
    context: dict[str, Any],
    page: str,
) -> HttpResponse:
    is_undo = "value" in request.GET and "value" not in request.POST
    form = request.GET if is_undo else request.POST
    before = fact.value(row)
    facts, notes_were = fact.as_facts(fact.given(form)), form.get("notes_were")
    describe: Any = actions.describe if isinstance(row, Customer) else actions.describe_organisation
    describe(row, facts=facts, notes_were=notes_were, by=request.agent)
    if not is_htmx(request):
        return redirect(page, row.pk)
    if fact.name == "name":
        # It stands in the title and elsewhere, too.
        answer = HttpResponse()
        answer["HX-Refresh"] = "true"
        return answer
    fresh = customer_for if isinstance(row, Customer) else organisation_for
    row = fresh(request, row.pk)
    answer = render(request, "customers/_fact.html", context | {"row": row})
    answer["HX-Retarget"] = f"#{page}-{row.pk}-{fact.name}"
    answer["HX-Reswap"] = "outerHTML"
    if fact.value(row) == before or is_undo:
        return answer
    return with_toast(answer, _("%s: saved") % fact.label, **_undo(row, fact, before, page))


def _undo(row: Customer | Organisation, fact: Fact, before: Any, page: str) -> dict[str, str]:
    values = before if isinstance(before, list) and fact.control == "several" else [_text(before)]
    query = urlencode([("value", one) for one in values or [""]])
    address = reverse(f"{page}_fact", args=[row.pk, fact.name])
    return {"undo": f"{address}?{query}"} if len(query) <= _LONGEST_UNDO else {}


def _text(value: Any) -> str:
    return " ".join(value) if isinstance(value, list) else "" if value is None else str(value)
