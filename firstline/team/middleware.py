"""Gives each request its agent, and the reader's language and time zone."""

import zoneinfo
from collections.abc import Callable
from urllib.parse import unquote

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone, translation

from firstline.platform.accounts.languages import language_for_reader
from firstline.platform.accounts.models import Person
from firstline.platform.accounts.time_zones import is_time_zone
from firstline.team.models import Agent


class CurrentAgent:
    """Sets `request.agent` for signed-in agents; one query, which brings the person along."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        agent = _signed_in_agent(request)
        request.agent = agent  # type: ignore[attr-defined]
        person = agent.person if agent else None
        language = language_for_reader(
            person.language if person else "", request.headers.get("Accept-Language", "")
        )
        with translation.override(language), timezone.override(_zone_of(person, request)):
            return self.get_response(request)


def _signed_in_agent(request: HttpRequest) -> Agent | None:
    person = request.user
    if not isinstance(person, Person) or not person.is_active:
        return None
    agent: Agent | None = Agent.objects.select_related("role").filter(pk=person.pk).first()
    if agent is not None:
        agent.person = person
    return agent


def _zone_of(person: Person | None, request: HttpRequest) -> zoneinfo.ZoneInfo:
    """The zone the person has set, else the one their browser told; UTC until then."""
    chosen = person.time_zone if person else ""
    name = chosen or unquote(request.COOKIES.get("time_zone", ""))
    return zoneinfo.ZoneInfo(name if is_time_zone(name) else "UTC")
