"""The documents say what the program has: an undocumented setting or command is a failed test."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from firstline.config.cli.commands import COMMANDS
from tools.places import ROOT

RUN = ROOT / "docs" / "run"


def test_every_setting_is_documented() -> None:
    table = (RUN / "settings.md").read_text(encoding="utf-8")
    documented = {line.split("`")[1] for line in table.splitlines() if line.startswith("| `")}
    assert documented == set(_settings())


def test_the_settings_are_found() -> None:
    assert {"DATABASE_URL", "FIRSTLINE_DATA", "FIRSTLINE_BASE_URL"} <= set(_settings())


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_documented(command: str) -> None:
    pages = "".join(path.read_text(encoding="utf-8") for path in RUN.glob("*.md"))
    assert f"firstline {command}" in pages


@pytest.mark.parametrize("page", ["README.md", *(f"docs/run/{p.name}" for p in RUN.glob("*.md"))])
def test_links_lead_somewhere(page: str) -> None:
    path = ROOT / page
    targets = [
        part.split(")")[0].split("#")[0]
        for part in path.read_text(encoding="utf-8").split("](")[1:]
    ]
    assert [target for target in targets if not (path.parent / target).exists()] == []


def _settings() -> Iterator[str]:
    """The names that the program asks `env` for."""
    for file in (ROOT / "firstline").rglob("*.py"):
        yield from _asked_for(file)


def _asked_for(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="env")),
                args=[ast.Constant(value=str(name)), *_],
            ) if name.isupper() and " " not in name:
                yield name
