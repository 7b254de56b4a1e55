"""The ten longest files and functions, so that the worst is always in view."""

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tools.places import ROOT

_SOURCES = ("*.py", "*.ts", "*.css", "*.html", "*.sh")
_COUNTED = 10


def main() -> None:
    files = _files()
    _print("Longest files", ((_length(file), str(file)) for file in files))
    functions = (entry for file in files if file.suffix == ".py" for entry in _functions(file))
    _print("Longest functions", functions)


def _files() -> list[Path]:
    """What git knows, apart from migrations, which are generated."""
    listed = subprocess.run(  # noqa: S603
        ["git", "ls-files", "-z", *_SOURCES],  # noqa: S607
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    files = [Path(name) for name in listed.stdout.split("\0") if name]
    return [file for file in files if "migrations" not in file.parts and (ROOT / file).exists()]


def _length(file: Path) -> int:
    return len((ROOT / file).read_text(encoding="utf-8").splitlines())


def _functions(file: Path) -> Iterator[tuple[int, str]]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
            yield node.end_lineno - node.lineno + 1, f"{file}:{node.lineno} {node.name}"


def _print(title: str, lengths: Iterator[tuple[int, str]]) -> None:
    print(f"{title}:")
    for length, name in sorted(lengths, reverse=True)[:_COUNTED]:
        print(f"{length:>6}  {name}")


if __name__ == "__main__":
    main()
