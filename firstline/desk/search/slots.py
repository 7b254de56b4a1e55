"""What search puts beside a ticket."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from firstline.desk.models import Ticket
from firstline.platform.slots import fill
from firstline.team.access import agent_of


@fill("ticket.sidebar", order=80)
def similar(request: HttpRequest, *, ticket: Ticket, **_: Any) -> str:
    """A place for tickets like this one; they are fetched when it comes into sight."""
    if agent_of(request) is None:
        return ""
    return render_to_string("desk/_similar_place.html", {"ticket": ticket}, request)
