"""The list that an address asks for: a view, narrowed by a filter, in an order, in groups.

    ?view=mine&all=status:is:open&all=priority:is:high&sort=-created&group=assignee

A condition is its field, its operator and its value, with colons between. `all` and `any` repeat.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from firstline.desk.models.ticket import TicketQuerySet
from firstline.desk.queue.chosen import chosen_view
from firstline.desk.queue.columns import (
    COLUMNS,
    Column,
    Heading,
    columns_named,
    custom_columns,
    time_columns,
)
from firstline.desk.queue.orders import (
    GROUPINGS,
    SORT_KEYS,
    Grouping,
    Order,
    SortKey,
    name_of,
    order_named,
)
from firstline.desk.queue.view import QueueView, Words
from firstline.desk.vocabulary import TICKETS, perspective_of
from firstline.platform.conditions.condition import MOST_CONDITIONS, Condition, Conditions
from firstline.platform.conditions.errors import BadCondition
from firstline.team.models import Agent

# Values of these operators are lists, written with commas.
_SEVERAL = ("includes", "not_includes")
NO_GROUPS = "none"
# What of an address belongs to the list.
OF_LISTING = ("view", "all", "any", "sort", "group", "columns")
# Written for "no columns" where the view has some.
NO_COLUMNS = "none"
FIRST_COLUMNS = "status,number,subject,requester,priority,assignee,updated"


@dataclass(frozen=True)
class DisplayChoice:
    """One way to sort or to group a list, and the address of the list that way."""

    label: Words
    query: str
    is_chosen: bool
    descending: bool = False


@dataclass(frozen=True)
class Listing:
    """What a list of tickets shows."""

    view: QueueView
    filter: Conditions = field(default_factory=Conditions)
    # Differing from the view's own; None where they do not.
    own_order: Order | None = None
    own_grouping: str = ""
    # Names with commas between.
    own_columns: str = ""
    # Why the filter in the address could not be used.
    refusal: str = ""

    @classmethod
    def asked_for(cls, query: QueryDict, agent: Agent) -> "Listing":
        """What the address means; a filter that cannot be asked is left out and said so."""
        listing = cls(
            view=chosen_view(query.get("view", ""), agent),
            own_order=order_named(query.get("sort", "")),
            own_grouping=query.get("group", "")[:32],
            own_columns=query.get("columns", "")[:500],
        )
        try:
            wanted = Conditions(_read(query.getlist("all")), _read(query.getlist("any")))
            if wanted:
                TICKETS.check(wanted, perspective_of(agent))
        except BadCondition as refusal:
            return replace(listing, refusal=refusal.sentence)
        return replace(listing, filter=wanted)

    @property
    def key(self) -> str:
        return self.view.key

    @property
    def title(self) -> Words:
        return self.view.title

    @property
    def icon(self) -> str:
        return self.view.icon

    @property
    def empty_title(self) -> Words:
        return self.view.empty_title

    @property
    def empty_text(self) -> Words:
        return self.view.empty_text

    @property
    def order(self) -> Order:
        return self.own_order or self.view.order

    @property
    def grouping(self) -> Grouping | None:
        if self.own_grouping:
            return GROUPINGS.get(self.own_grouping)
        return self.view.grouping

    @property
    def is_filtered(self) -> bool:
        return bool(self.filter)

    @property
    def is_changed(self) -> bool:
        """Whether it differs from the view that it began with."""
        return bool(self.filter or self.own_order or self.own_grouping or self.own_columns)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """What an address says to ask for this list again."""
        pairs = [("view", self.view.key)]
        pairs += [("all", written(condition)) for condition in self.filter.all]
        pairs += [("any", written(condition)) for condition in self.filter.any]
        if self.own_order:
            pairs.append(("sort", name_of(self.own_order)))
        if self.own_grouping:
            pairs.append(("group", self.own_grouping))
        if self.own_columns:
            pairs.append(("columns", self.own_columns))
        return pairs

    @property
    def query(self) -> str:
        """The same as the part of an address behind its question mark."""
        return urlencode(self.pairs, safe=":,")

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """What the list shows as a table; none where it is a list."""
        if self.own_columns == NO_COLUMNS:
            return ()
        if self.own_columns:
            return columns_named(self.own_columns.split(","))
        return columns_named(self.view.columns)

    @property
    def headings(self) -> list[Heading]:
        return [self._heading(column) for column in self.columns]

    @property
    def as_table(self) -> str:
        """The address of the same list as a table, or as a list where it is one."""
        if self.columns:
            own = NO_COLUMNS if self.view.columns else ""
        else:
            own = "" if self.view.columns else FIRST_COLUMNS
        return replace(self, own_columns=own).query

    @property
    def column_choices(self) -> list[DisplayChoice]:
        """Each column, shown or not, with the address of the list the other way."""
        shown = [column.name for column in self.columns]
        known = COLUMNS | time_columns() | custom_columns()
        return [self._with_or_without(column, shown) for column in known.values()]

    def _with_or_without(self, column: Column, shown: list[str]) -> DisplayChoice:
        is_chosen = column.name in shown
        names = (
            [name for name in shown if name != column.name] if is_chosen else [*shown, column.name]
        )
        own = ",".join(names) or NO_COLUMNS
        return DisplayChoice(column.label, replace(self, own_columns=own).query, is_chosen)

    def _heading(self, column: Column) -> Heading:
        if not column.sort:
            return Heading(column)
        choice = self._sorted_by(SORT_KEYS[column.sort])
        way = "descending" if choice.descending else "ascending"
        return Heading(column, choice.query, way if choice.is_chosen else "")

    @property
    def sorts(self) -> list[DisplayChoice]:
        """What the list can be sorted by; the chosen one once more, to turn it round."""
        chosen = self.order.key
        keys = [key for key in SORT_KEYS.values() if key.is_offered or key == chosen]
        return [self._sorted_by(key) for key in keys]

    @property
    def groupings(self) -> list[DisplayChoice]:
        chosen = self.grouping
        nothing = replace(self, own_grouping=NO_GROUPS if self.view.grouping else "")
        return [
            DisplayChoice(_("Nothing"), nothing.query, is_chosen=chosen is None),
            *(
                DisplayChoice(
                    grouping.label,
                    replace(self, own_grouping=grouping.name).query,
                    is_chosen=grouping == chosen,
                )
                for grouping in GROUPINGS.values()
            ),
        ]

    def _sorted_by(self, key: SortKey) -> DisplayChoice:
        is_chosen = self.order.key.name == key.name
        descending = not self.order.descending if is_chosen else key.descending
        return DisplayChoice(
            key.label,
            replace(self, own_order=Order(key, descending)).query,
            is_chosen=is_chosen,
            descending=self.order.descending if is_chosen else key.descending,
        )

    def tickets(self, agent: Agent) -> TicketQuerySet:
        return self.view.tickets(agent, self.filter)


def written(condition: Condition) -> str:
    """A condition as an address has it."""
    value = condition.value
    text = ",".join(value) if isinstance(value, tuple) else value or ""
    return f"{condition.field}:{condition.operator}:{text}"


def _read(texts: Iterable[str]) -> tuple[Condition, ...]:
    return tuple(read(text) for text in list(texts)[:MOST_CONDITIONS])


def read(text: str) -> Condition:
    """The condition that an address has; what is missing makes one that is refused."""
    name, _colon, rest = text.partition(":")
    operator, _colon, value = rest.partition(":")
    given: object = value
    if operator in _SEVERAL and "," in value:
        given = [one for one in value.split(",") if one]
    return Condition.from_json({"field": name, "operator": operator, "value": given})
