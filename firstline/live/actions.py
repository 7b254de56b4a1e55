"""Being present at a ticket, and leaving it."""

from django.db import transaction

from firstline.desk.models import Ticket
from firstline.live.models import Presence, PresenceState
from firstline.platform.clock import now
from firstline.platform.nudges import nudge
from firstline.team.models import Agent


@transaction.atomic
def be_present(ticket: Ticket, *, state: PresenceState, by: Agent) -> None:
    """Say that the agent has the ticket open; others hear of it when that is news."""
    before = Presence.objects.filter(ticket=ticket, agent=by).first()
    Presence.objects.bulk_create(
        [Presence(ticket=ticket, agent=by, state=state, seen_at=now())],
        update_conflicts=True,
        unique_fields=["ticket", "agent"],
        update_fields=["state", "seen_at"],
    )
    if before is None or not before.is_current or before.state != state:
        _tell(ticket)


@transaction.atomic
def leave(ticket: Ticket, *, by: Agent) -> None:
    """The agent closed the ticket's page."""
    deleted, _ = Presence.objects.filter(ticket=ticket, agent=by).delete()
    if deleted:
        _tell(ticket)


def _tell(ticket: Ticket) -> None:
    groups = None if ticket.group_id is None else [ticket.group_id]
    nudge("presence", ticket.pk, groups=groups)
