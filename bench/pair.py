"""A small desk and a large one, measured by turns, so that a noisy minute hits both sides.

What is measured runs in this process as a signed-in admin, without a network. "Rows" is what
PostgreSQL had to look at for all queries of one act.
"""

import argparse
import os
import platform
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, Any

from bench import place
from bench.seed import ADMIN, Size, seed
from bench.vocabulary import Vocabulary

if TYPE_CHECKING:
    from django.test import Client

# What an agent does: a page that is opened, or something that is changed.
Act = Callable[["Client", "Desk"], None]
# More than this, between a small desk and a larger one, is growth and not chance.
GROWS_BEYOND = 2.0
SLACK = 200


@dataclass
class Desk:
    """One of the two databases, and what was measured in it."""

    address: dict[str, Any]
    words: Vocabulary
    tickets: int = 0
    rounds: dict[str, list[list[float]]] = field(default_factory=lambda: defaultdict(list))
    queries: dict[str, int] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)


def add_arguments(parser: argparse.ArgumentParser, *, samples: int) -> None:
    parser.add_argument("--small", type=int, default=10_000)
    parser.add_argument("--large", type=int, default=100_000)
    parser.add_argument("--on", nargs=2, metavar="URL", help="databases that are filled already")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--samples", type=int, default=samples, help="of each in each round")


@contextmanager
def desks(options: argparse.Namespace, name: str) -> Iterator[list[Desk]]:
    """The two that `--on` names, or two of their own, which are dropped at the end."""
    words = Vocabulary(Random(1))  # noqa: S311 - the words that the seed has
    if options.on:
        place.prepare(options.on[0])
        yield [Desk(_parsed(url), words) for url in options.on]
        return
    first = place.settle(name)
    names = [first, place.make_database(f"{first}_large")]
    try:
        sizes = (options.small, options.large)
        for database, tickets in zip(names, sizes, strict=True):
            _fill(database, tickets)
        yield [Desk({"NAME": database}, words) for database in names]
    finally:
        from django.db import connection

        connection.close()
        for database in names:
            place.drop_database(database)


def _parsed(url: str) -> dict[str, Any]:
    from firstline.config import env

    os.environ["DATABASE_URL"] = url
    address = env.database("DATABASE_URL")
    assert address is not None
    return address


def _fill(database: str, tickets: int) -> None:
    from django.core.management import call_command

    from firstline.desk.search.counting import count_words

    place.use(database)
    call_command("migrate", verbosity=0)
    began = time.monotonic()
    seed(Size(tickets))
    count_words()
    took = time.monotonic() - began
    print(f"{tickets:,} tickets made in {took:.0f} s", file=sys.stderr, flush=True)


def measure(pair: Sequence[Desk], acts: Mapping[str, Act], options: argparse.Namespace) -> None:
    for desk in pair:
        _count(desk, acts)
    for number in range(options.rounds):
        for desk in pair:
            client = client_of(desk)
            for label, act in acts.items():
                act(client, desk)
                samples = [_timed(act, client, desk) for _sample in range(options.samples)]
                desk.rounds[label].append(samples)
        print(f"round {number + 1} of {options.rounds}", file=sys.stderr, flush=True)


def client_of(desk: Desk) -> "Client":
    """Signed in there."""
    from django.test import Client

    from firstline.desk.models import Ticket
    from firstline.platform.accounts.models import Person

    speak_to(desk)
    newest = Ticket.objects.order_by("-pk").values_list("pk", flat=True).first()
    assert newest is not None
    desk.tickets = newest
    client = Client(SERVER_NAME="localhost")
    client.force_login(Person.objects.get(email=ADMIN))
    return client


def speak_to(desk: Desk) -> None:
    """From now on Django uses that desk's database."""
    from django.db import connection

    connection.close()
    connection.settings_dict.update(desk.address)


def opened(path: Callable[[Desk], str], *, headers: Mapping[str, str] | None = None) -> Act:
    """Opens the page, and reads it to its end."""

    def act(client: "Client", desk: Desk) -> None:
        address = path(desk)
        answer = client.get(address, headers=headers)
        assert answer.status_code == 200, f"{address}: {answer.status_code}"
        b"".join(answer) if answer.streaming else answer.content

    return act


def _count(desk: Desk, acts: Mapping[str, Act]) -> None:
    from bench.plans import is_read, recorded, rows_visited

    client = client_of(desk)
    for label, act in acts.items():
        act(client, desk)
        with recorded() as queries:
            act(client, desk)
        desk.queries[label] = len(queries)
        desk.rows[label] = sum(rows_visited(query) for query in queries if is_read(query))


def _timed(act: Act, client: "Client", desk: Desk) -> float:
    began = time.perf_counter()
    act(client, desk)
    return time.perf_counter() - began


def table(pair: Sequence[Desk], labels: Iterable[str], options: argparse.Namespace) -> str:
    """As Markdown, the small desk before the large one in each cell."""
    small, large = pair
    where = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    lines = [
        (
            f"{where}, {small.tickets:,} → {large.tickets:,} tickets of 4 messages,"
            f" {options.rounds} rounds of {options.samples}"
        ),
        "",
        "| | queries | p50 ms | p95 ms | ratio | rows | grows |",
        "|---|---:|---:|---:|---:|---:|---|",
    ]
    for label in labels:
        cells = (
            label,
            _both(desk.queries[label] for desk in pair),
            _both(f"{_percentile(desk, label, 50):.0f}" for desk in pair),
            _both(f"{_percentile(desk, label, 95):.0f}" for desk in pair),
            f"{_ratio(small, large, label):.2f}",
            _both(f"{desk.rows[label]:,}" for desk in pair),
            "yes" if grows(pair, label) else "no",
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def grows(pair: Sequence[Desk], label: str) -> bool:
    """Whether the large desk has far more looked at than the small one."""
    small, large = (desk.rows[label] for desk in pair)
    return large > GROWS_BEYOND * small + SLACK


def _both(values: Iterable[object]) -> str:
    first, second = map(str, values)
    return first if first == second else f"{first} → {second}"


def _percentile(desk: Desk, label: str, part: int) -> float:
    samples = [1000 * one for some in desk.rounds[label] for one in some]
    return statistics.quantiles(samples, n=100, method="inclusive")[part - 1]


def _ratio(small: Desk, large: Desk, label: str) -> float:
    """How much slower the large desk is: the median over rounds that followed each other."""
    pairs = zip(small.rounds[label], large.rounds[label], strict=True)
    return statistics.median(statistics.median(b) / statistics.median(a) for a, b in pairs)
