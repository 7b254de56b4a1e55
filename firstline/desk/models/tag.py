from django.contrib.postgres.fields import ArrayField
from django.db import models

from firstline.desk.models.ticket import Ticket
from firstline.team.models import Agent


class TagUse(models.Model):
    """How many tickets have a tag, by the group they are in; a job sums up `TagUseChange`."""

    name = models.CharField(max_length=64, db_index=True)
    # 0 for tickets of no group.
    group_id = models.BigIntegerField()
    tickets = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "group_id"], name="tag_use_is_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.name} on {self.tickets}"


class TagUseChange(models.Model):
    """One ticket more or less with a tag. Written by a trigger, so that no two tickets wait for
    each other to count.
    """

    name = models.CharField(max_length=64)
    group_id = models.BigIntegerField()
    change = models.SmallIntegerField()

    def __str__(self) -> str:
        return f"{self.name} {self.change:+d}"


class TagChange(models.Model):
    """Tags that become another one on all tickets, or go: a job does it, and can undo it."""

    sources = ArrayField(models.CharField(max_length=64))
    # Empty where the tags are deleted.
    target = models.CharField(max_length=64, blank=True, default="")
    author = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    # How many tickets have to change, and how many have been.
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        Agent, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return ", ".join(self.sources)

    @property
    def is_going_on(self) -> bool:
        return self.finished_at is None


class Retagging(models.Model):
    """A ticket that a change of tags is about: what was taken from it, and whether it got one."""

    change = models.ForeignKey(
        TagChange, on_delete=models.CASCADE, related_name="retaggings", db_index=False
    )
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    is_done = models.BooleanField(default=False)
    removed = ArrayField(models.CharField(max_length=64), default=list)
    has_gained = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["change", "ticket"], name="ticket_is_retagged_once"),
        ]
        indexes = [
            models.Index(fields=["change", "is_done", "ticket"], name="retagging_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} in {self.change_id}"
