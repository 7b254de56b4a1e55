from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import pgettext_lazy

from firstline.desk.models.ticket import Ticket
from firstline.platform.clock import now
from firstline.team.models import Agent


class RearrangementKind(models.TextChoices):
    MERGE = "merge", pgettext_lazy("rearrangement of messages", "Merge")
    SPLIT = "split", pgettext_lazy("rearrangement of messages", "Split")
    MOVE = "move", pgettext_lazy("rearrangement of messages", "Move")


class RearrangementQuerySet(models.QuerySet["Rearrangement"]):
    def standing(self) -> Self:
        """Those that have not been undone."""
        return self.filter(undone_at__isnull=True)

    def of_tickets(self, ticket_ids: list[int]) -> Self:
        return self.filter(tickets__overlap=ticket_ids)


class Rearrangement(models.Model):
    """Messages went from tickets to another one, with all it takes to put them back."""

    kind = models.CharField(max_length=8, choices=RearrangementKind)
    # Where the messages went.
    target = models.ForeignKey(
        Ticket, on_delete=models.PROTECT, related_name="rearrangements", db_index=False
    )
    # All that had a part in it, the target too. Their rows are locked for the act and its undoing.
    tickets = ArrayField(models.BigIntegerField())
    # [message, the ticket it left, its number there, its number in the target], in this order.
    moved = models.JSONField(default=list)
    # By ticket: what the act changed, before and after, and whom and what it added.
    changes = models.JSONField(default=dict)
    made_at = models.DateTimeField(default=now)
    made_by = models.ForeignKey(
        Agent, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = RearrangementQuerySet.as_manager()

    class Meta:
        indexes = [GinIndex(fields=["tickets"], name="rearrangement_by_ticket")]

    def __str__(self) -> str:
        return f"{self.kind} into {self.target_id}"

    @property
    def message_ids(self) -> list[int]:
        return [message for message, _ticket, _number, _new in self.moved]

    @property
    def left_ids(self) -> list[int]:
        """The tickets whose messages went."""
        return [ident for ident in self.tickets if ident != self.target_id]
