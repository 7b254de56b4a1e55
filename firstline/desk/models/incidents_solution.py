from django.contrib.postgres.fields import ArrayField
from django.db import models

from firstline.desk.models.ticket import Ticket
from firstline.team.models import Agent


class IncidentsSolution(models.Model):
    """A problem's incidents are being solved, one after the other, with the same words to each."""

    problem = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="solutions")
    author = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+")
    html = models.TextField(blank=True, default="")
    # Until then it can be taken back.
    starts_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    waiting = ArrayField(models.BigIntegerField())
    solved = models.PositiveIntegerField(default=0)
    # The incidents that refused, and why: [[ticket, sentence], …].
    refused = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"incidents of {self.problem_id}"

    @property
    def total(self) -> int:
        return self.solved + len(self.refused) + len(self.waiting)

    @property
    def is_over(self) -> bool:
        return self.finished_at is not None or self.taken_back_at is not None
