"""`firstline serve` as an operator has it: real processes, killed for real."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from tests.sockets import free_port

pytestmark = pytest.mark.drill

# Generous, for the first start also makes the database, and the machine may be busy.
_PATIENCE = 120.0


class Desk:
    """A data folder, and the `firstline serve` that runs on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port, self.smtp_port = free_port(), free_port()
        self.log = folder.with_suffix(".log")
        self.process: subprocess.Popen[bytes] | None = None

    def ensure_running(self) -> None:
        if self.process is None or self.process.poll() is not None:
            with self.log.open("a") as log:
                self.process = subprocess.Popen(  # noqa: S603
                    _command(*self.serve), env=_environment(self.folder), stdout=log, stderr=log
                )
        _wait_for(self.is_healthy)

    @property
    def serve(self) -> list[str]:
        return ["serve", "--port", str(self.port), "--smtp-port", str(self.smtp_port)]

    def is_healthy(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2) as page:
                return bool(page.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def part(self, name: str) -> psutil.Process | None:
        """The process that runs the part now; none between its fall and its return."""
        for child in self._children():
            with suppress(psutil.NoSuchProcess):
                if child.cmdline()[-1:] == [name]:
                    return child
        return None

    def everything(self) -> list[psutil.Process]:
        return self._children(recursive=True)

    def stop(self) -> None:
        assert self.process is not None
        self.process.terminate()
        self.process.wait(timeout=30)

    def _children(self, *, recursive: bool = False) -> list[psutil.Process]:
        assert self.process is not None
        return psutil.Process(self.process.pid).children(recursive=recursive)


@pytest.fixture(scope="module")
def one_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    desk = Desk(tmp_path_factory.mktemp("dësk") / "with a space")
    yield desk
    if desk.process is not None and desk.process.poll() is None:
        desk.stop()


@pytest.fixture
def desk(one_desk: Desk) -> Desk:
    """Running and well, whatever the test before did to it."""
    one_desk.ensure_running()
    return one_desk


def test_it_stops_cleanly_and_completely_on_sigterm(desk: Desk) -> None:
    everything = desk.everything()
    desk.stop()
    assert desk.process is not None
    assert desk.process.returncode == 0
    said = desk.log.read_text(encoding="utf-8")
    assert f"Firstline is ready at http://127.0.0.1:{desk.port}/" in said
    assert [process for process in everything if process.is_running()] == []


def test_a_second_one_on_the_same_folder_is_refused_in_one_sentence(desk: Desk) -> None:
    second = _run(desk.folder, "serve")
    assert second.returncode == 1
    assert second.stdout == ""
    assert second.stderr.startswith(f"firstline: Firstline is already running on {desk.folder}")
    assert second.stderr.count("\n") == 1


def test_a_port_in_use_is_one_sentence(desk: Desk, tmp_path: Path) -> None:
    second = _run(tmp_path, "serve", "--port", str(desk.port))
    assert second.returncode == 1
    assert f"127.0.0.1:{desk.port} cannot be used" in second.stderr
    assert "Traceback" not in second.stderr


@pytest.mark.parametrize("name", ["web", "worker", "mail"])
def test_a_killed_part_is_back_within_ten_seconds(desk: Desk, name: str) -> None:
    fallen = desk.part(name)
    assert fallen is not None
    fallen.kill()
    began = time.monotonic()
    _wait_for(lambda: desk.part(name) not in {None, fallen})
    assert time.monotonic() - began < 10
    _wait_for(desk.is_healthy)


def test_it_goes_on_after_the_database_was_killed(desk: Desk) -> None:
    for process in desk.everything():
        if process.name() == "postgres":
            _kill(process)
    _wait_for(desk.is_healthy)


def test_nothing_survives_the_kill_of_the_supervisor_and_all_starts_again(desk: Desk) -> None:
    everything = desk.everything()
    assert desk.process is not None
    desk.process.kill()
    desk.process.wait(timeout=10)
    desk.ensure_running()
    assert [process for process in everything if process.is_running()] == []


def test_it_starts_again_after_everything_was_killed_at_once(desk: Desk) -> None:
    assert desk.process is not None
    everything = desk.everything()
    for process in [psutil.Process(desk.process.pid), *everything]:
        _kill(process)
    desk.process.wait(timeout=10)
    desk.ensure_running()


def test_a_part_alone_uses_the_running_database(desk: Desk) -> None:
    assert _run(desk.folder, "migrate").returncode == 0


def test_a_part_alone_says_where_a_database_is_missing(tmp_path: Path) -> None:
    refused = _run(tmp_path, "worker")
    assert refused.returncode == 1
    assert refused.stderr.startswith(f"firstline: No database runs in {tmp_path}")


def test_a_backup_restores_into_an_empty_folder(desk: Desk, tmp_path: Path) -> None:
    kept = desk.folder / "files" / "ab" / "letter"
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_bytes(b"a letter")
    saved, restored = tmp_path / "desk.tar", tmp_path / "new"

    assert _run(desk.folder, "backup", str(saved)).returncode == 0
    assert saved.stat().st_mode & 0o777 == 0o600
    assert _run(restored, "restore", str(saved)).returncode == 0

    for name in ("files/ab/letter", "secret_key"):
        assert (restored / name).read_bytes() == (desk.folder / name).read_bytes()
    checked = _run(restored, "migrate")
    assert (checked.returncode, checked.stderr) == (0, ""), "nothing is left to migrate"


def test_a_restore_into_a_folder_in_use_is_refused(desk: Desk, tmp_path: Path) -> None:
    saved = tmp_path / "desk.tar"
    _run(desk.folder, "backup", str(saved))
    refused = _run(desk.folder, "restore", str(saved))
    assert refused.returncode == 1
    assert "is in use" in refused.stderr


def test_what_is_no_backup_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear desk,")
    refused = _run(tmp_path / "new", "restore", str(tmp_path / "letter.txt"))
    assert refused.returncode == 1
    assert "is damaged or no archive" in refused.stderr


def test_the_check_finds_a_running_desk_well(desk: Desk) -> None:
    checked = _run(desk.folder, "check")
    assert checked.returncode == 0, checked.stdout
    assert "PostgreSQL 18 answers." in checked.stdout
    assert "The database is up to date." in checked.stdout


def test_help_is_instant() -> None:
    began = time.process_time()
    modules = "import sys, firstline.config.cli as cli; print('django' in sys.modules)"
    answer = subprocess.run(  # noqa: S603
        [sys.executable, "-c", modules], capture_output=True, text=True, check=True
    )
    assert answer.stdout == "False\n"
    assert time.process_time() - began < 1


def _kill(process: psutil.Process) -> None:
    """It may have died of the one that was killed before."""
    with suppress(psutil.NoSuchProcess):
        process.kill()


def _run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603
        _command(*arguments),
        env=_environment(folder),
        capture_output=True,
        text=True,
        timeout=_PATIENCE,
        check=False,
    )


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "firstline.config.cli", *arguments]


def _environment(folder: Path) -> dict[str, str]:
    """As on a machine where nobody has set anything for Firstline, not even this test run."""
    ours = {name for name in os.environ if name.startswith("FIRSTLINE_")} | {"DATABASE_URL"}
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return {**kept, "FIRSTLINE_DATA": str(folder)}


def _wait_for(condition: Callable[[], object]) -> None:
    end = time.monotonic() + _PATIENCE
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.1)
