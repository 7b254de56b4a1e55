"""Starts a program so that it dies with its parent and, where it must, is not root.

    python -m firstline.platform.processes.launch PARENT SIGNAL [--own FOLDER]… -- PROGRAM …

A small program between the two, because neither can be done safely between `fork` and `exec` of a
process with threads.
"""

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from firstline.platform.processes.identity import (
    NoOtherIdentity,
    needs_another_identity,
    take_another_identity,
)
from firstline.platform.processes.lineage import die_with_parent


def launching(
    program: Sequence[str], *, death: signal.Signals = signal.SIGKILL, own: Sequence[Path] = ()
) -> list[str]:
    """The command line that starts `program`; with `own`, as an ordinary user who owns those."""
    this = [sys.executable, "-P", "-m", __spec__.name, str(os.getpid()), str(int(death))]
    owned = own if needs_another_identity() else ()
    return [*this, *(f"--own={folder}" for folder in owned), "--", *program]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("parent", type=int)
    parser.add_argument("death", type=int)
    parser.add_argument("--own", type=Path, action="append")
    parser.add_argument("program", nargs="+")
    options = parser.parse_args()
    if options.own:
        try:
            take_another_identity(options.own)
        except NoOtherIdentity as error:
            sys.exit(str(error))
    die_with_parent(signal.Signals(options.death), parent=options.parent)
    os.execvp(options.program[0], options.program)  # noqa: S606  the whole point of this module


if __name__ == "__main__":
    main()
