"""What live puts into the pages of the desk."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from firstline.desk.models import Ticket
from firstline.live.queries import others_present
from firstline.platform.slots import fill
from firstline.team.access import agent_of


@fill("ticket.presence")
def presence(request: HttpRequest, *, ticket: Ticket, **_: Any) -> str:
    """Who else has this ticket open."""
    agent = agent_of(request)
    if agent is None:
        return ""
    present = others_present(ticket, besides=agent)
    context = {"ticket": ticket, "present": present}
    return render_to_string("live/_presence.html", context, request)
