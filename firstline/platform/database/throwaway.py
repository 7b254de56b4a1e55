"""One PostgreSQL for all test runs of a checkout: started by the first, ended when unused.

    python -m firstline.platform.database.throwaway FOLDER

is its keeper. A run holds a shared lock on FOLDER/users for as long as it lives; the keeper ends
when it can have that lock for itself. Nothing here survives a power cut, and databases that a
killed run left behind are dropped.
"""

import atexit
import fcntl
import subprocess
import sys
import time
from functools import cache
from pathlib import Path
from typing import IO

import psycopg
from psycopg import sql

from firstline.platform.database.embedded import DATABASE, Cluster, DatabaseError, url
from firstline.platform.database.server import AlreadyInUse, EmbeddedServer, is_running

_START_PATIENCE = 60.0
_LINGER = 60.0
_PAUSE = 5.0
_held: list[IO[str]] = []


@cache
def database_url(folder: Path) -> str:
    """Where the server of that folder answers: started if need be, kept while we live."""
    folder = folder.resolve()
    cluster = Cluster(folder / "postgres")
    folder.mkdir(parents=True, exist_ok=True)
    users = (folder / "users").open("a", encoding="ascii")
    fcntl.flock(users, fcntl.LOCK_SH)
    _held.append(users)
    atexit.register(users.close)
    _ensure_running(cluster)
    return url(cluster)


def _ensure_running(cluster: Cluster) -> None:
    end = time.monotonic() + _START_PATIENCE
    keeper: subprocess.Popen[bytes] | None = None
    while not is_running(cluster):
        if time.monotonic() > end:
            raise DatabaseError(f"The test database did not start: see {cluster.log}.")
        if keeper is None or keeper.poll() is not None:
            keeper = _start_keeper(cluster)
        time.sleep(0.05)


def _start_keeper(cluster: Cluster) -> subprocess.Popen[bytes]:
    """Of several keepers started at once, the lock of the cluster lets one live."""
    folder = cluster.folder.parent
    with (folder / "keeper.log").open("ab") as log:
        return subprocess.Popen(  # noqa: S603
            [sys.executable, "-P", "-m", __spec__.name, str(folder)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            start_new_session=True,
        )


def keep(folder: Path, *, linger: float = _LINGER) -> None:
    """Run the server until nobody has wanted it for `linger` seconds."""
    with (
        EmbeddedServer(Cluster(folder / "postgres"), durable=False) as server,
        (folder / "users").open("a", encoding="ascii") as users,
    ):
        unused_since = time.monotonic()
        while server.is_alive():
            time.sleep(min(_PAUSE, linger))
            if not _is_unused(users):
                unused_since = time.monotonic()
            elif time.monotonic() - unused_since < linger:
                fcntl.flock(users, fcntl.LOCK_UN)
            else:
                # Still holding the lock: a run that begins now waits until the server is gone.
                _sweep(server.cluster)
                server.stop()


def _sweep(cluster: Cluster) -> None:
    """Drop what killed runs left behind."""
    with psycopg.connect(url(cluster), autocommit=True) as connection:
        names = connection.execute(
            "SELECT datname FROM pg_database"
            " WHERE NOT datistemplate AND datname NOT IN (%s, 'postgres')",
            [DATABASE],
        ).fetchall()
        for (name,) in names:
            connection.execute(
                sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
            )


def _is_unused(users: IO[str]) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


if __name__ == "__main__":
    try:
        keep(Path(sys.argv[1]))
    except AlreadyInUse:
        sys.exit(0)
