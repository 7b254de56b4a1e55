from django.db import transaction

from firstline.platform.clock import now
from firstline.platform.events.publishing import publish
from firstline.side_conversations.actions.holding import held
from firstline.side_conversations.events import SideConversationDone, SideConversationReopened
from firstline.side_conversations.models import SideConversation
from firstline.team.models import Agent
from firstline.team.rights import Right
from firstline.team.rules import must


@transaction.atomic
def finish(conversation: SideConversation, *, by: Agent) -> SideConversation:
    """Nothing more is expected of it. Whoever outside writes again takes it up again."""
    must(by, Right.REPLY)
    ticket, conversation = held(conversation)
    if conversation.is_done:
        return conversation
    conversation.done_at = now()
    conversation.save(update_fields=["done_at"])
    publish(SideConversationDone(ticket=ticket, conversation=conversation, by=by))
    return conversation


@transaction.atomic
def reopen(conversation: SideConversation, *, by: Agent) -> SideConversation:
    """It was not done after all."""
    must(by, Right.REPLY)
    ticket, conversation = held(conversation)
    if not conversation.is_done:
        return conversation
    conversation.done_at = None
    conversation.save(update_fields=["done_at"])
    publish(SideConversationReopened(ticket=ticket, conversation=conversation, by=by))
    return conversation
