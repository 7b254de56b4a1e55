from collections.abc import Iterable

from django.db import transaction

from firstline.desk.actions.conversation import locked
from firstline.desk.events import TicketFollowed, TicketUnfollowed
from firstline.desk.models import Follower, Ticket
from firstline.platform.events.publishing import publish
from firstline.team.models import Agent


@transaction.atomic
def follow(ticket: Ticket, *, by: Agent) -> None:
    """Hear of what happens to the ticket from now on, whoever works on it."""
    ticket = locked(ticket)
    if begin_to_follow(ticket, [by]):
        publish(TicketFollowed(ticket=ticket, by=by))


@transaction.atomic
def unfollow(ticket: Ticket, *, by: Agent) -> None:
    ticket = locked(ticket)
    removed, _rows = Follower.objects.filter(ticket=ticket, agent=by).delete()
    if removed:
        publish(TicketUnfollowed(ticket=ticket, by=by))


def begin_to_follow(ticket: Ticket, agents: Iterable[Agent]) -> bool:
    """Make followers of them, where they are none; the ticket's row is held by the caller."""
    known = set(Follower.objects.filter(ticket=ticket).values_list("agent_id", flat=True))
    new = [Follower(ticket=ticket, agent=agent) for agent in agents if agent.pk not in known]
    Follower.objects.bulk_create(new)
    return bool(new)
