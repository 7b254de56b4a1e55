"""The supervision of processes, with real ones."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from firstline.platform.processes.backoff import Backoff
from firstline.platform.processes.supervisor import Part, Supervisor

_SLEEPER = "import time; print('hello', flush=True); time.sleep(600)"
_DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"
_OWNER = """
import sys
from firstline.platform.processes.supervisor import Part, Supervisor
supervisor = Supervisor()
supervisor.listen_to_signals()
supervisor.start(Part("sleeper", [sys.executable, "-c", sys.argv[1]]))
supervisor.watch()
supervisor.stop_all()
print("all stopped", flush=True)
"""


def test_output_is_told_apart_by_the_name_of_the_part(capfd: pytest.CaptureFixture[str]) -> None:
    talk = "print('one\\ntwo', flush=True); print('three', end='')"
    assert Supervisor().run_once(_python("talker", talk)) == 0
    assert capfd.readouterr().out == "talker  | one\ntalker  | two\ntalker  | three\n"


def test_how_a_part_ended_is_returned() -> None:
    assert Supervisor().run_once(_python("", "raise SystemExit(3)")) == 3


def test_a_fallen_part_is_started_again(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    pids = tmp_path / "pids"
    fall_once = (
        f"import os, time; f = open({str(pids)!r}, 'a'); f.write(str(os.getpid()) + ' ');"
        "f.close(); time.sleep(600)"
    )
    supervisor = Supervisor()
    supervisor.start(_python("web", fall_once))
    supervisor.watch(until=lambda: len(_words(pids)) == 1)
    os.kill(int(_words(pids)[0]), signal.SIGKILL)
    began = time.monotonic()
    supervisor.watch(until=lambda: len(_words(pids)) == 2)
    supervisor.stop_all()
    assert time.monotonic() - began < 10
    assert "web     | was ended by SIGKILL; it is started again in 0.5 s" in capfd.readouterr().out


def test_a_part_that_does_not_listen_is_killed() -> None:
    supervisor = Supervisor()
    supervisor.start(_python("deaf", _DEAF))
    began = time.monotonic()
    supervisor.stop_all(patience=0.5)
    assert time.monotonic() - began < 5


def test_everything_stops_on_sigterm() -> None:
    owner = _start_owner()
    sleeper = _only_child(owner)
    owner.terminate()
    output, _ = owner.communicate(timeout=10)
    assert output.endswith("all stopped\n")
    assert not sleeper.is_running()


def test_watching_costs_nothing() -> None:
    owner = _start_owner()
    time.sleep(0.5)
    before = psutil.Process(owner.pid).cpu_times().user
    time.sleep(1.5)
    used = psutil.Process(owner.pid).cpu_times().user - before
    owner.terminate()
    owner.communicate(timeout=10)
    assert used < 0.3


def test_parts_live_on_while_nobody_reads_what_they_say(tmp_path: Path) -> None:
    """A pipe holds 64 kB; whoever is at its other end may have stopped reading."""
    talk = f"for _ in range(20_000): print('x' * 40)\nopen({str(tmp_path / 'done')!r}, 'w')"
    owner = subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", _OWNER, talk], stdout=subprocess.PIPE, text=True
    )
    _wait_for(lambda: (tmp_path / "done").exists(), seconds=60)
    owner.terminate()
    owner.wait(timeout=10)
    assert owner.stdout is not None
    owner.stdout.close()


def test_no_part_outlives_a_killed_supervisor() -> None:
    owner = _start_owner()
    sleeper = _only_child(owner)
    owner.kill()
    owner.communicate(timeout=10)
    _wait_for(lambda: not sleeper.is_running())


def test_the_wait_before_a_restart_grows_to_five_seconds_and_heals() -> None:
    backoff = Backoff()
    backoff.started(0.0)
    assert [backoff.fell(1.0) for _ in range(6)] == [0.5, 1.0, 2.0, 4.0, 5.0, 5.0]
    assert not backoff.is_over(5.9)
    assert backoff.is_over(6.0)
    backoff.started(6.0)
    assert backoff.fell(100.0) == 0.5


def _python(name: str, code: str) -> Part:
    return Part(name, [sys.executable, "-c", code])


def _start_owner() -> subprocess.Popen[str]:
    owner = subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", _OWNER, _SLEEPER], stdout=subprocess.PIPE, text=True
    )
    assert owner.stdout is not None
    assert owner.stdout.readline() == "sleeper | hello\n"
    return owner


def _only_child(owner: subprocess.Popen[str]) -> psutil.Process:
    (child,) = psutil.Process(owner.pid).children()
    return child


def _words(file: Path) -> list[str]:
    return file.read_text(encoding="ascii").split() if file.exists() else []


def _wait_for(condition: Callable[[], object], *, seconds: float = 10.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)
