from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from firstline.desk.models.ticket import Ticket
from firstline.platform.clock import now


class LinkKind(models.TextChoices):
    """How one ticket stands to another, read from the first to the second."""

    RELATES = "relates", pgettext_lazy("link between tickets", "Relates to")
    DUPLICATES = "duplicates", pgettext_lazy("link between tickets", "Duplicates")
    BLOCKS = "blocks", pgettext_lazy("link between tickets", "Blocks")


class TicketLink(models.Model):
    """Two tickets have to do with each other. Parents and problems are columns of the ticket."""

    kind = models.CharField(max_length=16, choices=LinkKind)
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="links")
    # Of two that merely relate, this is the one with the larger number.
    other = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="links_back")
    made_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "other", "kind"], name="link_is_unique"),
            models.CheckConstraint(
                condition=~models.Q(ticket=models.F("other")), name="link_joins_two_tickets"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.kind} {self.other_id}"


class Relation(models.TextChoices):
    """What the other ticket is to this one: links from either end, parents and problems."""

    RELATES = "relates", _("Related to")
    DUPLICATES = "duplicates", _("Duplicate of")
    DUPLICATED_BY = "duplicated_by", _("Has the duplicate")
    BLOCKS = "blocks", _("Blocks")
    BLOCKED_BY = "blocked_by", _("Blocked by")
    PARENT = "parent", _("Part of")
    CHILD = "child", _("Has the part")
    PROBLEM = "problem", _("Incident of the problem")
    INCIDENT = "incident", _("Problem with the incident")

    @property
    def inverse(self) -> "Relation":
        """What this ticket is to the other one."""
        return _INVERSES.get(self, self)


_PAIRS = (
    (Relation.DUPLICATES, Relation.DUPLICATED_BY),
    (Relation.BLOCKS, Relation.BLOCKED_BY),
    (Relation.PARENT, Relation.CHILD),
    (Relation.PROBLEM, Relation.INCIDENT),
)
_INVERSES = {**dict(_PAIRS), **{back: there for there, back in _PAIRS}}
