"""The database as a command needs it: somebody else's, running already, or started for a while."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from firstline.config import env
from firstline.config.cli.commands import Need
from firstline.platform.database.embedded import (
    Cluster,
    DatabaseError,
    cluster_in,
    django_settings,
)

if TYPE_CHECKING:
    import psycopg

_PATIENCE = 10.0


@contextmanager
def provide(need: Need) -> Iterator[None]:
    """Hold what is needed for as long as the block runs."""
    if need is Need.NOTHING:
        yield
    elif need is Need.RUNNING:
        _refuse_unless_running()
        yield
    else:
        with running_for_a_while():
            from firstline.config.cli import migrating

            migrating.migrate(partial(print, file=sys.stderr, flush=True))
            yield


@contextmanager
def running_for_a_while() -> Iterator[None]:
    """Start the embedded database unless it, or another one, runs already."""
    if is_external() or is_running():
        yield
        return
    from firstline.platform.database.server import EmbeddedServer

    with EmbeddedServer(embedded_cluster()):
        yield


def is_external() -> bool:
    """Whether DATABASE_URL names a database that somebody else runs."""
    return bool(env.text("DATABASE_URL"))


def is_running() -> bool:
    from firstline.platform.database import server

    return server.is_running(embedded_cluster())


def settings() -> dict[str, Any]:
    """Django's, for commands that do without Django."""
    return env.database("DATABASE_URL") or django_settings(data_folder())


@contextmanager
def connection() -> Iterator["psycopg.Connection"]:
    """A plain one; a database that does not answer is a sentence."""
    import psycopg

    from firstline.platform.database.dumping import conninfo

    chosen = settings()
    try:
        with psycopg.connect(
            conninfo(chosen), password=chosen["PASSWORD"] or None, connect_timeout=10
        ) as opened:
            yield opened
    except psycopg.OperationalError as error:
        raise DatabaseError(f"The database does not answer: {error}") from error


def embedded_cluster() -> Cluster:
    return cluster_in(data_folder())


def data_folder() -> Path:
    """The same as in the settings, for commands that do without them."""
    return Path(env.text("FIRSTLINE_DATA", "var")).resolve()


def _refuse_unless_running() -> None:
    """It may be coming back from a fall, which takes as long as its log is to read again."""
    if is_external():
        return
    end = time.monotonic() + (_PATIENCE if embedded_cluster().is_made else 0)
    while not is_running() and time.monotonic() < end:
        time.sleep(0.1)
    if not is_running():
        raise DatabaseError(
            f"No database runs in {data_folder()}: start `firstline serve` there, "
            "or name another database in DATABASE_URL."
        )
