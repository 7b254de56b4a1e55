"""The whole database as one file, and back, with PostgreSQL's own tools."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from psycopg.conninfo import make_conninfo

from firstline.platform.database.embedded import DatabaseError
from firstline.platform.database.programs import program


def dump(settings: Mapping[str, Any], to: Path) -> None:
    """A consistent picture of one moment, while everything goes on."""
    _run("pg_dump", settings, f"--file={to}", "--format=custom", "--no-owner", "--no-privileges")


def load(settings: Mapping[str, Any], dumped: Path) -> None:
    """All of it or nothing, into a database without tables."""
    how = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges")
    _run("pg_restore", settings, *how, str(dumped))


def conninfo(settings: Mapping[str, Any]) -> str:
    """Django's settings as libpq has them, without the password: others can see a command line."""
    return make_conninfo(
        dbname=settings["NAME"],
        user=settings["USER"] or None,
        host=settings["HOST"] or None,
        port=settings["PORT"] or None,
        **settings["OPTIONS"],
    )


def _run(tool: str, settings: Mapping[str, Any], *arguments: str) -> None:
    secret = {"PGPASSWORD": settings["PASSWORD"]} if settings["PASSWORD"] else {}
    result = subprocess.run(  # noqa: S603
        [program(tool), f"--dbname={conninfo(settings)}", *arguments],
        env={**os.environ, **secret},
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode != 0:
        raise DatabaseError(f"{tool} failed: {result.stderr.strip()}")
