"""What the team adds to everybody's pages."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from firstline.platform.slots import fill
from firstline.team.access import agent_of
from firstline.team.settings import places


@fill("navigation", order=900)
def administration(request: HttpRequest) -> str:
    agent = agent_of(request)
    if agent is None or not agent.is_admin:
        return ""
    return render_to_string("team/_navigation.html", {}, request)


@fill("settings.places")
def settings_places(request: HttpRequest, *, here: object = "") -> str:
    """Beside a page of settings; each such page is for admins alone."""
    return render_to_string(
        "team/_setting_places.html", {"sections": places(), "here": str(here)}, request
    )


@fill("account.profile")
def signature(request: HttpRequest) -> str:
    agent = agent_of(request)
    if agent is None:
        return ""
    return render_to_string("team/_signature.html", {"agent": agent}, request)
