from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest

from firstline.side_conversations.models import SideConversation, SideReading
from firstline.team.models import Agent


@transaction.atomic
def mark_read(conversation: SideConversation, *, number: int, by: Agent) -> None:
    """Note that the agent was shown the conversation up to this message. It never goes back."""
    number = min(number, conversation.message_count)
    own = SideReading.objects.filter(conversation=conversation, agent=by)
    further = own.filter(number__lt=number)
    if not further.update(number=Greatest(F("number"), Value(number))) and not own.exists():
        SideReading.objects.bulk_create(
            [SideReading(conversation=conversation, agent=by, number=number)],
            ignore_conflicts=True,
        )
