from django.db import models

from firstline.desk.models.ticket import Ticket
from firstline.desk.models.ticket_status import TicketStatus
from firstline.team.models import Agent


class Draft(models.Model):
    """What an agent is writing. With `send_at` it is held: it goes out then, unless taken back."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="drafts")
    author = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="drafts")
    is_public = models.BooleanField(default=True)
    html = models.TextField(blank=True, default="")
    updated_at = models.DateTimeField()
    send_at = models.DateTimeField(null=True, blank=True)
    then_status = models.CharField(max_length=16, choices=TicketStatus, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "author", "is_public"],
                condition=models.Q(send_at__isnull=True),
                name="draft_is_unique",
            ),
        ]

    def __str__(self) -> str:
        return f"draft by {self.author_id} on {self.ticket_id}"

    @property
    def is_held(self) -> bool:
        return self.send_at is not None
