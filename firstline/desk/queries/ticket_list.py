"""The list of tickets: keyset pages of a view, and bounded counts. No cost grows with the table."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from django.core.exceptions import EmptyResultSet
from django.db import OperationalError, connection, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from psycopg.errors import QueryCanceled

from firstline.desk.errors import TooWide
from firstline.desk.models import Ticket
from firstline.desk.queries.ticket_rows import TicketRow, Values, read_rows
from firstline.desk.queue.listing import Listing
from firstline.desk.queue.orders import Grouping, Order, Words
from firstline.desk.queue.view import QueueView
from firstline.platform.conditions.errors import BadCondition
from firstline.team.models import Agent, Density

PAGE = 50
# A page that is refreshed keeps what was scrolled into view, up to so many rows.
LONGEST_PAGE = 500
DENSE_PAGE = 100
MOST_COUNTED = 999

# What a view that somebody made may take; milliseconds.
_PATIENCE = 2_000
_LARGEST = 2**63 - 1
_LONGEST_CURSOR = 3_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Cursor:
    """The last row of a page, by what the list is sorted by: where the next one begins."""

    values: tuple[int | str, ...]
    id: int

    def __str__(self) -> str:
        packed = json.dumps([*self.values, self.id], separators=(",", ":"), ensure_ascii=False)
        return urlsafe_b64encode(packed.encode()).decode().rstrip("=")

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """The cursor in an address, or None for anything that is not one."""
        if not 0 < len(text) <= _LONGEST_CURSOR:
            return None
        try:
            values = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        except (ValueError, RecursionError):
            return None
        if not isinstance(values, list) or not 1 < len(values) < 4:
            return None
        if not all(type(value) in (int, str) for value in values):
            return None
        *values, ident = values
        if not isinstance(ident, int) or not 0 <= ident <= _LARGEST:
            return None
        return cls(tuple(values), ident)


@dataclass(frozen=True)
class TicketPage:
    rows: list[TicketRow]
    # Where the next page begins; None when this is the last.
    next: Cursor | None
    # By the id of its first row, the heading of each group that begins on this page.
    headings: dict[int, Words] = field(default_factory=dict)


def page_of(
    listing: Listing, agent: Agent, *, after: Cursor | None = None, size: int = PAGE
) -> TicketPage:
    """The next tickets of the list, in its order and its groups."""
    with _patience() if _is_own(listing) else nullcontext():
        return page_in_order(
            listing.tickets(agent),
            listing.order,
            listing.grouping,
            after=after,
            size=size,
            reader=agent,
            shown={column.name for column in listing.columns},
        )


def page_size(agent: Agent) -> int:
    """How many rows are fetched at once."""
    return DENSE_PAGE if agent.list_density == Density.DENSE else PAGE


def page_in_order(
    tickets: QuerySet[Ticket],
    order: Order,
    grouping: Grouping | None = None,
    *,
    after: Cursor | None = None,
    size: int = PAGE,
    reader: Agent | None = None,
    shown: Collection[str] = (),
) -> TicketPage:
    """One keyset page: found through an index, however far down the list it is.

    `shown` are the names of its columns, for what is only looked up where it is shown.
    """
    orders = [grouping.order, order] if grouping else [order]
    for each in orders:
        if each.key.expression:
            tickets = tickets.annotate(**{each.field: each.key.expression(each.descending)})
    beyond = _beyond(orders, after) if after else None
    if beyond is not None:
        tickets = tickets.filter(beyond)
    signs = [f"{'-' if each.descending else ''}{each.field}" for each in orders]
    tickets = tickets.order_by(*signs, "-id" if order.descending else "id")
    shown = {*shown, grouping.name} if grouping else shown
    found = read_rows(tickets, size + 1, [each.field for each in orders], reader, shown)
    rows = [row for row, _values in found[:size]]
    is_more = len(found) > size
    return TicketPage(
        rows,
        next=_cursor_at(*found[size - 1], orders) if is_more else None,
        headings=_headings(found[:size], grouping, after if beyond is not None else None),
    )


def counts_of(views: Iterable[QueueView], agent: Agent) -> dict[str, int]:
    """How many tickets each counted view holds, up to `MOST_COUNTED` and one.

    One query for the views that every desk has and one for those that people made; when that takes
    too long, each is asked alone, and only the ones that are too wide go without a number.
    """
    counted = [view for view in views if view.is_counted]
    standing = [view for view in counted if view.saved_id is None]
    saved = [view for view in counted if view.saved_id is not None]
    return _counts(standing, agent) | _patient_counts(saved, agent)


def count_of(listing: Listing, agent: Agent) -> int:
    """How many tickets the list holds, up to `MOST_COUNTED` and one."""
    with _patience() if _is_own(listing) else nullcontext():
        return listing.tickets(agent).order_by()[: MOST_COUNTED + 1].count()


def ids_of(listing: Listing, agent: Agent, *, most: int) -> list[int]:
    """The tickets that the list holds now, in no order."""
    with _patience() if _is_own(listing) else nullcontext():
        found = listing.tickets(agent).order_by().values_list("id", flat=True)
        return list(found[:most])


def _is_own(listing: Listing) -> bool:
    """Whether somebody made its conditions; views that every desk has are served by indexes."""
    return listing.view.saved_id is not None or listing.is_filtered


def _patient_counts(views: Sequence[QueueView], agent: Agent) -> dict[str, int]:
    if not views:
        return {}
    try:
        with _patience():
            return _counts(views, agent)
    except (TooWide, BadCondition):
        if len(views) == 1:
            return {}
    middle = len(views) // 2
    return _patient_counts(views[:middle], agent) | _patient_counts(views[middle:], agent)


def _counts(views: Sequence[QueueView], agent: Agent) -> dict[str, int]:
    pieces: list[str] = []
    params: list[Any] = []
    for view in views:
        its_tickets = view.tickets(agent).order_by().values("id")[: MOST_COUNTED + 1]
        try:
            sql, its_params = its_tickets.query.sql_with_params()
        except EmptyResultSet:
            sql, its_params = "SELECT 1 WHERE false", ()
        pieces.append(f"(SELECT count(*) FROM ({sql}) AS tickets)")  # noqa: S608 - the ORM's own SQL
        params.extend(its_params)
    if not pieces:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(pieces)}", params)
        row = cursor.fetchone()
    return {view.key: number for view, number in zip(views, row or (), strict=True)}


def shown_count(number: int) -> str:
    """`12`, or `999+` where counting stopped."""
    return f"{MOST_COUNTED}+" if number > MOST_COUNTED else str(number)


@contextmanager
def _patience() -> Iterator[None]:
    """Stop what a person's own conditions make take too long, and say what would help."""
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL statement_timeout = {_PATIENCE}")
            yield
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL statement_timeout = 0")
    except OperationalError as error:
        if not isinstance(error.__cause__, QueryCanceled):
            raise
        raise TooWide(
            _("This looks through too many tickets. Add a condition, such as “Status is open”.")
        ) from None


def _headings(
    found: list[tuple[TicketRow, Values]],
    grouping: Grouping | None,
    after: Cursor | None,
) -> dict[int, Words]:
    if grouping is None:
        return {}
    headings: dict[int, Words] = {}
    previous: object = after.values[0] if after else None
    for row, values in found:
        value = _packed(values[grouping.order.field])
        if value != previous:
            headings[row.id] = grouping.heading(row)
        previous = value
    return headings


def _cursor_at(row: TicketRow, values: Values, orders: Sequence[Order]) -> Cursor:
    return Cursor(tuple(_packed(values[order.field]) for order in orders), row.id)


def _packed(value: Any) -> int | str:
    if isinstance(value, datetime):
        return (value - _EPOCH) // timedelta(microseconds=1)
    assert isinstance(value, int | str), "lists are sorted by moments, numbers and texts"
    return value


def _unpacked(value: int | str, order: Order) -> Any:
    """The value as the database compares it; None for one that is none of the column's."""
    if (order.key.kind == "text") != isinstance(value, str):
        return None
    if order.key.kind == "moment":
        try:
            return _EPOCH + timedelta(microseconds=int(value))
        except OverflowError:
            return None
    if isinstance(value, int):
        return value if abs(value) <= _LARGEST else None
    return None if "\x00" in value else value


def _beyond(orders: Sequence[Order], after: Cursor) -> Q | None:
    """What follows the cursor; None when it belongs to a list in another order."""
    if len(after.values) != len(orders):
        return None
    values = [_unpacked(*pair) for pair in zip(after.values, orders, strict=True)]
    if any(value is None for value in values):
        return None
    steps = [
        (order.field, "lt" if order.descending else "gt", value)
        for order, value in zip(orders, values, strict=True)
    ]
    last = steps[-1][1]
    rest = Q(**{f"id__{last}": after.id})
    for name, way, value in reversed(steps):
        rest = Q(**{f"{name}__{way}": value}) | (Q(**{name: value}) & rest)
    # This condition alone lets the index begin at the right place.
    name, way, value = steps[0]
    return Q(**{f"{name}__{way}e": value}) & rest
