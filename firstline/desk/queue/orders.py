"""What lists of tickets can be sorted and grouped by."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Literal

from django.db.models import Case, IntegerField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Lower
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from firstline.desk.models import Priority, TicketStatus

Words = str | Promise
_LAST = datetime(9000, 1, 1, tzinfo=UTC)
_FIRST = datetime(1900, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class SortKey:
    """A column, or an expression with a name of its own, whose values have an order."""

    name: str
    label: Words
    # The column, or the name that the expression gets.
    field: str
    kind: Literal["moment", "number", "text"] = "moment"
    # From "descending" to the expression: what has no value comes last either way.
    expression: Callable[[bool], Combinable] | None = None
    # What people expect of it first.
    descending: bool = False
    # Whether the menu has it; else only the heading of a column leads there.
    is_offered: bool = True


@dataclass(frozen=True)
class Order:
    """What a list is sorted by; the id decides between equals, so that pages never overlap."""

    key: SortKey
    descending: bool

    @property
    def field(self) -> str:
        return self.key.field


@dataclass(frozen=True)
class Grouping:
    """Tickets in groups: the groups in their order, each with a heading."""

    order: Order
    # From a row of the list to the group's name; empty for tickets that belong to none.
    heading: Callable[[Any], Words]

    @property
    def name(self) -> str:
        return self.order.key.name

    @property
    def label(self) -> Words:
        return self.order.key.label


def _moment_or_last(column: str) -> Callable[[bool], Combinable]:
    return lambda descending: Coalesce(column, Value(_FIRST if descending else _LAST))


def _rank(column: str, values: Sequence[str]) -> Callable[[bool], Combinable]:
    places = (When(**{column: value}, then=Value(place)) for place, value in enumerate(values))
    ranked = Case(*places, default=Value(len(values)), output_field=IntegerField())
    return lambda _descending: ranked


def _name_or_last(column: str) -> Callable[[bool], Combinable]:
    return lambda descending: Coalesce(Lower(column), Value("" if descending else "\U0010ffff"))


UPDATED = SortKey("updated", _("Last change"), "updated_at", descending=True)
WAITING = SortKey(
    "waiting", _("Waiting longest"), "waits", expression=_moment_or_last("waiting_since")
)
PRIORITY = SortKey(
    "priority",
    _("Priority"),
    "priority_rank",
    kind="number",
    expression=_rank("priority", Priority.values),
    descending=True,
)
STATUS = SortKey(
    "status",
    _("Status"),
    "status_rank",
    kind="number",
    expression=_rank("status", TicketStatus.values),
)
SORT_KEYS = {
    key.name: key
    for key in (
        UPDATED,
        SortKey("created", _("Created"), "created_at", descending=True),
        WAITING,
        PRIORITY,
        STATUS,
        SortKey("due", _("Due"), "due", expression=_moment_or_last("due_at")),
        SortKey(
            "solved",
            _("Solved"),
            "solved",
            expression=_moment_or_last("solved_at"),
            descending=True,
        ),
        SortKey("number", _("Number"), "id", kind="number", descending=True),
        SortKey(
            "subject",
            _("Subject"),
            "subject_text",
            kind="text",
            expression=lambda _descending: Lower("subject"),
        ),
        SortKey(
            "time_spent",
            _("Time spent"),
            "time_spent",
            kind="number",
            descending=True,
            is_offered=False,
        ),
    )
}
NEWEST_FIRST = Order(UPDATED, descending=True)
# Where every ticket of the list waits, the column itself, which an index serves.
LONGEST_WAITING_FIRST = Order(
    replace(WAITING, field="waiting_since", expression=None), descending=False
)
LAST_SOLVED_FIRST = Order(SortKey("solved", _("Solved"), "solved_at"), descending=True)
LAST_REMOVED_FIRST = Order(SortKey("removed", _("Removed"), "removed_at"), descending=True)


def _by_name(name: str, label: Words, column: str, heading: Callable[[Any], Words]) -> Grouping:
    key = SortKey(name, label, f"{name}_group", kind="text", expression=_name_or_last(column))
    return Grouping(Order(key, descending=False), heading)


GROUPINGS = {
    grouping.name: grouping
    for grouping in (
        Grouping(Order(STATUS, descending=False), lambda row: row.status_label),
        Grouping(Order(PRIORITY, descending=True), lambda row: row.priority_label),
        _by_name("assignee", _("Assignee"), "assignee__person__name", lambda row: row.assignee),
        _by_name("group", _("Group"), "group__name", lambda row: row.group),
        _by_name(
            "organisation", _("Organisation"), "organisation__name", lambda row: row.organisation
        ),
        _by_name("requester", _("Requester"), "requester__person__name", lambda row: row.requester),
    )
}


def order_named(text: str) -> Order | None:
    """`created` or `-created`, the minus for the reverse of what people expect first."""
    key = SORT_KEYS.get(text.removeprefix("-"))
    if key is None:
        return None
    return Order(key, descending=key.descending != text.startswith("-"))


def name_of(order: Order) -> str:
    """The other way round: how an address names the order."""
    return order.key.name if order.descending == order.key.descending else f"-{order.key.name}"
