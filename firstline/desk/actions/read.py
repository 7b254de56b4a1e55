from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest

from firstline.desk.models import Mention, Ticket, TicketReading
from firstline.platform.clock import now
from firstline.team.models import Agent


@transaction.atomic
def mark_read(ticket: Ticket, *, number: int, by: Agent) -> None:
    """Note that the agent was shown the ticket up to this message. It never goes back."""
    number = min(number, ticket.message_count)
    own = TicketReading.objects.filter(ticket=ticket, agent=by)
    further = own.filter(number__lt=number)
    if not further.update(number=Greatest(F("number"), Value(number))) and not own.exists():
        TicketReading.objects.bulk_create(
            [TicketReading(ticket=ticket, agent=by, number=number)], ignore_conflicts=True
        )
    Mention.objects.filter(
        agent=by, read_at__isnull=True, message__ticket=ticket, message__number__lte=number
    ).update(read_at=now())


@transaction.atomic
def mark_unread(ticket: Ticket, *, by: Agent) -> None:
    """Put the ticket back among what the agent has not looked at since its last message."""
    TicketReading.objects.filter(ticket=ticket, agent=by).update(number=ticket.message_count - 1)
