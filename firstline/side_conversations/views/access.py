"""The only ways to a side conversation: through a ticket that the agent may see (T36)."""

from django.http import Http404

from firstline.desk.models import Ticket
from firstline.desk.views.access import ticket_for
from firstline.side_conversations.actions import Place
from firstline.side_conversations.models import SideConversation, SideFile
from firstline.team.access import AgentRequest

_LARGEST_ID = 2**63 - 1


def conversation_for(request: AgentRequest, side_id: int) -> SideConversation:
    """Whatever ticket it is on by now."""
    visible = SideConversation.objects.visible_to(request.agent, removed=True)
    found: SideConversation | None = (
        visible.select_related("begun_by__person").filter(pk=side_id).first()
        if side_id <= _LARGEST_ID
        else None
    )
    if found is None:
        raise Http404
    return found


def on_ticket(request: AgentRequest, ticket_id: int, side_id: int) -> Place:
    """The conversation of that very ticket."""
    ticket = ticket_for(request, ticket_id)
    conversation = conversation_for(request, side_id)
    if conversation.ticket_id != ticket.pk:
        raise Http404
    return _place(ticket, conversation)


def place_for(request: AgentRequest, ticket_id: int) -> Place:
    """Where somebody writes: in the conversation that the address names, or to begin one."""
    side = request.GET.get("side", "")
    if side.isdecimal() and len(side) <= 18:
        return on_ticket(request, ticket_id, int(side))
    return Place(ticket_for(request, ticket_id))


def file_for(request: AgentRequest, file_id: int) -> SideFile:
    visible = SideFile.objects.visible_to(request.agent, removed=True).select_related("file")
    found: SideFile | None = visible.filter(pk=file_id).first() if file_id <= _LARGEST_ID else None
    if found is None:
        raise Http404
    return found


def _place(ticket: Ticket, conversation: SideConversation) -> Place:
    conversation.ticket = ticket
    return Place(ticket, conversation)
