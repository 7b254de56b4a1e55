"""What the tickets of one customer or organisation come to. Bounded, however many they are."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from firstline.desk.models import TicketStatus
from firstline.desk.models.ticket import SOLVED, UNSOLVED, TicketQuerySet

MOST_COUNTED = 99


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


def _shown(number: int) -> str:
    return f"{MOST_COUNTED}+" if number > MOST_COUNTED else str(number)
