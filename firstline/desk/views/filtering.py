"""The filter of a list: its fields, one condition at a time, and the address that holds it."""

from dataclasses import replace

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from firstline.desk.queue.listing import Listing
from firstline.desk.queue.sentence import asked, sections
from firstline.platform.conditions.condition import Condition, Conditions
from firstline.team.access import AgentRequest, agent_view

_LONGEST_QUERY = 100


@require_safe
@agent_view
def filtered(request: AgentRequest) -> HttpResponse:
    """Put one condition in, change or drop it, and lead to the list that it makes."""
    listing = Listing.asked_for(request.GET, request.agent)
    changed = replace(listing, filter=_changed(listing.filter, request))
    return redirect(f"{reverse('tickets')}?{changed.query}")


@require_safe
@agent_view
def filter_fields(request: AgentRequest) -> HttpResponse:
    """What can be filtered by, to choose from."""
    listing = Listing.asked_for(request.GET, request.agent)
    context = {"view": listing, "sections": sections(), "at": _place(request)}
    return render(request, "desk/_filter_fields.html", context)


@require_safe
@agent_view
def filter_condition(request: AgentRequest) -> HttpResponse:
    """One condition to fill in: a new one, or one that the filter has."""
    listing = Listing.asked_for(request.GET, request.agent)
    condition = _filled_in(request) if "field" in request.GET else _at(listing.filter, request)
    found = asked(condition, at=_place(request), reader=request.agent) if condition else None
    if found is None:
        raise Http404
    return render(request, "desk/_filter_condition.html", {"view": listing, "asked": found})


@require_safe
@agent_view
def filter_choices(request: AgentRequest) -> HttpResponse:
    """Values of a field that are found by what they are called; those chosen already come first."""
    condition = _filled_in(request) if "field" in request.GET else None
    found = asked(condition, at=_place(request), reader=request.agent) if condition else None
    directory = found.field.directory if found else None
    if found is None or directory is None:
        raise Http404
    typed = request.GET.get("q", "").strip()[:_LONGEST_QUERY]
    offered = directory.find(typed, request.agent) if len(typed) > 1 else ()
    context = {"asked": found, "offered": offered, "typed": typed}
    return render(request, "desk/_filter_choices.html", context)


def _changed(conditions: Conditions, request: AgentRequest) -> Conditions:
    name, _dot, place = _place(request).partition(".")
    every, some = list(conditions.all), list(conditions.any)
    several = some if name == "any" else every
    at = int(place) if place.isdecimal() and len(place) < 4 else len(several)
    if "remove" in request.GET:
        del several[at : at + 1]
    elif "field" in request.GET:
        several[at : at + 1] = [_filled_in(request)]
    return Conditions(tuple(every), tuple(some))


def _at(conditions: Conditions, request: AgentRequest) -> Condition | None:
    name, _dot, place = _place(request).partition(".")
    several = conditions.any if name == "any" else conditions.all
    at = int(place) if place.isdecimal() and len(place) < 4 else len(several)
    return several[at] if at < len(several) else None


def _filled_in(request: AgentRequest) -> Condition:
    values = [value.strip() for value in request.GET.getlist("value")]
    operator = request.GET.get("operator", "")
    return Condition.from_json(
        {
            "field": request.GET["field"],
            "operator": operator,
            "value": values if operator in ("includes", "not_includes") else "".join(values[:1]),
        }
    )


def _place(request: AgentRequest) -> str:
    """Where the condition stands, such as `all.0`; `any` or `all` alone for a new one."""
    return request.GET.get("at", "all")[:8]
