from typing import Any, ClassVar, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from firstline.customers.models import Customer, Membership, Organisation, Sight
from firstline.desk.models.custom_status import CustomStatus
from firstline.desk.models.ticket_form import TicketForm
from firstline.desk.models.ticket_status import TicketStatus
from firstline.platform.search.windows import searched_in_windows
from firstline.team.models import Agent, AgentGroup
from firstline.team.rights import Sees

UNSOLVED = (TicketStatus.NEW, TicketStatus.OPEN, TicketStatus.PENDING, TicketStatus.HOLD)
SOLVED = (TicketStatus.SOLVED, TicketStatus.CLOSED)


class Priority(models.TextChoices):
    LOW = "low", _("Low")
    NORMAL = "normal", _("Normal")
    HIGH = "high", _("High")
    URGENT = "urgent", _("Urgent")


class TicketType(models.TextChoices):
    QUESTION = "question", pgettext_lazy("type of ticket", "Question")
    INCIDENT = "incident", pgettext_lazy("type of ticket", "Incident")
    PROBLEM = "problem", pgettext_lazy("type of ticket", "Problem")
    TASK = "task", pgettext_lazy("type of ticket", "Task")


class Removal(models.TextChoices):
    """Where tickets go that are out of everybody's way; both can be undone for a while."""

    SPAM = "spam", _("Spam")
    BIN = "bin", _("Bin")


class TicketQuerySet(models.QuerySet["Ticket"]):
    def visible_to(self, agent: Agent | None, *, removed: bool = False) -> Self:
        """The tickets this reader may know of: every list, page and count goes through it.

        Those in the bin and in spam are only there for who asks for them with `removed`.
        """
        if agent is None:
            return self.none()
        tickets = self if removed else self.filter(removed_at__isnull=True)
        if agent.sees != Sees.ALL:
            tickets = tickets.filter(_within_sight(agent))
        if not agent.hidden_group_ids:
            return tickets
        # Written with "is null" because SQL's NOT IN drops the tickets that have no group.
        hidden = models.Q(group_id__in=agent.hidden_group_ids)
        return tickets.filter(models.Q(group_id__isnull=True) | ~hidden)

    def visible_to_customer(self, customer: Customer | None) -> Self:
        """The tickets a customer may know of, where nobody from the team stands between.

        Their own, those they are copied in on, and of the organisations they belong to now what
        their memberships let them see. A ticket stays with the organisation that its requester
        belonged to when it was opened: who moves on takes the old tickets' sight from nobody, and
        the old colleagues see none of the new ones.
        """
        if customer is None or customer.merged_into_id is not None:
            return self.none()
        current = Membership.objects.current().filter(
            customer=customer, organisation=models.OuterRef("organisation")
        )
        of_colleagues = models.Q(models.Exists(current.filter(sees=Sight.ALL))) | models.Q(
            models.Exists(current.filter(sees=Sight.CHOSEN, chosen=models.OuterRef("requester")))
        )
        copied_in = models.Q(pk__in=customer.participations.values("ticket"))
        return self.filter(
            models.Q(requester=customer) | copied_in | of_colleagues, removed_at__isnull=True
        )

    def living(self) -> Self:
        """Without those that were merged away: their messages are elsewhere."""
        return self.filter(merged_into__isnull=True)

    def unsolved(self) -> Self:
        return self.filter(status__in=UNSOLVED)

    def solved(self) -> Self:
        return self.filter(status__in=SOLVED)

    def unassigned(self) -> Self:
        return self.filter(assignee__isnull=True)

    def assigned_to(self, agent: Agent) -> Self:
        return self.filter(assignee=agent)


class _IsAmong(models.Func):
    """`id = ANY (ARRAY(…))`: unlike `IN (…)` beside an `OR`, an index finds what it means."""

    template = "%(expressions)s)"
    arg_joiner = " = ANY ("
    output_field = models.BooleanField()


def _among(column: str, rows: models.QuerySet[Any, Any]) -> models.Q:
    return models.Q(_IsAmong(models.F(column), ArraySubquery(rows)))


def _within_sight(agent: Agent) -> models.Q:
    """What a role shows that does not show all: one's own, and perhaps those of one's groups.

    Each part is a plain condition on the row or a short list of ids, so that who has few tickets
    is led to them by indexes, and who has many meets them early in the order of the list.
    """
    shown = (
        models.Q(assignee=agent)
        | models.Q(requester=agent.pk)
        | _among("id", agent.followed.values("ticket"))
        | _among("id", agent.mentions.values("message__ticket"))
    )
    if agent.sees == Sees.GROUPS:
        shown |= _among("group_id", agent.memberships.values("group"))
    return shown


_PRESENT = models.Q(removed_at__isnull=True)
_IN_HAND = _PRESENT & models.Q(status__in=UNSOLVED)


def _ticket_link(related_name: str) -> "models.ForeignKey[Ticket | None, Ticket | None]":
    """A pointer to another ticket that few tickets have; a partial index serves it."""
    return models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name=related_name,
        db_index=False,
    )


class Ticket(models.Model):
    """One piece of work: a conversation with a customer, whatever the channel."""

    subject = models.CharField(max_length=500)
    status = models.CharField(max_length=16, choices=TicketStatus, default=TicketStatus.NEW)
    priority = models.CharField(max_length=16, choices=Priority, default=Priority.NORMAL)
    channel = models.CharField(max_length=16)
    language = models.CharField(max_length=16, blank=True, default="")
    tags = ArrayField(models.CharField(max_length=64), default=list, blank=True)
    # These three begin indexes below.
    requester = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="tickets", db_index=False
    )
    # Which the requester belonged to when it was opened; it stays when they move on.
    organisation = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="tickets",
        db_index=False,
    )
    assignee = models.ForeignKey(
        Agent,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="tickets",
        db_index=False,
    )
    group = models.ForeignKey(
        AgentGroup,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="tickets",
        db_index=False,
    )
    follows = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="follow_ups"
    )
    # The desk's own address that the customer wrote to.
    recipient = models.CharField(max_length=254, blank=True, default="")

    type = models.CharField(
        max_length=16, choices=TicketType, blank=True, default="", db_default=""
    )
    # Within the category that `status` is; None for the desk's own word for it.
    custom_status = models.ForeignKey(
        CustomStatus,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    form = models.ForeignKey(
        TicketForm,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    # What custom fields hold, by `CustomField.slot`; absent for nothing.
    fields = models.JSONField(default=dict, blank=True, db_default={})
    due_at = models.DateTimeField(null=True, blank=True)

    # How tickets hang together. What was merged is closed and points to where it lives on.
    merged_into = _ticket_link("merged")
    parent = _ticket_link("children")
    # The problem that this incident is one of.
    problem = _ticket_link("incidents")

    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    solved_at = models.DateTimeField(null=True, blank=True)
    solved_by = models.ForeignKey(
        Agent,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="solved_tickets",
        db_index=False,
    )
    assigned_at = models.DateTimeField(null=True, blank=True)
    status_changed_at = models.DateTimeField(null=True, blank=True)
    # When the requester's side and the assignee last wrote or changed something.
    customer_acted_at = models.DateTimeField(null=True, blank=True)
    assignee_acted_at = models.DateTimeField(null=True, blank=True)
    # Out of sight until then, or until the customer writes when no time is set.
    is_snoozed = models.BooleanField(default=False, db_default=False)
    snoozed_until = models.DateTimeField(null=True, blank=True)
    snoozed_by = models.ForeignKey(
        Agent, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_as = models.CharField(
        max_length=8, choices=Removal, blank=True, default="", db_default=""
    )
    # How often: opened again, answered publicly, handed to another agent, to another group.
    reopens = models.PositiveIntegerField(default=0, db_default=0)
    # In minutes, over all agents; written by `spend_time`.
    time_spent = models.PositiveIntegerField(default=0, db_default=0)
    replies = models.PositiveIntegerField(default=0, db_default=0)
    agent_stations = models.PositiveIntegerField(default=0, db_default=0)
    group_stations = models.PositiveIntegerField(default=0, db_default=0)

    # The oldest message of the customer that nobody has answered yet.
    waiting_since = models.DateTimeField(null=True, blank=True)
    message_count = models.PositiveIntegerField(default=0)
    # How the conversation ended, for the list: written with every message.
    preview = models.CharField(max_length=200, blank=True, default="")

    search = SearchVectorField(null=True)

    objects: ClassVar = TicketQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["-updated_at", "-id"], name="ticket_by_update", condition=_PRESENT
            ),
            models.Index(fields=["-updated_at", "-id"], name="ticket_unsolved", condition=_IN_HAND),
            models.Index(
                fields=["assignee", "-updated_at", "-id"],
                name="ticket_unsolved_by_assignee",
                condition=_IN_HAND,
            ),
            models.Index(
                fields=["-updated_at", "-id"],
                name="ticket_unassigned",
                condition=_IN_HAND & models.Q(assignee__isnull=True),
            ),
            models.Index(
                fields=["group", "-updated_at", "-id"],
                name="ticket_unsolved_by_group",
                condition=_IN_HAND,
            ),
            models.Index(
                fields=["waiting_since", "id"],
                name="ticket_waiting",
                condition=_IN_HAND & models.Q(waiting_since__isnull=False),
            ),
            models.Index(fields=["requester", "-updated_at", "-id"], name="ticket_by_requester"),
            models.Index(
                fields=["organisation", "-updated_at", "-id"],
                name="ticket_by_organisation",
                condition=models.Q(organisation__isnull=False),
            ),
            models.Index(
                fields=["-updated_at", "-id"],
                name="ticket_solved",
                condition=_PRESENT & models.Q(status__in=SOLVED),
            ),
            models.Index(
                fields=["-updated_at", "-id"],
                name="ticket_not_yet_closed",
                condition=_PRESENT & models.Q(status=TicketStatus.SOLVED),
            ),
            models.Index(
                fields=["assignee", "-updated_at", "-id"],
                name="ticket_by_assignee",
                condition=models.Q(assignee__isnull=False),
            ),
            models.Index(
                fields=["group", "-updated_at", "-id"],
                name="ticket_by_group",
                condition=models.Q(group__isnull=False),
            ),
            models.Index(
                fields=["-updated_at", "-id"],
                name="ticket_pending",
                condition=_PRESENT & models.Q(status=TicketStatus.PENDING),
            ),
            models.Index(
                fields=["solved_by", "-solved_at", "-id"],
                name="ticket_by_solver",
                condition=_PRESENT & models.Q(solved_by__isnull=False),
            ),
            models.Index(
                fields=["snoozed_until", "id"],
                name="ticket_snoozed",
                condition=_PRESENT & models.Q(is_snoozed=True),
            ),
            models.Index(
                fields=["removed_as", "-removed_at", "-id"],
                name="ticket_removed",
                condition=models.Q(removed_at__isnull=False),
            ),
            *(
                models.Index(
                    fields=[link],
                    name=f"ticket_by_{link}",
                    condition=models.Q(**{f"{link}__isnull": False}),
                )
                for link in ("merged_into", "parent", "problem", "custom_status", "form")
            ),
            GinIndex(fields=["tags"], name="ticket_by_tag"),
            # Only of tickets that have any: it serves "how many have this field filled in".
            GinIndex(fields=["fields"], name="ticket_by_field", condition=~models.Q(fields={})),
            searched_in_windows("ticket_search"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.subject}"

    @property
    def is_closed(self) -> bool:
        return self.status == TicketStatus.CLOSED

    @property
    def is_unsolved(self) -> bool:
        return self.status in UNSOLVED

    @property
    def status_label(self) -> str:
        """The desk's own word for where the ticket stands, or the category's."""
        own = self.custom_status
        return own.label if own else str(TicketStatus(self.status).label)

    @property
    def is_removed(self) -> bool:
        return self.removed_at is not None
