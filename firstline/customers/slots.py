"""What customers and organisations add to every page."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from firstline.platform.slots import fill
from firstline.team.access import agent_of


@fill("navigation", order=20)
def people_and_organisations(request: HttpRequest) -> str:
    if agent_of(request) is None:
        return ""
    return render_to_string("customers/_navigation.html", {}, request)
