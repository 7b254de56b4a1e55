from django.db import models

from firstline.desk.models.ticket import Ticket
from firstline.team.models import Agent


class Draft(models.Model):
    """What an agent is writing. With `send_at` it waits: it goes out then, unless taken back."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="drafts")
    author = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="drafts")
    is_public = models.BooleanField(default=True)
    html = models.TextField(blank=True, default="")
    updated_at = models.DateTimeField()
    # Counts what was kept, so that no window overwrites what another one wrote meanwhile.
    version = models.PositiveIntegerField(default=0, db_default=0)

    # For this reply only: who else gets it, and who does not, as addresses.
    cc = models.JSONField(default=list, blank=True, db_default=[])
    bcc = models.JSONField(default=list, blank=True, db_default=[])
    left_out = models.JSONField(default=list, blank=True, db_default=[])
    # What it is written in; empty for what the words themselves say.
    language = models.CharField(max_length=16, blank=True, default="", db_default="")
    is_signed = models.BooleanField(default=True, db_default=True)
    # How many minutes its author has worked on it; 0 where time is not tracked.
    minutes = models.PositiveIntegerField(default=0, db_default=0)
    # Colleagues may read it, and take it over.
    shared_at = models.DateTimeField(null=True, blank=True)

    send_at = models.DateTimeField(null=True, blank=True)
    # A category, or the number of an own status.
    then_status = models.CharField(max_length=16, blank=True, default="")
    # Put off to a time the author chose, and not only held for a moment.
    is_scheduled = models.BooleanField(default=False, db_default=False)
    # The last message when it was put off; None sends it whatever the customer writes meanwhile.
    unless_after = models.PositiveIntegerField(null=True, blank=True)

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
