"""What e-mail does when the desk speaks."""

from collections.abc import Sequence

from django.db.models import OuterRef, Subquery

from firstline.channels.email.addresses import own_addresses
from firstline.channels.email.jobs import acknowledge_ticket
from firstline.channels.email.models import InboundMail, OutboundMail
from firstline.channels.email.outbound.on_side import write_to_outsiders
from firstline.channels.email.outbound.writing import write_reply
from firstline.channels.email.redacting import redact_copies, redact_sources
from firstline.desk.events import MessageRedacted, ReplySent, TicketOpened
from firstline.desk.following_messages import goes_with_messages
from firstline.desk.models import Message
from firstline.platform.events.publishing import subscribe
from firstline.platform.jobs.queue import defer
from firstline.side_conversations.events import (
    SideConversationBegun,
    SideMessageSent,
    SideMessagesRedacted,
)
from firstline.side_conversations.recipients import knows_own_addresses

knows_own_addresses(own_addresses)


@subscribe(ReplySent)
def mail_reply(event: ReplySent) -> None:
    write_reply(event)


@subscribe(MessageRedacted)
def redact_mail(event: MessageRedacted) -> None:
    redact_copies(event)


@subscribe(SideConversationBegun, SideMessageSent)
def mail_on_side(event: SideMessageSent) -> None:
    write_to_outsiders(event)


@subscribe(SideMessagesRedacted)
def redact_mail_on_side(event: SideMessagesRedacted) -> None:
    redact_sources(event)


@subscribe(TicketOpened)
def acknowledge_request(event: TicketOpened) -> None:
    """By a job, because what the mail itself says is linked to the ticket a moment later."""
    if event.by.actor_kind == "customer" and event.ticket.channel == "email":
        defer(acknowledge_ticket, ticket_id=event.ticket.pk)


@goes_with_messages
def mails_follow(message_ids: Sequence[int]) -> None:
    """Mails belong to the ticket that their message is in, so that answers find it."""
    place = Message.objects.filter(pk=OuterRef("message")).values("ticket")[:1]
    for mails in (InboundMail.objects, OutboundMail.objects):
        mails.filter(message__in=message_ids).update(ticket=Subquery(place))
