"""`bin/check`: each look over the tree in one line, and what it found when it found something."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tools import tail
from tools.front_end import find_node
from tools.places import FRONT_END, ROOT

_BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class Check:
    name: str
    command: Sequence[str]
    cwd: Path = ROOT


def main(arguments: Sequence[str]) -> int:
    if "--tail" in arguments:
        tail.main()
        return 0
    with ThreadPoolExecutor(max_workers=2) as pool:
        results = [*pool.map(_run, _checks())]
    return 0 if all(results) else 1


def _checks() -> list[Check]:
    """The longest first: they are run two at a time."""
    npm = find_node().npm
    return [
        Check("types", [_ours("mypy")]),
        Check("front end types", [*npm, "run", "--silent", "check"], FRONT_END),
        Check("front end tests", [*npm, "test", "--silent"], FRONT_END),
        Check("lint", [_ours("ruff"), "check"]),
        Check("format", [_ours("ruff"), "format", "--check"]),
        Check("layers", [_ours("lint-imports")]),
        Check("templates", [_ours("djlint"), "--lint", "--quiet", "firstline"]),
        Check(
            "migrations", [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"]
        ),
        Check("licences", [sys.executable, "-m", "tools.licences"]),
        Check("locks", [sys.executable, "-m", "tools.lock", "--check"]),
    ]


def _ours(program: str) -> str:
    return str(_BIN / program)


def _run(check: Check) -> bool:
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as data:
        result = subprocess.run(  # noqa: S603
            check.command,
            cwd=check.cwd,
            env={**os.environ, **find_node().environment, "FIRSTLINE_DATA": data},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
    is_well = result.returncode == 0
    verdict = "ok  " if is_well else "FAIL"
    lines = [f"{verdict} {check.name} ({time.monotonic() - began:.1f} s)"]
    if not is_well:
        lines.append(result.stdout.strip())
    print("\n".join(lines), flush=True)
    return is_well


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
