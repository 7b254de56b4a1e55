"""What e-mail does when the desk speaks."""

from firstline.channels.email.jobs import acknowledge_ticket
from firstline.channels.email.outbound.writing import write_reply
from firstline.desk.events import ReplySent, TicketOpened
from firstline.platform.events.publishing import subscribe
from firstline.platform.jobs.queue import defer


@subscribe(ReplySent)
def mail_reply(event: ReplySent) -> None:
    write_reply(event.message, ticket=event.ticket, by=event.by)


@subscribe(TicketOpened)
def acknowledge_request(event: TicketOpened) -> None:
    """By a job, because what the mail itself says is linked to the ticket a moment later."""
    if event.by.actor_kind == "customer" and event.ticket.channel == "email":
        defer(acknowledge_ticket, ticket_id=event.ticket.pk)
