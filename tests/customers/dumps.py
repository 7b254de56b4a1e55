"""Every row of every table as text, to tell whether an undoing left anything behind."""

from django.apps import apps
from django.db import connection
from django.db.backends.utils import CursorWrapper

# What happened stays written down; a session that was ended is not begun again.
_KEPT = {"events_event", "customers_merge", "django_session", "usersessions_usersession"}


def dump() -> dict[str, list[str]]:
    """Each table's rows; `ctid` and the like are not part of them."""
    with connection.cursor() as cursor:
        return {table: _rows(cursor, table) for table in _tables() - _KEPT}


def differences(before: dict[str, list[str]], after: dict[str, list[str]]) -> list[str]:
    return [
        f"{table}: {sign} {row}"
        for table in sorted(before)
        for sign, row in (
            *(("-", row) for row in before[table] if row not in after[table]),
            *(("+", row) for row in after[table] if row not in before[table]),
        )
    ]


def _rows(cursor: CursorWrapper, table: str) -> list[str]:
    cursor.execute(f'SELECT to_jsonb(row)::text FROM "{table}" AS row ORDER BY 1')  # noqa: S608
    return [text for (text,) in cursor.fetchall()]


def _tables() -> set[str]:
    models = apps.get_models(include_auto_created=True)
    return {model._meta.db_table for model in models if model._meta.managed}
