from django.db import transaction
from django.utils.translation import gettext as _

from firstline.desk.actions.conversation import locked, preview_of
from firstline.desk.errors import BadValue
from firstline.desk.events import MessageMadeInternal, MessageMadePublicAgain
from firstline.desk.models import Message, Ticket
from firstline.platform.clock import now
from firstline.platform.events.publishing import publish
from firstline.team.models import Agent
from firstline.team.rights import Right
from firstline.team.rules import must


@transaction.atomic
def make_internal(message: Message, *, by: Agent) -> Message:
    """Take a public message out of the customer's sight; what was mailed has been read."""
    must(by, Right.REPLY)
    ticket = locked(message.ticket)
    message = _again(message)
    if not message.is_public:
        return message
    message.is_public, message.made_internal_at = False, now()
    _keep(message, ticket)
    publish(MessageMadeInternal(ticket=ticket, message=message, by=by))
    return message


@transaction.atomic
def make_public_again(message: Message, *, by: Agent) -> Message:
    """Undo that. What was a note from the beginning stays one for ever."""
    must(by, Right.REPLY)
    ticket = locked(message.ticket)
    message = _again(message)
    if message.is_public:
        return message
    if message.made_internal_at is None:
        raise BadValue(_("This has always been a note. Write a reply instead."))
    message.is_public, message.made_internal_at = True, None
    _keep(message, ticket)
    publish(MessageMadePublicAgain(ticket=ticket, message=message, by=by))
    return message


def _again(message: Message) -> Message:
    return Message.objects.select_for_update(of=("self",)).get(pk=message.pk)


def _keep(message: Message, ticket: Ticket) -> None:
    message.save(update_fields=["is_public", "made_internal_at"])
    # The list shows how the conversation with the customer stands.
    last = ticket.messages.public().order_by("-number").values_list("text", flat=True).first()
    ticket.preview = preview_of(last or "")
    ticket.save(update_fields=["preview"])
