"""Bringing the database up to date: quick when it is."""

from collections.abc import Callable

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

# Any number, the same for all: of several nodes started at once, one migrates and the rest wait.
_LOCK = 4_661_727


def migrate(say: Callable[[str], None]) -> None:
    if missing() == 0:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
    try:
        steps = missing()
        if steps:
            say(f"Bringing the database up to date: {steps} steps.")
            call_command("migrate", verbosity=0, interactive=False)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def missing() -> int:
    """How many migrations are still to be applied."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
