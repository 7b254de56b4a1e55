"""The list of tickets: keyset pages of a view, and bounded counts. No cost grows with the table."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.functional import Promise

from firstline.desk.models import Priority, Ticket, TicketStatus
from firstline.desk.standing_views import Order, StandingView
from firstline.team.models import Agent

PAGE = 50
# A page that is refreshed keeps what was scrolled into view, up to so many rows.
LONGEST_PAGE = 500
MOST_COUNTED = 999

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_STATUS_LABELS = dict(TicketStatus.choices)
_PRIORITY_LABELS = dict(Priority.choices)
_COLUMNS = (
    "id",
    "subject",
    "status",
    "priority",
    "tags",
    "preview",
    "updated_at",
    "waiting_since",
    "message_count",
    "group__name",
    "requester__person__name",
    "requester__person__email",
    "assignee__person__name",
)


@dataclass(frozen=True, slots=True)
class TicketRow:
    """One ticket as the list shows it."""

    id: int
    subject: str
    status: str
    status_label: str | Promise
    priority: str
    priority_label: str | Promise
    tags: list[str]
    preview: str
    updated_at: datetime
    waiting_since: datetime | None
    message_count: int
    group: str
    requester: str
    assignee: str

    @property
    def path(self) -> str:
        # As `reverse("ticket")` says, which is too slow to ask for every row; a test compares.
        return f"/tickets/{self.id}/"

    @classmethod
    def of(cls, row: dict[str, Any]) -> Self:
        return cls(
            id=row["id"],
            subject=row["subject"],
            status=row["status"],
            status_label=_STATUS_LABELS[row["status"]],
            priority=row["priority"],
            priority_label=_PRIORITY_LABELS[row["priority"]],
            tags=row["tags"],
            preview=row["preview"],
            updated_at=row["updated_at"],
            waiting_since=row["waiting_since"],
            message_count=row["message_count"],
            group=row["group__name"] or "",
            requester=row["requester__person__name"] or row["requester__person__email"] or "",
            assignee=row["assignee__person__name"] or "",
        )


@dataclass(frozen=True)
class Cursor:
    """The last row of a page: where the next one begins."""

    moment: datetime
    id: int

    def __str__(self) -> str:
        return f"{(self.moment - _EPOCH) // timedelta(microseconds=1)}.{self.id}"

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """The cursor in an address, or None for anything that is not one."""
        moment, _dot, ident = text.partition(".")
        if not (moment.isdecimal() and ident.isdecimal()):
            return None
        try:
            return cls(_EPOCH + timedelta(microseconds=int(moment)), min(int(ident), 2**63 - 1))
        except OverflowError:
            return None


@dataclass(frozen=True)
class TicketPage:
    rows: list[TicketRow]
    # Where the next page begins; None when this is the last.
    next: Cursor | None


def page_of(
    view: StandingView, agent: Agent, *, after: Cursor | None = None, size: int = PAGE
) -> TicketPage:
    """The next tickets of the view, in its order."""
    return page_in_order(view.tickets(agent), view.order, after=after, size=size)


def page_in_order(
    tickets: QuerySet[Ticket], order: Order, *, after: Cursor | None = None, size: int = PAGE
) -> TicketPage:
    """One keyset page: found through an index, however far down the list it is."""
    sign = "-" if order.descending else ""
    tickets = tickets.order_by(f"{sign}{order.field}", f"{sign}id")
    if after is not None:
        tickets = tickets.filter(_beyond(order, after))
    rows = [TicketRow.of(row) for row in tickets.values(*_COLUMNS)[: size + 1]]
    if len(rows) <= size:
        return TicketPage(rows, None)
    last = rows[size - 1]
    return TicketPage(rows[:size], Cursor(getattr(last, order.field), last.id))


def counts_of(views: Iterable[StandingView], agent: Agent) -> dict[str, int]:
    """How many tickets each counted view holds, up to `MOST_COUNTED` and one, in one query."""
    pieces: list[str] = []
    params: list[Any] = []
    counted = [view for view in views if view.is_counted]
    for view in counted:
        its_tickets = view.tickets(agent).order_by().values("id")[: MOST_COUNTED + 1]
        sql, its_params = its_tickets.query.sql_with_params()
        pieces.append(f"(SELECT count(*) FROM ({sql}) AS tickets)")  # noqa: S608 - the ORM's own SQL
        params.extend(its_params)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(pieces)}", params)
        row = cursor.fetchone()
    return {view.key: number for view, number in zip(counted, row or (), strict=True)}


def shown_count(number: int) -> str:
    """`12`, or `999+` where counting stopped."""
    return f"{MOST_COUNTED}+" if number > MOST_COUNTED else str(number)


def _beyond(order: Order, after: Cursor) -> Q:
    # The first condition alone lets the index begin at the right place.
    way = "lt" if order.descending else "gt"
    return Q(**{f"{order.field}__{way}e": after.moment}) & (
        Q(**{f"{order.field}__{way}": after.moment}) | Q(**{f"id__{way}": after.id})
    )
