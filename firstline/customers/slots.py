"""What customers and organisations add to every page."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from firstline.platform.slots import fill
from firstline.team.access import agent_of
from firstline.team.rights import Right


@fill("navigation", order=20)
def people_and_organisations(request: HttpRequest) -> str:
    agent = agent_of(request)
    if agent is None or not agent.may(Right.SEE_CUSTOMERS):
        return ""
    return render_to_string("customers/_navigation.html", {}, request)
