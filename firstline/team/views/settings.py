"""The home of all settings, and the record of what was changed in them. For admins."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from firstline.team import audit
from firstline.team.access import AgentRequest, right_view
from firstline.team.models import Agent
from firstline.team.rights import OF_SETTINGS, Right
from firstline.team.settings import SECTIONS, places

_MOST_PEOPLE = 500


@require_safe
@right_view(*OF_SETTINGS)
def settings(request: AgentRequest) -> HttpResponse:
    query = request.GET.get("q", "")[:100]
    found = places(request.agent, query)
    context = {"query": query, "sections": [(SECTIONS[key], rows) for key, rows in found.items()]}
    part = request.headers.get("HX-Target") == "places"
    return render(request, "team/_places.html" if part else "team/settings.html", context)


@require_safe
@right_view(Right.RECORD)
def settings_history(request: AgentRequest) -> HttpResponse:
    """Who changed what, the newest first; of one person, or in one area."""
    person, area = _number(request.GET.get("person", "")), request.GET.get("area", "")
    rows = audit.entries(person=person, kind=area, before=_number(request.GET.get("before", "")))
    older = ""
    if len(rows) > audit.PAGE:
        kept = {"person": person or "", "area": area, "before": rows[audit.PAGE - 1].id}
        older = f"{reverse('settings_history')}?{urlencode(kept)}"
    context = {
        "entries": rows[: audit.PAGE],
        "older": older,
        "person": person or "",
        "area": area,
        "people": _people(),
        "areas": list(audit.areas().items()),
    }
    return render(request, "team/settings_history.html", context)


def _people() -> list[tuple[int, str]]:
    agents = Agent.objects.select_related("person").order_by("person__name", "pk")
    return [(agent.pk, str(agent)) for agent in agents[:_MOST_PEOPLE]]


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) <= 18 else None
