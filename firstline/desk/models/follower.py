from django.db import models

from firstline.desk.models.ticket import Ticket
from firstline.platform.clock import now
from firstline.team.models import Agent


class Follower(models.Model):
    """An agent who wants to hear of what happens to a ticket, whoever works on it."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="followers")
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="followed")
    since = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "agent"], name="follower_is_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.agent_id} follows {self.ticket_id}"
