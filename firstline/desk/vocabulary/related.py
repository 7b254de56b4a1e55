"""Fields about rows beside the ticket: who hears of it, whose it is, what hangs on it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Exists, Model, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from firstline.desk.models import Follower, Participant, Ticket
from firstline.desk.models.ticket import TicketQuerySet
from firstline.desk.vocabulary import facts, meanings
from firstline.desk.vocabulary.directories import People
from firstline.platform.conditions.columns import NO_ROW, Path, compared
from firstline.platform.conditions.fields import Field
from firstline.platform.conditions.kinds import NUMBER, SEVERAL, TAGS
from firstline.platform.conditions.perspective import Perspective
from firstline.team.models import Agent


@dataclass(frozen=True)
class Beside:
    """A column of the rows that name the ticket, read as a list."""

    rows: type[Model]
    column: str

    def has(self, lookup: str, value: Any) -> Q:
        return self._exists(**{f"{self.column}__{lookup}": value})

    def is_absent(self) -> Q:
        return ~self._exists()

    def overlaps(self, values: Sequence[Any]) -> Q:
        return self._exists(**{f"{self.column}__in": values})

    def _exists(self, **fitting: Any) -> Q:
        rows = self.rows._default_manager.filter(ticket=OuterRef("pk"), **fitting)
        return Q(Exists(rows))


@dataclass(frozen=True)
class NumberOfIncidents:
    """How many tickets name the ticket as their problem: as far as the reader may know of them,
    and those in bin and spam left out.
    """

    reader: Agent | None = None

    def has(self, lookup: str, value: Any) -> Q:
        incidents = self._present().filter(problem=OuterRef("pk")).order_by()
        number = Subquery(incidents.values("problem").annotate(number=Count("*")).values("number"))
        return compared(Coalesce(number, 0), lookup, value)

    def is_absent(self) -> Q:
        """There is always a number, if it is none at all."""
        return NO_ROW

    def of(self, ticket: Ticket) -> int:
        return self._present().filter(problem=ticket).count()

    def _present(self) -> TicketQuerySet:
        """All of them, for rules that run by themselves."""
        if self.reader is None:
            return Ticket.objects.filter(removed_at=None)
        return Ticket.objects.visible_to(self.reader)


def _incidents_seen(field: Field, perspective: Perspective) -> Field:
    seen = NumberOfIncidents(perspective.reader)
    return replace(field, column=seen, value=seen.of)


def _organisation_tags(ticket: Ticket) -> list[str]:
    return ticket.organisation.tags if ticket.organisation else []


RELATED = [
    Field(
        name="followers",
        label=_("Followers"),
        kind=SEVERAL,
        column=Beside(Follower, "agent_id"),
        value=lambda ticket: [one.agent_id for one in ticket.followers.all()],
        means=meanings.agent_id,
        options=facts.agents,
        section=facts.TICKET,
        icon="bell",
    ),
    Field(
        name="cc",
        label=_("Copied in"),
        kind=SEVERAL,
        column=Beside(Participant, "customer_id"),
        value=lambda ticket: [one.customer_id for one in ticket.participants.all()],
        means=meanings.id_of,
        directory=People(),
        section=facts.CUSTOMER,
        icon="users",
    ),
    Field(
        name="requester.tags",
        label=_("Tags of the customer"),
        kind=TAGS,
        column=Path("requester__tags"),
        value=lambda ticket: ticket.requester.tags,
        section=facts.CUSTOMER,
        icon="tag",
    ),
    Field(
        name="organization.tags",
        label=_("Tags of the organisation"),
        kind=TAGS,
        column=Path("organisation__tags"),
        value=_organisation_tags,
        section=facts.CUSTOMER,
        icon="tag",
    ),
    Field(
        name="incidents",
        label=_("Incidents of the problem"),
        kind=NUMBER,
        column=NumberOfIncidents(),
        value=NumberOfIncidents().of,
        section=facts.COUNTS,
        icon="hash",
        as_seen=_incidents_seen,
    ),
]
