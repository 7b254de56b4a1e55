from django.db import models

from firstline.desk.models.message import Message
from firstline.platform.clock import now
from firstline.team.models import Agent


class TimeEntry(models.Model):
    """How long an agent worked on a ticket up to one message; it goes where the message goes."""

    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="time_entry")
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="time_entries")
    minutes = models.PositiveIntegerField()
    at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"{self.minutes} minutes before message {self.message_id}"
