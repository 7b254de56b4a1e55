"""What side conversations put into the pages of the desk."""

from functools import partial
from typing import Any, cast

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from firstline.desk.models import Message, Ticket
from firstline.desk.views.answers import in_view
from firstline.platform.slots import fill
from firstline.side_conversations.actions import Place
from firstline.side_conversations.queries.shown import conversations_of
from firstline.side_conversations.views.parts import SidePage
from firstline.team.access import AgentRequest, agent_of


@fill("ticket.beside")
def beside_ticket(request: HttpRequest, *, ticket: Ticket, **_: Any) -> str:
    """Those of the ticket. Without any there is nothing: the menu and a key lead to the first."""
    agent = agent_of(request)
    if agent is None:
        return ""
    conversations = conversations_of(ticket, agent)
    if not conversations:
        return ""
    context = {
        "ticket": ticket,
        "conversations": conversations,
        "may_begin": _may_begin(request, ticket),
        "in_view": partial(in_view, request),
    }
    return render_to_string("side_conversations/_beside_ticket.html", context, request)


@fill("ticket.menu", order=30)
def new_conversation(request: HttpRequest, *, ticket: Ticket, **_: Any) -> str:
    if agent_of(request) is None or not _may_begin(request, ticket):
        return ""
    address = in_view(request, reverse("side_conversations", args=[ticket.pk]))
    return render_to_string("side_conversations/_ticket_menu.html", {"address": address}, request)


@fill("message.menu", order=30)
def ask_about(request: HttpRequest, *, message: Message, ticket: Ticket, **_: Any) -> str:
    """Begin one with the words of this message, which the agent may still cut."""
    if agent_of(request) is None or not _may_begin(request, ticket):
        return ""
    address = in_view(request, reverse("side_quotes", args=[ticket.pk]))
    context = {"message": message, "address": address}
    return render_to_string("side_conversations/_message_menu.html", context, request)


def _may_begin(request: HttpRequest, ticket: Ticket) -> bool:
    return SidePage(cast("AgentRequest", request), Place(ticket)).may_write
