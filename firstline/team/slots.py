"""What the team adds to everybody's pages."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from firstline.platform.slots import fill
from firstline.team.access import agent_of
from firstline.team.rights import OF_SETTINGS, Right
from firstline.team.settings import places


@fill("navigation", order=900)
def administration(request: HttpRequest) -> str:
    agent = agent_of(request)
    if agent is None or not any(agent.may(right) for right in OF_SETTINGS):
        return ""
    context = {"may_team": agent.may(Right.TEAM)}
    return render_to_string("team/_navigation.html", context, request)


@fill("settings.places")
def settings_places(request: HttpRequest, *, here: object = "") -> str:
    """Beside a page of settings: the others that its reader may open."""
    agent = agent_of(request)
    context = {"sections": places(agent) if agent else {}, "here": str(here)}
    return render_to_string("team/_setting_places.html", context, request)


@fill("account.profile")
def signature(request: HttpRequest) -> str:
    agent = agent_of(request)
    if agent is None:
        return ""
    return render_to_string("team/_signature.html", {"agent": agent}, request)
