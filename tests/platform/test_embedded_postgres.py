"""The embedded PostgreSQL with real processes: made, shared, killed, orphaned, taken over."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from firstline.platform.database import embedded, leftovers
from firstline.platform.database.embedded import Cluster
from firstline.platform.database.server import AlreadyInUse, EmbeddedServer, is_running
from firstline.platform.database.tuning import Machine, settings_for

_GB = 1024**3

# A program that owns a server, and can be killed without a chance to clean up.
_OWNER = """
import sys, time
from pathlib import Path
from firstline.platform.database.embedded import Cluster
from firstline.platform.database.server import EmbeddedServer
with EmbeddedServer(Cluster(Path(sys.argv[1]))):
    print("up", flush=True)
    time.sleep(600)
"""


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Cluster:
    """One for all, for making it takes a second; its path is an awkward one."""
    cluster = Cluster(tmp_path_factory.mktemp("dätä with spaces") / "postgres")
    with EmbeddedServer(cluster, durable=False):
        pass
    return cluster


@pytest.fixture
def owner(cluster: Cluster) -> Iterator[subprocess.Popen[str]]:
    with _start_owner(cluster) as process:
        yield process
        process.kill()


def test_a_server_answers_until_it_is_stopped(cluster: Cluster) -> None:
    with EmbeddedServer(cluster, durable=False):
        assert is_running(cluster)
        assert _ask(cluster, "SELECT 1") == 1
    assert not is_running(cluster)


def test_the_application_is_no_superuser_of_its_database(cluster: Cluster) -> None:
    with EmbeddedServer(cluster, durable=False):
        superuser = "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
        assert _ask(cluster, superuser) is False


def test_data_outlives_a_restart(cluster: Cluster) -> None:
    with EmbeddedServer(cluster, durable=False):
        _do(cluster, "CREATE TABLE kept AS SELECT 42 AS answer")
    with EmbeddedServer(cluster, durable=False):
        assert _ask(cluster, "SELECT answer FROM kept") == 42
        _do(cluster, "DROP TABLE kept")


def test_a_second_server_in_the_same_folder_is_refused_in_one_sentence(cluster: Cluster) -> None:
    with EmbeddedServer(cluster, durable=False):
        with pytest.raises(AlreadyInUse, match=rf"already running on .* \(process {os.getpid()}\)"):
            EmbeddedServer(cluster).claim()
        assert is_running(cluster)


@pytest.mark.usefixtures("owner")
def test_the_claim_counts_between_processes(cluster: Cluster) -> None:
    with pytest.raises(AlreadyInUse):
        EmbeddedServer(cluster).claim()


def test_the_server_ends_with_its_owner_even_by_kill_9(
    cluster: Cluster, owner: subprocess.Popen[str]
) -> None:
    owner.kill()
    owner.wait()
    _wait_for(lambda: not leftovers.inhabitants(cluster))


def test_it_starts_again_right_after_everything_was_killed(
    cluster: Cluster, owner: subprocess.Popen[str]
) -> None:
    _do(cluster, "CREATE TABLE survivor AS SELECT 7 AS number")
    for process in leftovers.inhabitants(cluster):
        process.kill()
    owner.kill()
    owner.wait()
    with EmbeddedServer(cluster, durable=False):
        assert _ask(cluster, "SELECT number FROM survivor") == 7
        _do(cluster, "DROP TABLE survivor")


def test_an_orphaned_server_is_stopped_first(cluster: Cluster) -> None:
    """One that did not notice the end of its owner: it runs on, and nobody holds the lock."""
    orphan = EmbeddedServer(cluster, durable=False)
    orphan.claim()
    orphan.start()
    orphan.release()
    with EmbeddedServer(cluster, durable=False):
        assert not orphan.is_alive()
        assert _ask(cluster, "SELECT 1") == 1


def test_a_claim_by_a_process_number_that_came_round_again_is_ignored(cluster: Cluster) -> None:
    """In a container the old number soon belongs to a shell, or to us."""
    stale = [str(os.getpid()), str(cluster.data), "1700000000", "5432", "", "", "", "ready"]
    cluster.postmaster_file.write_text("\n".join(stale) + "\n", encoding="utf-8")
    assert not is_running(cluster)
    with EmbeddedServer(cluster, durable=False):
        assert _ask(cluster, "SELECT 1") == 1


def test_a_fallen_server_is_revived(cluster: Cluster) -> None:
    with EmbeddedServer(cluster, durable=False) as server:
        for process in leftovers.inhabitants(cluster):
            process.kill()
        _wait_for(lambda: not server.is_alive())
        _wait_for(lambda: _is_revived(server))
        assert _ask(cluster, "SELECT 1") == 1


def test_half_a_cluster_is_never_taken_for_one(tmp_path: Path) -> None:
    cluster = Cluster(tmp_path / "postgres")
    (cluster.folder / "unfinished" / "base").mkdir(parents=True)
    with EmbeddedServer(cluster, durable=False):
        assert _ask(cluster, "SELECT 1") == 1


def test_a_long_path_has_its_socket_in_a_short_private_folder(tmp_path: Path) -> None:
    cluster = Cluster(tmp_path / ("long" * 25) / "postgres")
    assert len(str(cluster.socket_folder)) < 60
    cluster.prepare_socket_folder()
    try:
        assert cluster.socket_folder.stat().st_mode & 0o777 == 0o700
        cluster.socket_folder.chmod(0o755)
        with pytest.raises(embedded.DatabaseError, match="only its owner can enter"):
            cluster.prepare_socket_folder()
    finally:
        cluster.socket_folder.rmdir()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_root_falls_back_to_an_ordinary_user_where_namespaces_are_refused(
    tmp_path: Path,
) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "file").touch()
    code = (
        "import os, sys; from pathlib import Path;"
        "from firstline.platform.processes.identity import become_ordinary;"
        "become_ordinary([Path(sys.argv[1])]);"
        "Path(sys.argv[1], 'written').touch(); print(os.geteuid())"
    )
    answer = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code, str(mine)], capture_output=True, text=True, check=True
    )
    assert int(answer.stdout) == mine.stat().st_uid == (mine / "file").stat().st_uid != 0


def test_memory_is_shared_with_the_rest_of_the_machine() -> None:
    small = settings_for(Machine(memory=_GB // 2, processors=1))
    large = settings_for(Machine(memory=256 * _GB, processors=64))
    assert (small["shared_buffers"], large["shared_buffers"]) == ("64MB", "8192MB")
    assert small["max_parallel_workers_per_gather"] == "0"


def test_only_a_throwaway_server_may_lose_data_in_a_power_cut() -> None:
    machine = Machine(memory=_GB, processors=2)
    assert "fsync" not in settings_for(machine)
    assert settings_for(machine, durable=False)["fsync"] == "off"


def _is_revived(server: EmbeddedServer) -> bool:
    server.revive()
    return is_running(server.cluster)


def _start_owner(cluster: Cluster) -> subprocess.Popen[str]:
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", _OWNER, str(cluster.folder)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "up\n"
    return process


def _ask(cluster: Cluster, question: str) -> object:
    with psycopg.connect(embedded.url(cluster)) as connection:
        row = connection.execute(question.encode()).fetchone()
    assert row is not None
    return row[0]


def _do(cluster: Cluster, statement: str) -> None:
    with psycopg.connect(embedded.url(cluster)) as connection:
        connection.execute(statement.encode())


def _wait_for(condition: Callable[[], object], *, seconds: float = 15.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)
