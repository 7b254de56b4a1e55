from django.db import models

from firstline.desk.models.ticket import Ticket
from firstline.team.models import Agent


class TicketReading(models.Model):
    """How far an agent has read a ticket: the number of the last message they were shown."""

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="readings")
    ticket = models.ForeignKey(
        Ticket, on_delete=models.CASCADE, related_name="readings", db_index=False
    )
    number = models.PositiveIntegerField()

    class Meta:
        constraints = [
            # The ticket first: that serves the page of one and the list of many.
            models.UniqueConstraint(fields=["ticket", "agent"], name="reading_is_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.agent_id} read {self.ticket_id} up to {self.number}"
