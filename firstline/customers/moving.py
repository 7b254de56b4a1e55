"""Moving rows from those who are merged to whom they are merged into, so that they can go back.

Each area says which of its rows follow a person or an organisation, as it would subscribe to an
event: `follows(MergeKind.PEOPLE, Ticket, "requester")`. All of it happens in the merge's own
transaction, and what moved is kept with the merge.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, models

from firstline.customers.models import MergeKind

# From whom, to whom; what it returns is JSON, and is given back when the merge is undone.
Move = Callable[[int, int], Any]
MoveBack = Callable[[int, int, Any], None]


@dataclass(frozen=True)
class Follower:
    """Rows of one kind that move along."""

    name: str
    move: Move
    move_back: MoveBack
    # Whose column it moves, so that a test can tell that no pointer was forgotten.
    columns: tuple[tuple[type[models.Model], str], ...] = ()


_followers: dict[MergeKind, list[Follower]] = defaultdict(list)


def follower(kind: MergeKind, made: Follower) -> None:
    """Register what follows in a way of its own; those registered first move first."""
    known = [one for one in _followers[kind] if one.name != made.name]
    _followers[kind] = [*known, made]


def follows(kind: MergeKind, model: type[models.Model], field: str, *, unless: str = "") -> None:
    """Register a foreign key that is simply set to the new owner.

    `unless` is SQL about a `row` and another, `there`, that the new owner has: such a row stays
    with who was merged, whom nobody sees.
    """
    column = Column(model, field)

    def move(source: int, target: int) -> Any:
        return column.reassign(source, target, unless=unless)

    name = f"{model._meta.label_lower}.{field}"
    follower(kind, Follower(name, move, column.give_back, columns=((model, field),)))


def followers(kind: MergeKind) -> Sequence[Follower]:
    return tuple(_followers[kind])


class Column:
    """The owner's column of a table."""

    def __init__(self, model: type[models.Model], field: str) -> None:
        pointer = model._meta.get_field(field)
        assert isinstance(pointer, models.ForeignKey)
        assert model._meta.pk is not None
        self.table = model._meta.db_table
        self.name = pointer.column
        self.key = model._meta.pk.column

    def reassign(self, source: int, target: int, *, unless: str = "") -> list[int]:
        """Give the rows of one owner to another; the ids of those that moved."""
        there = (
            f"AND NOT EXISTS (SELECT 1 FROM {self.table} AS there"  # noqa: S608 - our own names
            f" WHERE there.{self.name} = %s AND {unless})"
        )
        sql = (
            f"UPDATE {self.table} AS row SET {self.name} = %s"  # noqa: S608 - our own names
            f" WHERE row.{self.name} = %s {there if unless else ''} RETURNING row.{self.key}"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [target, source, *([target] if unless else [])])
            return sorted(ident for (ident,) in cursor.fetchall())

    def give_back(self, source: int, target: int, moved: Sequence[int]) -> None:
        """Those of the moved rows that the new owner still has."""
        sql = (
            f"UPDATE {self.table} SET {self.name} = %s"  # noqa: S608 - our own names
            f" WHERE {self.key} = ANY(%s) AND {self.name} = %s"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [source, list(moved), target])


def take_out(table: str, where: str, parameters: Sequence[Any]) -> list[dict[str, Any]]:
    """Delete rows and hand them back whole, as JSON."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {table} AS row WHERE {where} RETURNING to_jsonb(row)::text",  # noqa: S608
            parameters,
        )
        return [json.loads(text) for (text,) in cursor.fetchall()]


def put_in(table: str, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows as they were; where something has taken their place, that stays."""
    with connection.cursor() as cursor:
        for row in rows:
            cursor.execute(
                f"INSERT INTO {table} SELECT * FROM jsonb_populate_record(NULL::{table}, %s::jsonb)"  # noqa: S608
                " ON CONFLICT DO NOTHING",
                [json.dumps(row)],
            )
