"""The server that test runs share: it lives while one of them wants it."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from firstline.platform.database import embedded
from firstline.platform.database.embedded import Cluster
from firstline.platform.database.server import is_running

_KEEPER = """
import sys
from pathlib import Path
from firstline.platform.database.throwaway import keep
keep(Path(sys.argv[1]), linger=1.0)
"""
_USER = """
import sys
from pathlib import Path
from firstline.platform.database.throwaway import database_url
print(database_url(Path(sys.argv[1])), flush=True)
sys.stdin.read()
"""


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """With a keeper that does not wait for long."""
    keeper = subprocess.Popen([sys.executable, "-c", _KEEPER, str(tmp_path)])  # noqa: S603
    yield tmp_path
    keeper.terminate()
    keeper.wait()


def test_it_stays_while_it_is_used_and_ends_when_it_is_not(folder: Path) -> None:
    cluster = Cluster(folder / "postgres")
    _wait_for(lambda: is_running(cluster))
    first, second = _start_user(folder), _start_user(folder)
    _end(first)
    time.sleep(2.5)
    assert is_running(cluster), "the second still uses it"
    _end(second)
    _wait_for(lambda: not is_running(cluster))


def test_what_killed_runs_left_behind_is_swept_out(folder: Path) -> None:
    cluster = Cluster(folder / "postgres")
    _wait_for(lambda: is_running(cluster))
    user = _start_user(folder)
    with psycopg.connect(embedded.url(cluster), autocommit=True) as connection:
        connection.execute('CREATE DATABASE "left behind"')
    _end(user)
    _wait_for(lambda: not is_running(cluster))

    again = _start_user(folder)
    with psycopg.connect(embedded.url(cluster)) as connection:
        names = [name for (name,) in connection.execute("SELECT datname FROM pg_database")]
    assert "left behind" not in names
    _end(again)


def _start_user(folder: Path) -> subprocess.Popen[str]:
    user = subprocess.Popen(  # noqa: S603
        [sys.executable, "-W", "ignore", "-c", _USER, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert user.stdout is not None
    assert user.stdout.readline().startswith("postgresql://")
    return user


def _end(user: subprocess.Popen[str]) -> None:
    user.communicate("")


def _wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.1)
