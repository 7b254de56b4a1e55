"""The `firstline` command: it knows its commands by name, and loads only the one asked for."""

import argparse
import importlib
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from types import ModuleType

from firstline.config.cli.commands import COMMANDS, Command, Need
from firstline.config.cli.refusals import expected_refusals


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. What an operator can put right is said in a sentence, not a traceback."""
    chosen, rest = _chosen(list(sys.argv[1:] if arguments is None else arguments))
    try:
        return _run(chosen, rest)
    except expected_refusals() as refusal:
        print(f"firstline: {refusal}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _run(command: Command, arguments: Sequence[str]) -> int:
    if command.uses_django:
        set_django_up()
    module = importlib.import_module(f"{__name__}.{command.name}")
    options = _options(command, module, arguments)
    with _database(command, module, options):
        code: int = module.run(options)
    return code


def _chosen(arguments: Sequence[str]) -> tuple[Command, Sequence[str]]:
    parser = argparse.ArgumentParser(
        prog="firstline",
        usage="firstline COMMAND …",
        description="Customer support that belongs to you.",
        epilog=_listing(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("command", choices=COMMANDS, help=argparse.SUPPRESS, metavar="COMMAND")
    name = parser.parse_args(arguments[:1] or ["--help"]).command
    return COMMANDS[name], arguments[1:]


def _listing() -> str:
    width = max(map(len, COMMANDS)) + 2
    lines = [f"  {name:<{width}}{command.help}" for name, command in COMMANDS.items()]
    return "\n".join(["commands:", *lines, "", "`firstline COMMAND --help` says more."])


def _options(command: Command, module: ModuleType, arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog=f"firstline {command.name}", description=command.help)
    module.add_arguments(parser)
    return parser.parse_args(arguments)


def set_django_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "firstline.config.settings")
    import django

    django.setup()


def _database(
    command: Command, module: ModuleType, options: argparse.Namespace
) -> AbstractContextManager[None]:
    """What the command needs; a module may decide by its options, in a function `need`."""
    from firstline.config.cli import database

    decide: Callable[[argparse.Namespace], Need] | None = getattr(module, "need", None)
    return database.provide(command.need if decide is None else decide(options))
