from dataclasses import dataclass

from firstline.desk.models import Ticket
from firstline.live.models import Presence, PresenceState
from firstline.team.models import Agent


@dataclass(frozen=True)
class Present:
    """Somebody who has the ticket open."""

    name: str
    is_typing: bool


def others_present(ticket: Ticket, *, besides: Agent) -> list[Present]:
    """Who else has the ticket open, those who type first."""
    rows = Presence.objects.current().filter(ticket=ticket).exclude(agent=besides)
    named = rows.values_list("agent__person__name", "agent__person__email", "state")
    present = [
        Present(name or email or "", is_typing=state == PresenceState.TYPING)
        for name, email, state in named.order_by("agent__person__name", "agent")
    ]
    return sorted(present, key=lambda one: not one.is_typing)
