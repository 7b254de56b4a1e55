"""One worker at a time for one mail, also when a worker only seems to be dead."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

_TRY = "SELECT pg_try_advisory_lock(hashtextextended('firstline.outbound_mail:' || %s, 0))"
_LEAVE = "SELECT pg_advisory_unlock(hashtextextended('firstline.outbound_mail:' || %s, 0))"


@contextmanager
def exclusive(mail_id: int) -> Iterator[bool]:
    """Whether the mail is ours until the block ends. The lock dies with the worker's connection."""
    with connection.cursor() as cursor:
        cursor.execute(_TRY, [mail_id])
        row = cursor.fetchone()
    is_ours = bool(row and row[0])
    try:
        yield is_ours
    finally:
        if is_ours:
            with connection.cursor() as cursor:
                cursor.execute(_LEAVE, [mail_id])
