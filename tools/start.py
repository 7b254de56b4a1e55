"""What the programs in bin/ have in common: make what is missing, then become the real one."""

import fcntl
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NoReturn

from tools import environment, front_end
from tools.places import CACHE, ROOT, VENV
from tools.saying import Trouble, say

_LOCKS = {
    "serve": "requirements.txt",
    "test": "requirements-dev.txt",
    "check": "requirements-dev.txt",
}

# The whole suite runs on every core; a few tests are quicker in one process.
_ALL_OF_THEM = ("-n", "auto", "--dist", "load")


def main(arguments: Sequence[str]) -> NoReturn:
    purpose, *rest = arguments
    try:
        with _one_at_a_time():
            environment.make(_LOCKS[purpose])
            front_end.build()
    except Trouble as trouble:
        sys.exit(f"Firstline cannot be made ready: {trouble}")
    _become(purpose, rest)


def _become(purpose: str, arguments: Sequence[str]) -> NoReturn:
    python = str(VENV / "bin" / "python")
    # Where this is set, every start would compile all packages anew: four seconds for each process.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    if purpose == "serve":
        program = [str(VENV / "bin" / "firstline"), "serve", *arguments]
    elif purpose == "test":
        _say_whether_browser_tests_run()
        os.chdir(ROOT)
        program = [python, "-m", "pytest", *(arguments or _ALL_OF_THEM)]
    else:
        os.chdir(ROOT)
        program = [python, "-m", "tools.check", *arguments]
    os.execv(program[0], program)  # noqa: S606


def _say_whether_browser_tests_run() -> None:
    if environment.chromium() is None:
        say(
            "No Chromium found, so browser tests are left out: install Debian's `chromium`, "
            "or name one in CHROMIUM."
        )


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Two first starts of one checkout must not install over each other."""
    CACHE.mkdir(exist_ok=True)
    with (CACHE / "start.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Waiting for another start of this checkout.")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
