"""A database in which all migrations have run, made once and copied by every test run.

Its name holds a hash of the migrations, so a changed migration makes a new one.
"""

import hashlib
import importlib.util
import os
from importlib.metadata import version
from pathlib import Path

import psycopg
from django.apps import apps
from django.core.management import call_command
from django.db import connections
from psycopg import sql

_LOCK = 2_026
_OTHERS = ("django", "django-allauth", "procrastinate")


def ready(server_url: str) -> str:
    """The name of the template on the test server, made now if it is not there."""
    name = f"template_{_fingerprint()}"
    with psycopg.connect(server_url, autocommit=True) as server:
        # Runs that begin together wait for the first, rather than migrate once each.
        server.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        if not _exists(server, name):
            _make(server, name)
    return name


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for package in _OTHERS:
        digest.update(f"{package} {version(package)}\n".encode())
    for app in apps.get_app_configs():
        spec = importlib.util.find_spec(f"{app.name}.migrations")
        if app.name.startswith("firstline.") and spec and spec.submodule_search_locations:
            for path in sorted(Path(spec.submodule_search_locations[0]).glob("*.py")):
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _exists(server: psycopg.Connection, name: str) -> bool:
    found = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
    return found.fetchone() is not None


def _make(server: psycopg.Connection, name: str) -> None:
    """Migrate under a name of our own, then rename: a half-made template is never copied."""
    making = f"making_{os.getpid()}"
    server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(making)))
    _migrate(making)
    try:
        server.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                sql.Identifier(making), sql.Identifier(name)
            )
        )
    except psycopg.errors.DuplicateDatabase:
        server.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(making)))


def _migrate(database: str) -> None:
    connection = connections["default"]
    connection.close()
    usual = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = database
    try:
        call_command("migrate", verbosity=0, interactive=False)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual
