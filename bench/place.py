"""Where measuring happens: databases of its own on the test server, gone when nobody uses it."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

import psycopg
from psycopg import sql

from firstline.platform.database import throwaway

_FOLDER = Path(__file__).resolve().parent.parent / ".cache" / "test-database"


def settle(name: str = "bench") -> str:
    """Make an empty database the one that Django uses, before Django is set up; its name."""
    database = make_database(f"{name}_{os.getpid()}")
    server = throwaway.database_url(_FOLDER)
    head, _, options = server.partition("?")
    prepare(f"{head.rpartition('/')[0]}/{database}?{options}")
    return database


def prepare(url: str) -> None:
    """Set Django up for that database."""
    os.environ.update(
        DJANGO_SETTINGS_MODULE="firstline.config.settings",
        DATABASE_URL=url,
        FIRSTLINE_DATA=tempfile.mkdtemp(prefix="firstline-bench-"),
        FIRSTLINE_SECRET_KEY="only for measuring",  # noqa: S106
        FIRSTLINE_BASE_URL="http://localhost",
    )
    import django

    django.setup()


def make_database(name: str) -> str:
    with psycopg.connect(throwaway.database_url(_FOLDER), autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return name


def drop_database(name: str) -> None:
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    with (
        suppress(psycopg.OperationalError),
        psycopg.connect(throwaway.database_url(_FOLDER), autocommit=True) as server,
    ):
        server.execute(drop)


def use(name: str) -> None:
    """From now on Django speaks to this database of the same server."""
    from django.db import connection

    connection.close()
    connection.settings_dict["NAME"] = name
