"""What e-mail puts into the pages of the desk."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from firstline.channels.email import transport
from firstline.channels.email.models import InboundMail, MailState, OutboundMail, Relay
from firstline.desk.models import Message, Ticket
from firstline.desk.queries.timeline import ShownMessage
from firstline.platform.clock import now
from firstline.platform.slots import fill
from firstline.team.access import agent_of
from firstline.team.models import Agent


@fill("message.footer")
def delivery(request: HttpRequest, *, message: ShownMessage, ticket: Ticket) -> str:
    """How it stands with the mail of a reply; nothing when it has simply left."""
    agent = agent_of(request)
    mail = _unsettled_mails(request, ticket).get(message.id)
    if agent is None or mail is None:
        return ""
    return render_to_string("email/_delivery.html", delivery_context(mail, agent), request=request)


def delivery_context(mail: OutboundMail, agent: Agent) -> dict[str, Any]:
    can_send = bool(mail.missing) and not agent.is_light and transport.relay() is not None
    return {"mail": mail, "can_retry": can_send, "is_admin": agent.is_admin}


@fill("message.menu")
def original(request: HttpRequest, *, message: Message, ticket: Ticket) -> str:
    """The source of the mail that the message came as, for whoever sees the ticket."""
    if not InboundMail.objects.filter(message=message).exists():
        return ""
    return render_to_string("email/_original.html", {"message": message}, request=request)


@fill("header.actions", order=10)
def failing_relay(request: HttpRequest) -> str:
    """Admins see on every page that mail does not leave."""
    agent = agent_of(request)
    if agent is None or not agent.is_admin:
        return ""
    relay = Relay.current()
    if not relay.is_alarming(now()):
        return ""
    return render_to_string("email/_failing_relay.html", {"relay": relay}, request=request)


@fill("navigation", order=80)
def outbox_link(request: HttpRequest) -> str:
    agent = agent_of(request)
    if agent is None or not agent.is_admin:
        return ""
    context = {"is_current": request.path.startswith("/mail/outbox/")}
    return render_to_string("email/_navigation.html", context, request=request)


def _unsettled_mails(request: HttpRequest, ticket: Ticket) -> dict[int, OutboundMail]:
    """Those that have not simply left, by message; read once for all the messages of a page."""
    read: dict[int, dict[int, OutboundMail]] = request.__dict__.setdefault("_unsettled_mails", {})
    if ticket.pk not in read:
        mails = OutboundMail.objects.filter(ticket=ticket, message__isnull=False)
        unsettled = mails.exclude(state=MailState.SENT, refused={}).defer("text", "html")
        read[ticket.pk] = {mail.message_id: mail for mail in unsettled if mail.message_id}
    return read[ticket.pk]
