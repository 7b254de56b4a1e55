"""The table of the pages: what agents wait for, one of them and eight, on a desk that is filled.

    python -m bench.pages --on postgresql://…/large [--seconds 4] [--rounds 3]

The desk is served as `firstline web` serves it; the floor is the rows of the list by hand-written
SQL in bare Starlette. The pages take turns within each round, so that a noisy minute hits all of
them. The load comes from this machine too and costs a part of its cores.
"""

import argparse
import asyncio
import os
import platform
import statistics
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from bench import place
from bench.seed import ADMIN

AGENTS = (1, 8)


@dataclass(frozen=True)
class Page:
    label: str
    path: str
    is_floor: bool = False
    # A part that a page asks for by itself, into the element of this id.
    into: str = ""

    @property
    def headers(self) -> dict[str, str]:
        return {"HX-Request": "true", "HX-Target": self.into} if self.into else {}


def pages(newest: int) -> tuple[Page, ...]:
    ticket = f"/tickets/{newest - 7}/?view=unsolved"
    return (
        Page("the floor of the list", "/page/", is_floor=True),
        Page("list", "/tickets/?view=unsolved"),
        Page("list: its rows alone", "/tickets/rows/?view=unsolved"),
        Page("ticket, opened from the list", ticket, into="ticket"),
        Page("ticket and list", ticket),
    )


Seconds = dict[tuple[Page, int], list[float]]
Rates = dict[tuple[Page, int], list[float]]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.pages")
    parser.add_argument("--on", required=True, metavar="URL", help="a database that is filled")
    parser.add_argument("--seconds", type=float, default=4.0, help="for each measurement")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    place.prepare(options.on)
    # Django is set up from here on.
    from bench.sessions import cookie_of
    from firstline.desk.models import Ticket
    from firstline.platform.accounts.models import Person

    newest = Ticket.objects.order_by("-pk").values_list("pk", flat=True).first()
    assert newest is not None
    cookie = cookie_of(Person.objects.get(email=ADMIN))
    shown = pages(newest)
    rates, seconds = _measure(options, shown, cookie)
    print(table(options, shown, rates, seconds))


def _measure(
    options: argparse.Namespace, shown: tuple[Page, ...], cookie: str
) -> tuple[Rates, Seconds]:
    from bench.web.load import load

    rates: Rates = defaultdict(list)
    seconds: Seconds = defaultdict(list)
    with _served() as (desk, floor):
        for _ in range(options.rounds):
            for page in shown:
                port = floor if page.is_floor else desk
                for agents in AGENTS:
                    drive = partial(
                        load,
                        port,
                        page.path,
                        cookie=cookie,
                        connections=agents,
                        headers=page.headers,
                    )
                    asyncio.run(drive(seconds=0.5))
                    tally = asyncio.run(drive(seconds=options.seconds))
                    assert not tally.failures, f"{page.label}: {tally.failures} failures"
                    rates[page, agents].append(tally.answers / options.seconds)
                    seconds[page, agents] += tally.seconds
    return rates, seconds


@contextmanager
def _served() -> Iterator[tuple[int, int]]:
    """The desk and its floor, each at a port of its own."""
    from tests.sockets import free_port, running

    desk, floor = free_port(), free_port()
    address = f"127.0.0.1:{desk}"
    environment = os.environ | {
        "FIRSTLINE_HTTP": address,
        "FIRSTLINE_BASE_URL": f"http://{address}",
    }
    web = ("-m", "firstline.config.cli", "web")
    with (
        running(*web, port=desk, path="/account/login/", env=environment),
        running("-m", "bench.pages.floor", str(floor), port=floor, path="/healthz"),
    ):
        yield desk, floor


def table(
    options: argparse.Namespace, shown: tuple[Page, ...], rates: Rates, seconds: Seconds
) -> str:
    """As Markdown."""
    where = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    lines = [
        f"{where}, {options.rounds} rounds of {options.seconds:g} s",
        "",
        "| | agents | pages/s | floor | p50 ms | p95 ms |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for agents in AGENTS:
        floors = rates[shown[0], agents]
        for page in shown:
            # The median of the rounds' own ratios.
            ratio = statistics.median(
                floor / rate for floor, rate in zip(floors, rates[page, agents], strict=True)
            )
            cuts = statistics.quantiles(seconds[page, agents], n=100, method="inclusive")
            cells = (
                page.label,
                f"{agents}",
                f"{statistics.median(rates[page, agents]):,.0f}",
                f"{ratio:.2f}",
                f"{1000 * cuts[49]:.1f}",
                f"{1000 * cuts[94]:.1f}",
            )
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
