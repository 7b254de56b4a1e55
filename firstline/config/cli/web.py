"""`firstline web`: serves pages, until it is told to stop."""

import argparse

from django.conf import settings
from django.db import connections
from django.urls import reverse

from firstline.config.asgi import application
from firstline.config.cli.listening import Address, refuse_if_taken
from firstline.platform.web import server


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--processes", type=int, default=server.cores(), help="how many (one for each core)"
    )


def run(options: argparse.Namespace) -> int:
    host, port = settings.HTTP_HOST, settings.HTTP_PORT
    refuse_if_taken(Address(host, port), option="FIRSTLINE_HTTP")
    # The processes are forks of this one: every view is imported once, here, and not by the first
    # visitor. A connection must not be shared between them.
    reverse("healthz")
    connections.close_all()
    server.serve(application, host=host, port=port, processes=options.processes)
    return 0
