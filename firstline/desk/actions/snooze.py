from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from firstline.desk import course, rules
from firstline.desk.actions.conversation import locked
from firstline.desk.errors import BadValue
from firstline.desk.events import TicketSnoozed, TicketWoken
from firstline.desk.models import Ticket
from firstline.platform.clock import now
from firstline.platform.events.actors import SYSTEM, Actor
from firstline.platform.events.publishing import publish
from firstline.team.models import Agent

_OF_SNOOZE = ("is_snoozed", "snoozed_until", "snoozed_by", "updated_at")


@transaction.atomic
def snooze(ticket: Ticket, *, until: datetime | None, by: Agent) -> Ticket:
    """Put the ticket out of sight until then; without a time, until the customer writes."""
    from firstline.desk.jobs import wake_snoozed  # the job calls back into this module

    if until is not None and until <= now():
        raise BadValue(_("This time has passed. Choose a later one."))
    ticket = locked(ticket)
    rules.must_work(by)
    rules.must_be_open(ticket)
    if ticket.is_snoozed and ticket.snoozed_until == until:
        return ticket

    ticket.is_snoozed = True
    ticket.snoozed_until = until
    ticket.snoozed_by = by
    ticket.updated_at = now()
    ticket.save(update_fields=_OF_SNOOZE)
    if until is not None:
        wake_snoozed.configure(schedule_at=until).defer(ticket_id=ticket.pk)
    publish(TicketSnoozed(ticket=ticket, by=by))
    return ticket


@transaction.atomic
def wake(ticket: Ticket, *, by: Actor) -> Ticket:
    """Bring a snoozed ticket back now."""
    ticket = locked(ticket)
    rules.must_work(by)
    if not ticket.is_snoozed:
        return ticket

    course.wake(ticket)
    ticket.updated_at = now()
    ticket.save(update_fields=_OF_SNOOZE)
    publish(TicketWoken(ticket=ticket, by=by))
    return ticket


@transaction.atomic
def wake_when_due(ticket_id: int) -> None:
    """Bring a ticket back whose time has come; one snoozed anew has a later time."""
    ticket = Ticket.objects.filter(pk=ticket_id, snoozed_until__lte=now()).first()
    if ticket is not None:
        wake(ticket, by=SYSTEM)
