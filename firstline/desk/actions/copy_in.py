from django.db import transaction
from django.utils.translation import gettext as _

from firstline.customers.models import Customer
from firstline.desk import rules
from firstline.desk.actions.conversation import locked
from firstline.desk.actions.open import MOST_PARTICIPANTS
from firstline.desk.errors import BadValue
from firstline.desk.events import ParticipantAdded, ParticipantRemoved
from firstline.desk.models import Participant, Ticket
from firstline.platform.events.actors import Actor
from firstline.platform.events.publishing import publish
from firstline.team.rights import Right
from firstline.team.rules import must


@transaction.atomic
def add_participant(ticket: Ticket, *, customer: Customer, by: Actor) -> None:
    """Copy a customer in on every public reply from now on."""
    ticket = locked(ticket)
    must(by, Right.REPLY)
    rules.must_be_open(ticket)
    if customer.pk == ticket.requester_id or ticket.participants.filter(customer=customer).exists():
        return
    if ticket.participants.count() >= MOST_PARTICIPANTS:
        raise BadValue(_("A ticket can copy in at most %d people.") % MOST_PARTICIPANTS)
    Participant.objects.create(ticket=ticket, customer=customer)
    publish(ParticipantAdded(ticket=ticket, person=customer.pk, label=str(customer), by=by))


@transaction.atomic
def remove_participant(ticket: Ticket, *, customer: Customer, by: Actor) -> None:
    ticket = locked(ticket)
    must(by, Right.REPLY)
    removed, _rows = ticket.participants.filter(customer=customer).delete()
    if removed:
        publish(ParticipantRemoved(ticket=ticket, person=customer.pk, label=str(customer), by=by))
