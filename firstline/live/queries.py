from firstline.desk.models import Ticket
from firstline.live.models import Presence
from firstline.team.models import Agent


def others_present(ticket: Ticket, *, besides: Agent) -> list[Presence]:
    """Who else has the ticket open, those who type first."""
    present = Presence.objects.current().filter(ticket=ticket).exclude(agent=besides)
    people = present.select_related("agent__person").order_by("agent__person__name")
    return sorted(people, key=lambda presence: not presence.is_typing)
