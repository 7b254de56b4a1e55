"""Where a field's value stands in the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from django.db.models import DecimalField, F, Func, Q, TextField, Value
from django.db.models.functions import Cast
from django.db.models.lookups import (
    Exact,
    GreaterThan,
    GreaterThanOrEqual,
    In,
    IsNull,
    LessThan,
    LessThanOrEqual,
    Regex,
)

_LOOKUPS = {
    "exact": Exact,
    "in": In,
    "lt": LessThan,
    "lte": LessThanOrEqual,
    "gt": GreaterThan,
    "gte": GreaterThanOrEqual,
    "regex": Regex,
}


NO_ROW = Q(pk__in=[])


class Column(Protocol):
    def has(self, lookup: str, value: Any) -> Q:
        """Rows whose value is there and fits."""

    def is_absent(self) -> Q:
        """Rows that have no value."""


@runtime_checkable
class ListColumn(Column, Protocol):
    """A column whose values may be lists."""

    def overlaps(self, values: Sequence[str]) -> Q:
        """Rows whose value is a list with one of these."""


def overlaps(column: Column, values: Sequence[str]) -> Q:
    """Rows whose list has one of the values; only columns of lists are asked."""
    assert isinstance(column, ListColumn), f"{column} holds no lists"
    return column.overlaps(values)


def compared(side: Any, lookup: str, value: Any) -> Q:
    """Rows where that expression, taken as a number, fits."""
    number = Cast(side, DecimalField(max_digits=40, decimal_places=20))
    return Q(_LOOKUPS[lookup](number, value))


@dataclass(frozen=True)
class Path:
    """A column, also of a related row, by its path in the ORM."""

    path: str
    # Text columns that are never NULL say nothing with the empty text.
    blank: bool = False

    def has(self, lookup: str, value: Any) -> Q:
        return Q(**{f"{self.path}__{lookup}": value})

    def is_absent(self) -> Q:
        nothing = Q(**{f"{self.path}__isnull": True})
        return nothing | Q(**{self.path: ""}) if self.blank else nothing

    def overlaps(self, values: Sequence[str]) -> Q:
        return Q(**{f"{self.path}__overlap": list(values)})


@dataclass(frozen=True)
class JsonKey:
    """A key of a JSON column, compared as text or as a number."""

    path: str
    key: str
    is_number: bool = False

    def has(self, lookup: str, value: Any) -> Q:
        there = ~self.is_absent()
        if self.is_number:
            return there & compared(self._text(), lookup, value)
        return there & Q(_LOOKUPS[lookup](self._text(), value))

    def is_absent(self) -> Q:
        return Q(IsNull(self._text(), True))  # noqa: FBT003

    def _text(self) -> Func:
        # Not the ORM's own lookup of keys: it takes a key such as "12" for a place in a list.
        key = Value(self.key, TextField())
        return Func(
            F(self.path),
            key,
            template="(%(expressions)s)",
            arg_joiner=" ->> ",
            output_field=TextField(),
        )

    def overlaps(self, values: Sequence[str]) -> Q:
        found = NO_ROW
        for value in values:
            found |= Q(**{f"{self.path}__contains": {self.key: [value]}})
        return found


@dataclass(frozen=True)
class When:
    """A column that only says something in certain rows."""

    column: Column
    rows: Q

    def has(self, lookup: str, value: Any) -> Q:
        return self.rows & self.column.has(lookup, value)

    def is_absent(self) -> Q:
        return ~self.rows | self.column.is_absent()
