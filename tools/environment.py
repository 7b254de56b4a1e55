"""The virtual environment: the locked packages, and this package itself."""

import os
import shutil
import sys
from pathlib import Path

from tools import stamps
from tools.places import LOCKS, ROOT, VENV
from tools.saying import Trouble, run, say

_PYTHON = VENV / "bin" / "python"
# pip's names for where packages come from, and uv's.
_INDEX_NAMES = {
    "PIP_INDEX_URL": "UV_DEFAULT_INDEX",
    "PIP_FIND_LINKS": "UV_FIND_LINKS",
}


def make(lock: str) -> None:
    if not _PYTHON.exists():
        _make_venv()
    _install_lock(ROOT / lock)
    _install_ourselves()


def install_extra(lock: Path) -> None:
    """A tool that only some machines need, from a lock of its own."""
    _uv_install("--require-hashes", "--requirement", str(lock), purpose=f"Installing {lock.stem}")


def chromium() -> str | None:
    """The browser for browser tests, if this machine has one."""
    named = os.environ.get("CHROMIUM")
    if named is not None:
        return named or None
    return shutil.which("chromium") or shutil.which("chromium-browser")


def _make_venv() -> None:
    say("Making the virtual environment.")
    if VENV.exists():
        shutil.rmtree(VENV)
    if uv := shutil.which("uv"):
        run([uv, "venv", "--python", sys.executable, str(VENV)], purpose="Making .venv")
        return
    try:
        run([sys.executable, "-m", "venv", str(VENV)], purpose="Making .venv")
    except Trouble:
        # Half an environment would be taken for a whole one at the next start.
        shutil.rmtree(VENV, ignore_errors=True)
        raise


def _install_lock(lock: Path) -> None:
    mark = stamps.fingerprint([lock], under=ROOT)
    stamp = VENV / f"installed-{lock.name}"
    if stamps.is_fresh(stamp, mark):
        return
    _ensure_uv()
    say(f"Installing the packages of {lock.name}.")
    _uv_install("--require-hashes", "--requirement", str(lock), purpose="Installing the packages")
    stamps.put(stamp, mark)


def _install_ourselves() -> None:
    """Again when the commands or the version may have changed; code changes need nothing."""
    mark = stamps.fingerprint([ROOT / "pyproject.toml"], under=ROOT) + str(ROOT)
    stamp = VENV / "installed-firstline"
    if stamps.is_fresh(stamp, mark):
        return
    from_here = ("--no-build-isolation", "--no-deps", "--editable", str(ROOT))
    _uv_install(*from_here, purpose="Installing Firstline")
    stamps.put(stamp, mark)


def _uv_install(*arguments: str, purpose: str) -> None:
    uv = _uv()
    assert uv is not None
    run(
        [uv, "pip", "install", "--quiet", "--python", str(_PYTHON), *arguments],
        purpose=purpose,
        environment=_with_pips_indexes(),
    )


def _ensure_uv() -> None:
    if _uv() is None:
        say("Installing uv.")
        pip = [str(_PYTHON), "-m", "pip", "install", "--quiet", "--require-hashes"]
        run([*pip, "--requirement", str(LOCKS / "uv.txt")], purpose="Installing uv")


def _uv() -> str | None:
    ours = VENV / "bin" / "uv"
    return shutil.which("uv") or (str(ours) if ours.exists() else None)


def _with_pips_indexes() -> dict[str, str]:
    """uv reads no settings of pip; a machine that is set up for pip alone must do."""
    wanted = {
        theirs: os.environ[pips] for pips, theirs in _INDEX_NAMES.items() if os.environ.get(pips)
    }
    return {**wanted, **os.environ}
