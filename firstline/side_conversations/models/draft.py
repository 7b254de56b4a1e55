from django.db import models

from firstline.desk.models import Ticket
from firstline.side_conversations.models.conversation import SideConversation
from firstline.team.models import Agent


class SideDraft(models.Model):
    """What an agent is writing: to begin a conversation on a ticket, or to go on with one."""

    ticket = models.ForeignKey(
        Ticket, null=True, on_delete=models.CASCADE, related_name="side_drafts"
    )
    conversation = models.ForeignKey(
        SideConversation, null=True, on_delete=models.CASCADE, related_name="drafts"
    )
    author = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="+", db_index=False)
    # Addresses, once somebody has chosen whom to write to.
    to = models.JSONField(default=list)
    subject = models.CharField(max_length=500, blank=True, default="")
    html = models.TextField(blank=True, default="")
    is_signed = models.BooleanField(default=True)
    updated_at = models.DateTimeField()
    # Counts what was kept, so that no window overwrites what another one wrote meanwhile.
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ticket__isnull=False, conversation__isnull=True)
                | models.Q(ticket__isnull=True, conversation__isnull=False),
                name="side_draft_has_one_place",
            ),
            models.UniqueConstraint(
                fields=["author", "ticket"],
                condition=models.Q(ticket__isnull=False),
                name="side_draft_of_ticket_is_unique",
            ),
            models.UniqueConstraint(
                fields=["author", "conversation"],
                condition=models.Q(conversation__isnull=False),
                name="side_draft_of_conversation_is_unique",
            ),
        ]

    def __str__(self) -> str:
        return f"side draft by {self.author_id}"
