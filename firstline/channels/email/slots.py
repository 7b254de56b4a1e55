"""What e-mail puts into the pages of the desk."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from firstline.channels.email import transport
from firstline.channels.email.models import InboundMail, MailState, OutboundMail, Relay
from firstline.desk.models import Message, Ticket
from firstline.desk.queries.messages import ShownMessage
from firstline.platform.clock import now
from firstline.platform.kept import kept
from firstline.platform.slots import fill
from firstline.side_conversations.models import SideConversation
from firstline.side_conversations.queries.shown import ShownSideMessage
from firstline.team.access import agent_of
from firstline.team.models import Agent
from firstline.team.rights import Right
from firstline.team.rules import may


@fill("message.footer")
def delivery(request: HttpRequest, *, message: ShownMessage, ticket: Ticket) -> str:
    """How it stands with the mail of a reply; nothing when it has simply left."""
    agent = agent_of(request)
    mail = _unsettled_mails(request, ticket).get(message.id)
    if agent is None or mail is None:
        return ""
    return render_to_string("email/_delivery.html", delivery_context(mail, agent), request=request)


def delivery_context(mail: OutboundMail, agent: Agent) -> dict[str, Any]:
    can_send = bool(mail.missing) and may(agent, Right.REPLY) and transport.relay() is not None
    return {"mail": mail, "can_retry": can_send, "may_look": agent.may(Right.MAIL)}


@fill("side_message.footer")
def delivery_on_side(
    request: HttpRequest, *, message: ShownSideMessage, conversation: SideConversation
) -> str:
    """The same for what an agent wrote to somebody outside."""
    agent = agent_of(request)
    mail = _unsettled_on_side(request, conversation).get(message.id)
    if agent is None or mail is None:
        return ""
    return render_to_string("email/_delivery.html", delivery_context(mail, agent), request=request)


@fill("message.menu")
def original(request: HttpRequest, *, message: Message, ticket: Ticket) -> str:
    """The source of the mail that the message came as, for whoever sees the ticket."""
    if not InboundMail.objects.filter(message=message).exists():
        return ""
    return render_to_string("email/_original.html", {"message": message}, request=request)


@fill("message.keys")
def key_of_original(request: HttpRequest) -> str:
    return render_to_string("email/_message_keys.html", request=request)


@fill("header.actions", order=10)
def failing_relay(request: HttpRequest) -> str:
    """Who looks after mail sees on every page that it does not leave."""
    agent = agent_of(request)
    if agent is None or not agent.may(Right.MAIL):
        return ""
    relay = kept("relay", "outbox", Relay.current)
    if not relay.is_alarming(now()):
        return ""
    return render_to_string("email/_failing_relay.html", {"relay": relay}, request=request)


@fill("navigation", order=80)
def outbox_link(request: HttpRequest) -> str:
    agent = agent_of(request)
    if agent is None or not agent.may(Right.MAIL):
        return ""
    context = {"is_current": request.path.startswith("/mail/outbox/")}
    return render_to_string("email/_navigation.html", context, request=request)


def _unsettled_mails(request: HttpRequest, ticket: Ticket) -> dict[int, OutboundMail]:
    """Those that have not simply left, by message; read once for all the messages of a page."""
    read: dict[int, dict[int, OutboundMail]] = request.__dict__.setdefault("_unsettled_mails", {})
    if ticket.pk not in read:
        mails = OutboundMail.objects.filter(ticket=ticket, message__isnull=False)
        # Most tickets have none: to ask for numbers is answered sooner than for whole mails.
        unsettled = list(
            mails.exclude(state=MailState.SENT, refused={}).values_list("pk", flat=True)
        )
        found = mails.filter(pk__in=unsettled).defer("text", "html") if unsettled else ()
        read[ticket.pk] = {mail.message_id: mail for mail in found if mail.message_id}
    return read[ticket.pk]


def _unsettled_on_side(
    request: HttpRequest, conversation: SideConversation
) -> dict[int, OutboundMail]:
    read: dict[int, OutboundMail] | None = request.__dict__.get("_unsettled_on_side")
    if read is None:
        mails = OutboundMail.objects.filter(side_message__conversation=conversation)
        unsettled = mails.exclude(state=MailState.SENT, refused={}).defer("text", "html")
        read = {mail.side_message_id: mail for mail in unsettled if mail.side_message_id}
        request.__dict__["_unsettled_on_side"] = read
    return read
