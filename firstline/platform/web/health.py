"""Is everything up? Asked every few seconds by whatever watches over us, so it must cost little."""

from functools import cache

from django.db import InterfaceError, OperationalError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from firstline.platform.jobs.jobs import SILENCE_SECONDS

_WORKER_IS_ALIVE = """
    SELECT EXISTS (SELECT FROM procrastinate_workers
                   WHERE last_heartbeat > now() - make_interval(secs => %s))
"""


def failing_part() -> str | None:
    """The first part that is down, `database`, `migrations` or `worker`; None when all is well."""
    try:
        if not _migrations_are_applied():
            return "migrations"
        return None if _a_worker_is_alive() else "worker"
    except (OperationalError, InterfaceError):
        return "database"


def _migrations_are_applied() -> bool:
    return _known_migrations() <= MigrationRecorder(connection).applied_migrations().keys()


def _a_worker_is_alive() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_WORKER_IS_ALIVE, [SILENCE_SECONDS])
        return bool(cursor.fetchone()[0])


@cache
def _known_migrations() -> frozenset[tuple[str, str]]:
    """What the installed code expects: it cannot change while the process runs."""
    return frozenset(MigrationLoader(None).disk_migrations)
