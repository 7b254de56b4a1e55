"""`firstline migrate`: the database is up to date once this command may run at all."""

import argparse
from functools import partial

from firstline.config.cli import migrating
from firstline.setup import code


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--demo", action="store_true", help="fill an empty database with a made-up company"
    )


def run(options: argparse.Namespace) -> int:
    migrating.migrate(print)
    if options.demo:
        from firstline.config.cli import demonstration

        demonstration.fill(print)
    code.announce(partial(print, flush=True))
    return 0
