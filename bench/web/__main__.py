"""The table of the web process, measured here.

    python -m bench.web [--seconds 3] [--rounds 3] [--connections 8]

The ways of serving take turns within each round, so that a noisy minute hits all of them. The load
comes from this machine too and costs a part of its cores.
"""

import argparse
import asyncio
import os
import platform
import statistics
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial

from bench import database


@dataclass(frozen=True)
class Measured:
    label: str
    way: str
    path: str


TABLE = (
    Measured("an empty view: Django's ASGI handler", "django-asgi", "/empty/"),
    Measured("an empty view: Django by WSGI", "wsgi", "/empty/"),
    Measured("an empty view: Django behind the bridge", "bridge", "/empty/"),
    Measured("an empty view: Starlette", "starlette", "/empty/"),
    Measured("50 rows: Django templates, Django's ASGI handler", "django-asgi", "/django/"),
    Measured("50 rows: Django templates, WSGI", "wsgi", "/django/"),
    Measured("50 rows: Jinja2, WSGI", "wsgi", "/jinja/"),
    Measured("50 rows: Jinja2, the bridge (what Firstline runs)", "bridge", "/jinja/"),
    Measured("50 rows: Starlette and SQL by hand (the floor)", "starlette", "/page/"),
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.web")
    parser.add_argument("--seconds", type=float, default=3.0, help="for each measurement")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--connections", type=int, default=8)
    options = parser.parse_args()
    database.provide(settings="bench.web.settings")
    # Django is set up from here on.
    from bench.web.rows import prepare

    rates, slowest = _measure(options, prepare())
    _print_table(options, rates, slowest)


def _measure(
    options: argparse.Namespace, cookie: str
) -> tuple[dict[Measured, list[float]], dict[Measured, list[float]]]:
    from bench.web.load import load

    rates: dict[Measured, list[float]] = defaultdict(list)
    slowest: dict[Measured, list[float]] = defaultdict(list)
    with _all_ways() as ports:
        for _ in range(options.rounds):
            for measured in TABLE:
                drive = partial(
                    load,
                    ports[measured.way],
                    measured.path,
                    cookie=cookie,
                    connections=options.connections,
                )
                asyncio.run(drive(seconds=0.5))
                tally = asyncio.run(drive(seconds=options.seconds))
                assert not tally.failures, f"{measured.label}: {tally.failures} failures"
                rates[measured].append(tally.answers / options.seconds)
                slowest[measured].append(statistics.quantiles(tally.seconds, n=100)[98])
    return rates, slowest


@contextmanager
def _all_ways() -> Iterator[dict[str, int]]:
    """Every way of serving, each at a port of its own; those that are not asked wait idly."""
    from tests.sockets import free_port, running

    ports = {way: free_port() for way in {measured.way for measured in TABLE}}
    with ExitStack() as servers:
        for way, port in ports.items():
            command = ["-m", "bench.web.serving", way, str(port)]
            servers.enter_context(running(*command, port=port, path="/empty/"))
        yield ports


def _print_table(
    options: argparse.Namespace,
    rates: dict[Measured, list[float]],
    slowest: dict[Measured, list[float]],
) -> None:
    print(
        f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, "
        f"{options.connections} connections, {options.rounds} rounds of {options.seconds:g} s\n"
    )
    print("| | req/s (median) | from – to | p99 |\n|---|---:|---:|---:|")
    for measured in TABLE:
        found = rates[measured]
        print(
            f"| {measured.label} | {statistics.median(found):,.0f} "
            f"| {min(found):,.0f} – {max(found):,.0f} "
            f"| {statistics.median(slowest[measured]) * 1000:.1f} ms |"
        )


if __name__ == "__main__":
    main()
