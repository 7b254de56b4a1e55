"""`firstline migrate`: its need makes the database up to date; here is what follows."""

import argparse
from functools import partial

from firstline.config.cli import database, readiness
from firstline.platform.company.models import Company
from firstline.setup import code


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--demo", action="store_true", help="fill an empty database with a made-up company"
    )


def run(options: argparse.Namespace) -> int:
    if options.demo:
        from firstline.config.cli import demonstration

        demonstration.fill()
    code.announce(partial(print, flush=True))
    # An empty desk is announced at each start, so it is asked for at each start.
    if Company.current() is not None and not database.is_external():
        readiness.note(database.embedded_cluster())
    return 0
