"""Many rows at once, by PostgreSQL's COPY."""

from collections.abc import Sequence
from typing import Any

from django.db import connection, models


def reserve_ids(model: type[models.Model], number: int) -> range:
    """The next ids of the table, which no other writer will be given."""
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(sequence, nextval(sequence) + %s)"
            " FROM (SELECT pg_get_serial_sequence(%s, %s)::regclass AS sequence) AS of_the_table",
            [max(number, 1) - 1, table, column],
        )
        last = int(cursor.fetchone()[0])
    return range(last - number + 1, last + 1)


def copy_rows(rows: Sequence[models.Model]) -> None:
    """Insert unsaved instances of one model as they are; search vectors are the database's work.

    Instances without an id are given one, in this order. Nothing is checked or filled in here.
    """
    if not rows:
        return
    meta = rows[0]._meta
    fields: list[models.Field[Any, Any]] = [
        field
        for field in meta.local_concrete_fields
        if field.column != "search" and not (field.primary_key and rows[0].pk is None)
    ]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    with (
        connection.cursor() as cursor,
        cursor.copy(f'COPY "{meta.db_table}" ({columns}) FROM STDIN') as copy,
    ):
        for row in rows:
            copy.write_row(
                [
                    field.get_db_prep_save(getattr(row, field.attname), connection)
                    for field in fields
                ]
            )
