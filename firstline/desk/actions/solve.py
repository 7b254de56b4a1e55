from django.db import transaction
from django.utils.translation import gettext as _

from firstline.desk import rules
from firstline.desk.actions.conversation import locked
from firstline.desk.errors import BadValue
from firstline.desk.events import StatusChanged
from firstline.desk.models import Ticket, TicketStatus
from firstline.platform.clock import now
from firstline.platform.events.actors import Actor
from firstline.platform.events.publishing import publish


@transaction.atomic
def set_status(ticket: Ticket, *, status: str, by: Actor) -> Ticket:
    """Move the ticket to a status. Closed is for good."""
    if status not in TicketStatus.values:
        raise BadValue(_("%r is not a ticket status.") % status)
    ticket = locked(ticket)
    rules.must_work(by)
    rules.must_be_open(ticket)
    previous = ticket.status
    if previous == status:
        return ticket

    at = now()
    ticket.status = status
    ticket.updated_at = at
    ticket.solved_at = (ticket.solved_at or at) if not ticket.is_unsolved else None
    if not ticket.is_unsolved:
        ticket.waiting_since = None
    ticket.save(update_fields=["status", "updated_at", "solved_at", "waiting_since"])
    publish(StatusChanged(ticket=ticket, previous=previous, by=by))
    return ticket


def solve(ticket: Ticket, *, by: Actor) -> Ticket:
    return set_status(ticket, status=TicketStatus.SOLVED, by=by)


def reopen(ticket: Ticket, *, by: Actor) -> Ticket:
    return set_status(ticket, status=TicketStatus.OPEN, by=by)
