from django.db import transaction
from django.utils.translation import gettext as _

from firstline.desk import course, rules
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

    course.enter_status(ticket, status, by=by, at=now())
    ticket.save(update_fields=course.OF_STATUS)
    publish(StatusChanged(ticket=ticket, previous=previous, by=by))
    return ticket


def solve(ticket: Ticket, *, by: Actor) -> Ticket:
    return set_status(ticket, status=TicketStatus.SOLVED, by=by)


def reopen(ticket: Ticket, *, by: Actor) -> Ticket:
    return set_status(ticket, status=TicketStatus.OPEN, by=by)
