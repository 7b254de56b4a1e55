"""Whom news of a side conversation concerns."""

from firstline.desk.models import Ticket
from firstline.side_conversations.models import SideConversation


def concerned_by(conversation: SideConversation, ticket: Ticket) -> set[int]:
    """Who has the ticket, who follows it, and who asked."""
    followers = ticket.followers.values_list("agent_id", flat=True)
    concerned = {ticket.assignee_id, conversation.begun_by_id, *followers}
    return {ident for ident in concerned if ident is not None}
