"""What the start-up scripts tell the person who waits."""

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path


class Trouble(Exception):
    """A step failed; the text says which and why."""


def say(sentence: str) -> None:
    print(sentence, flush=True)


def run(
    command: Sequence[str],
    *,
    purpose: str,
    cwd: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> str:
    """The output of a command that is quiet while all is well."""
    result = subprocess.run(  # noqa: S603
        command,
        cwd=cwd,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if result.returncode != 0:
        raise Trouble(f"{purpose} failed.\n\n{result.stdout.strip()}")
    return result.stdout
