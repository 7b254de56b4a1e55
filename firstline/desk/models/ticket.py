from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from firstline.customers.models import Customer
from firstline.team.models import Agent, AgentGroup


class TicketStatus(models.TextChoices):
    NEW = "new", pgettext_lazy("ticket status", "New")
    OPEN = "open", pgettext_lazy("ticket status", "Open")
    PENDING = "pending", pgettext_lazy("ticket status", "Pending")
    HOLD = "hold", pgettext_lazy("ticket status", "On hold")
    SOLVED = "solved", pgettext_lazy("ticket status", "Solved")
    CLOSED = "closed", pgettext_lazy("ticket status", "Closed")


UNSOLVED = (TicketStatus.NEW, TicketStatus.OPEN, TicketStatus.PENDING, TicketStatus.HOLD)
SOLVED = (TicketStatus.SOLVED, TicketStatus.CLOSED)


class Priority(models.TextChoices):
    LOW = "low", _("Low")
    NORMAL = "normal", _("Normal")
    HIGH = "high", _("High")
    URGENT = "urgent", _("Urgent")


class TicketQuerySet(models.QuerySet["Ticket"]):
    def visible_to(self, agent: Agent | None) -> Self:
        """The tickets this reader may know of: every list, page and count goes through it."""
        if agent is None:
            return self.none()
        if not agent.hidden_group_ids:
            return self
        # Written with "is null" because SQL's NOT IN drops the tickets that have no group.
        hidden = models.Q(group_id__in=agent.hidden_group_ids)
        return self.filter(models.Q(group_id__isnull=True) | ~hidden)

    def unsolved(self) -> Self:
        return self.filter(status__in=UNSOLVED)

    def solved(self) -> Self:
        return self.filter(status__in=SOLVED)

    def unassigned(self) -> Self:
        return self.filter(assignee__isnull=True)

    def assigned_to(self, agent: Agent) -> Self:
        return self.filter(assignee=agent)


class Ticket(models.Model):
    """One piece of work: a conversation with a customer, whatever the channel."""

    subject = models.CharField(max_length=500)
    status = models.CharField(max_length=16, choices=TicketStatus, default=TicketStatus.NEW)
    priority = models.CharField(max_length=16, choices=Priority, default=Priority.NORMAL)
    channel = models.CharField(max_length=16)
    language = models.CharField(max_length=16, blank=True, default="")
    tags = ArrayField(models.CharField(max_length=64), default=list, blank=True)
    requester = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="tickets")
    assignee = models.ForeignKey(
        Agent, null=True, blank=True, on_delete=models.PROTECT, related_name="tickets"
    )
    group = models.ForeignKey(
        AgentGroup, null=True, blank=True, on_delete=models.PROTECT, related_name="tickets"
    )
    follows = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="follow_ups"
    )
    # The desk's own address that the customer wrote to.
    recipient = models.CharField(max_length=254, blank=True, default="")

    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    solved_at = models.DateTimeField(null=True, blank=True)
    # The oldest message of the customer that nobody has answered yet.
    waiting_since = models.DateTimeField(null=True, blank=True)
    message_count = models.PositiveIntegerField(default=0)
    # How the conversation ended, for the list: written with every message.
    preview = models.CharField(max_length=200, blank=True, default="")

    search = SearchVectorField(null=True)

    objects: ClassVar = TicketQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-updated_at", "-id"], name="ticket_by_update"),
            models.Index(
                fields=["-updated_at", "-id"],
                name="ticket_unsolved",
                condition=models.Q(status__in=UNSOLVED),
            ),
            models.Index(
                fields=["assignee", "-updated_at", "-id"],
                name="ticket_unsolved_by_assignee",
                condition=models.Q(status__in=UNSOLVED),
            ),
            models.Index(
                fields=["-updated_at", "-id"],
                name="ticket_unassigned",
                condition=models.Q(status__in=UNSOLVED, assignee__isnull=True),
            ),
            models.Index(
                fields=["group", "-updated_at", "-id"],
                name="ticket_unsolved_by_group",
                condition=models.Q(status__in=UNSOLVED),
            ),
            models.Index(
                fields=["waiting_since", "id"],
                name="ticket_waiting",
                condition=models.Q(status__in=UNSOLVED, waiting_since__isnull=False),
            ),
            models.Index(fields=["requester", "-updated_at", "-id"], name="ticket_by_requester"),
            models.Index(
                fields=["-updated_at", "-id"],
                name="ticket_solved",
                condition=models.Q(status__in=SOLVED),
            ),
            models.Index(
                fields=["-updated_at", "-id"],
                name="ticket_pending",
                condition=models.Q(status=TicketStatus.PENDING),
            ),
            GinIndex(fields=["tags"], name="ticket_by_tag"),
            GinIndex(fields=["search"], name="ticket_search"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.subject}"

    @property
    def is_closed(self) -> bool:
        return self.status == TicketStatus.CLOSED

    @property
    def is_unsolved(self) -> bool:
        return self.status in UNSOLVED
