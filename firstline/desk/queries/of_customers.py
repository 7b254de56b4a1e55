"""What the tickets of one customer or organisation come to. Bounded, however many they are."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar, NamedTuple
from zoneinfo import ZoneInfo

from django.db import connection

from firstline.customers import rules
from firstline.customers.facts import Fact, notes_of_customers
from firstline.customers.models import Customer
from firstline.desk.models import Ticket, TicketStatus
from firstline.desk.models.ticket import SOLVED, UNSOLVED, TicketQuerySet
from firstline.platform.accounts.time_zones import is_time_zone
from firstline.platform.clock import now
from firstline.platform.language import language_name
from firstline.platform.ui.times import clock_text
from firstline.team.models import Agent
from firstline.team.rights import Right

MOST_COUNTED = 99
# When people can be called.
_DAY = (8, 20)


class RelatedTicket(NamedTuple):
    """Another ticket of the same customer, as the sidebar names it."""

    id: int
    subject: str
    status: str
    updated_at: datetime

    @property
    def status_label(self) -> str:
        return str(TicketStatus(self.status).label)


@dataclass(frozen=True)
class TicketCounts:
    """How many are not solved, and how many there are; up to `MOST_COUNTED` and one."""

    unsolved: int
    total: int

    @property
    def shown_unsolved(self) -> str:
        return _shown(self.unsolved)

    @property
    def shown_total(self) -> str:
        return _shown(self.total)


def counts_of_tickets(tickets: TicketQuerySet) -> TicketCounts:
    """Both numbers by one query."""
    pieces: list[str] = []
    parameters: list[Any] = []
    for counted in (tickets.unsolved(), tickets):
        rows = counted.order_by().values("id")[: MOST_COUNTED + 1]
        sql, its_parameters = rows.query.sql_with_params()
        pieces.append(f"(SELECT count(*) FROM ({sql}) AS tickets)")  # noqa: S608 - the ORM's own SQL
        parameters.extend(its_parameters)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(pieces)}", parameters)
        unsolved, total = cursor.fetchone() or (0, 0)
    return TicketCounts(unsolved, total)


def unsolved_first(tickets: TicketQuerySet, *, most: int) -> list[RelatedTicket]:
    """Those that are not solved, then the others, the newest of each first; by one query."""
    newest = tickets.order_by("-updated_at", "-id").values_list(
        "id", "subject", "status", "updated_at"
    )
    rows = newest.filter(status__in=UNSOLVED)[:most].union(
        newest.filter(status__in=SOLVED)[:most], all=True
    )
    newest_first = sorted(map(RelatedTicket._make, rows), key=lambda row: row.updated_at)[::-1]
    return sorted(newest_first, key=lambda row: row.status in SOLVED)[:most]


@dataclass(frozen=True)
class PersonCard:
    """The customer of a ticket in one glance; each part asks the database when it is shown."""

    ticket: Ticket
    agent: Agent

    MOST_OTHERS: ClassVar = 5

    @property
    def customer(self) -> Customer:
        return self.ticket.requester

    @property
    def may_change(self) -> bool:
        return rules.may_change(self.agent)

    @property
    def may_look(self) -> bool:
        """Whether the person's own page is there for the agent."""
        return self.agent.may(Right.SEE_CUSTOMERS)

    @property
    def notes(self) -> Fact:
        return notes_of_customers()

    @property
    def language(self) -> str:
        return language_name(self.customer.person.language)

    @cached_property
    def _there(self) -> datetime | None:
        """The time where they are."""
        zone = self.customer.person.time_zone
        return now().astimezone(ZoneInfo(zone)) if is_time_zone(zone) else None

    @property
    def local_time(self) -> str:
        return clock_text(self._there) if self._there else ""

    @property
    def is_night(self) -> bool:
        return self._there is not None and not _DAY[0] <= self._there.hour < _DAY[1]

    @cached_property
    def counts(self) -> TicketCounts:
        return counts_of_tickets(self._others)

    @cached_property
    def others(self) -> list[RelatedTicket]:
        """Their other tickets: those that are not solved first."""
        return unsolved_first(self._others, most=self.MOST_OTHERS)

    @property
    def _others(self) -> TicketQuerySet:
        visible = Ticket.objects.visible_to(self.agent)
        others: TicketQuerySet = visible.filter(requester=self.customer).exclude(pk=self.ticket.pk)
        return others


def _shown(number: int) -> str:
    return f"{MOST_COUNTED}+" if number > MOST_COUNTED else str(number)
