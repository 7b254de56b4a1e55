from django.db import transaction
from django.db.models import F

from firstline.desk.events import TimeSpent
from firstline.desk.models import Draft, Message, Ticket, TimeEntry
from firstline.platform.events.publishing import publish


@transaction.atomic
def spend_time(draft: Draft, *, message: Message) -> None:
    """Note how long the author of the draft worked on the ticket, now that it is sent."""
    if not draft.minutes:
        return
    TimeEntry.objects.create(
        message=message, agent=draft.author, minutes=draft.minutes, at=message.created_at
    )
    Ticket.objects.filter(pk=message.ticket_id).update(time_spent=F("time_spent") + draft.minutes)
    publish(TimeSpent(ticket=message.ticket, minutes=draft.minutes, by=draft.author))
