from datetime import timedelta
from typing import ClassVar, Self

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from firstline.desk.models.ticket import Ticket
from firstline.platform.clock import now
from firstline.team.models import Agent

_LATE_CANCEL = timedelta(seconds=3)


class BulkEditState(models.TextChoices):
    RUNNING = "running", _("Running")
    FINISHED = "finished", _("Done")
    CANCELLED = "cancelled", _("Cancelled")
    UNDOING = "undoing", _("Being undone")
    UNDONE = "undone", _("Undone")


class BulkEditQuerySet(models.QuerySet["BulkEdit"]):
    def visible_to(self, agent: Agent) -> Self:
        """One's own; admins see everybody's."""
        return self if agent.is_admin else self.filter(author=agent)


class BulkEdit(models.Model):
    """The same changes to many tickets, one after the other, and all it takes to undo them."""

    author = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="bulk_edits")
    # What of an address asks for the list; empty where the tickets were chosen one by one.
    listing = models.TextField(blank=True, default="")
    # Of the question that was said yes to: another yes to the same one begins nothing.
    token = models.UUIDField(null=True, unique=True)
    # As `Change.as_json` writes them.
    changes = models.JSONField()
    total = models.PositiveIntegerField(default=0)
    # How many of them were changed, were so already, and refused.
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    # Of those that were changed: put back, and left alone when all was put back.
    undone = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)
    # It changes nothing that could be put back, such as a macro that only writes.
    is_final = models.BooleanField(default=False, db_default=False)
    created_at = models.DateTimeField(default=now)
    # When it sends mail, it begins a moment later than it is asked for: until then it can be
    # cancelled whole.
    begins_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    # Why Firstline itself cancelled it, as a sentence.
    stopped_because = models.CharField(max_length=300, blank=True, default="", db_default="")
    undo_began_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        Agent, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    objects: ClassVar = BulkEditQuerySet.as_manager()

    def __str__(self) -> str:
        return f"bulk edit of {self.total} tickets"

    @property
    def state(self) -> BulkEditState:
        if self.undo_began_at is not None:
            return BulkEditState.UNDONE if self.undone_at else BulkEditState.UNDOING
        if self.cancelled_at is not None:
            return BulkEditState.CANCELLED
        return BulkEditState.FINISHED if self.finished_at else BulkEditState.RUNNING

    @property
    def state_label(self) -> str | Promise:
        return self.state.label

    @property
    def is_running(self) -> bool:
        """Whether tickets are still being changed, or put back."""
        return self.state in (BulkEditState.RUNNING, BulkEditState.UNDOING)

    @property
    def can_be_cancelled(self) -> bool:
        return self.state == BulkEditState.RUNNING

    @property
    def can_be_undone(self) -> bool:
        return self.undo_began_at is None and self.changed > 0 and not self.is_final

    @property
    def seconds_left(self) -> int:
        """How long it is said to wait; a little less than it does, for a late Cancel."""
        if self.begins_at is None or not self.can_be_cancelled:
            return 0
        return max(0, round((self.begins_at - now() - _LATE_CANCEL).total_seconds()))

    @property
    def done(self) -> int:
        """How many tickets it is through with."""
        if self.undo_began_at is not None:
            return self.undone + self.kept
        return self.changed + self.unchanged + self.refused

    @property
    def to_do(self) -> int:
        return self.changed if self.undo_began_at is not None else self.total


class BulkEditTicket(models.Model):
    """What a bulk edit did to one of its tickets."""

    edit = models.ForeignKey(
        BulkEdit, on_delete=models.CASCADE, related_name="tickets", db_index=False
    )
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="bulk_edits")
    done_at = models.DateTimeField(null=True, blank=True)
    # The changes that put it back; None where there is nothing to put back.
    before = models.JSONField(null=True, blank=True)
    # The last event that the changes made, and the names of all of them.
    last_event = models.BigIntegerField(null=True, blank=True)
    event_names = models.JSONField(default=list)
    # Why it was not changed, or not put back.
    refusal = models.CharField(max_length=300, blank=True, default="")
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edit", "ticket"], name="bulk_edit_once_a_ticket"),
        ]
        indexes = [
            models.Index(
                fields=["edit", "ticket"],
                name="bulk_edit_to_do",
                condition=models.Q(done_at__isnull=True),
            ),
            models.Index(
                fields=["edit", "ticket"],
                name="bulk_edit_to_undo",
                condition=models.Q(before__isnull=False, undone_at__isnull=True),
            ),
            models.Index(
                fields=["edit", "ticket"],
                name="bulk_edit_refusals",
                condition=~models.Q(refusal=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} in bulk edit {self.edit_id}"
