"""An empty database for a measurement, on the test server; its keeper drops it afterwards."""

import os
import tempfile
from pathlib import Path

import psycopg

from firstline.platform.database import throwaway

_SERVER = Path(__file__).resolve().parents[1] / ".cache" / "test-database"


def provide(*, settings: str = "firstline.config.settings") -> None:
    """Make it, migrate it, and have this process and those it starts use it."""
    server = throwaway.database_url(_SERVER)
    name = f"bench_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    head, _, options = server.partition("?")
    os.environ.update(
        DJANGO_SETTINGS_MODULE=settings,
        DATABASE_URL=f"{head.rpartition('/')[0]}/{name}?{options}",
        FIRSTLINE_DATA=tempfile.mkdtemp(prefix="firstline-bench-"),
        FIRSTLINE_SECRET_KEY="only for measuring",  # noqa: S106
    )
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
