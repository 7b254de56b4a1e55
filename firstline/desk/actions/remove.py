from django.db import transaction
from django.utils.translation import gettext as _

from firstline.desk.actions.conversation import locked
from firstline.desk.errors import BadValue
from firstline.desk.events import TicketRemoved, TicketRestored
from firstline.desk.models import Removal, Ticket
from firstline.platform.clock import now
from firstline.platform.events.actors import Actor
from firstline.platform.events.publishing import publish
from firstline.team.rights import Right
from firstline.team.rules import must


@transaction.atomic
def remove(ticket: Ticket, *, to: str, by: Actor) -> Ticket:
    """Put the ticket into the bin or into spam; `restore` brings it back as it was."""
    if to not in Removal.values:
        raise BadValue(_("A ticket can be put into the bin or into spam."))
    ticket = locked(ticket)
    must(by, Right.REMOVE)
    if ticket.removed_as == to:
        return ticket

    ticket.removed_as = to
    ticket.removed_at = now()
    ticket.save(update_fields=["removed_as", "removed_at"])
    publish(TicketRemoved(ticket=ticket, by=by))
    return ticket


@transaction.atomic
def restore(ticket: Ticket, *, by: Actor) -> Ticket:
    """Take the ticket out of the bin or out of spam."""
    ticket = locked(ticket)
    must(by, Right.REMOVE)
    previous = ticket.removed_as
    if not previous:
        return ticket

    ticket.removed_as = ""
    ticket.removed_at = None
    ticket.save(update_fields=["removed_as", "removed_at"])
    publish(TicketRestored(ticket=ticket, previous=previous, by=by))
    return ticket
