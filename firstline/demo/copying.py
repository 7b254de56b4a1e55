"""Many rows at once, by PostgreSQL's COPY."""

from collections.abc import Sequence
from operator import attrgetter

from django.db import connection, models
from psycopg.types.json import Jsonb


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
    fields = [
        field
        for field in meta.local_concrete_fields
        if field.column != "search" and not (field.primary_key and rows[0].pk is None)
    ]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    # Asking each field to prepare its value would take longer than all the rest.
    values_of = attrgetter(*(field.attname for field in fields))
    as_json = [isinstance(field, models.JSONField) for field in fields]
    with (
        connection.cursor() as cursor,
        cursor.copy(f'COPY "{meta.db_table}" ({columns}) FROM STDIN') as copy,
    ):
        for row in rows:
            copy.write_row(
                [
                    Jsonb(value) if is_json else value
                    for value, is_json in zip(values_of(row), as_json, strict=True)
                ]
            )
