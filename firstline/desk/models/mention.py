from django.db import models

from firstline.desk.models.message import Message
from firstline.platform.clock import now
from firstline.team.models import Agent


class Mention(models.Model):
    """A colleague was named in a note, alone or with a whole group."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="mentions")
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="mentions")
    at = models.DateTimeField(default=now)
    # When the agent opened the ticket after that.
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "agent"], name="mention_is_unique"),
        ]
        indexes = [
            models.Index(fields=["agent", "-at", "-id"], name="mention_by_agent"),
            models.Index(
                fields=["agent", "message"],
                name="mention_unread",
                condition=models.Q(read_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agent_id} in {self.message_id}"
