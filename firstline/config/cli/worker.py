"""`firstline worker`: does what is queued, until it is told to stop."""

import argparse

from firstline.platform.jobs import worker


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None: a worker takes its settings from the environment."""


def run(options: argparse.Namespace) -> int:
    worker.run()
    return 0
