"""The table of search: what words of every frequency cost, on a small desk and on a large one.

    python -m bench.search [--small 10000] [--large 100000] [--rounds 5] [--samples 10]
    python -m bench.search --on postgresql://…/small postgresql://…/large

The first makes two databases and drops them again; the second measures two that `bench.seed` has
filled, which takes the better part of an hour for a million tickets. "Rows" is what PostgreSQL had
to look at for all queries of one page.
"""

import argparse
import os
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from bench import place
from bench.seed import ADMIN, Size, seed
from bench.vocabulary import RARE, Vocabulary

if TYPE_CHECKING:
    from django.test import Client

Ask = Callable[[Vocabulary, int], str]


def _page(query: Callable[[list[str]], str], *, path: str = "/search/") -> Ask:
    return lambda words, _tickets: f"{path}?{urlencode({'q': query(words.words)})}"


_TYPING = "/search/suggestions"
PAGES: dict[str, Ask] = {
    "in three messages of all": _page(lambda _words: RARE),
    "in every 5,000th message": _page(lambda words: words[15_000]),
    "in every 500th": _page(lambda words: words[2500]),
    "in every 100th": _page(lambda words: words[300]),
    "in every tenth": _page(lambda words: words[20]),
    "in nearly every one": _page(lambda words: words[0]),
    "in none": _page(lambda _words: "qqqqqqq"),
    "two common words": _page(lambda words: f"{words[60]} {words[90]}"),
    "a common and a middling one": _page(lambda words: f"{words[0]} {words[2000]}"),
    "two middling words": _page(lambda words: f"{words[1500]} {words[2000]}"),
    "two words in a row": _page(lambda words: f'"{words[60]} {words[90]}"'),
    "one without another": _page(lambda words: f"{words[90]} -{words[60]}"),
    "a common word, my open tickets": _page(lambda words: f"{words[60]} assignee:me status<solved"),
    "a common word, one tag": _page(lambda words: f"{words[60]} tags:billing"),
    "terms alone": _page(lambda _words: "status<solved priority:high"),
    "as you type: two letters": _page(lambda words: words[20][:2], path=_TYPING),
    "as you type: a common word": _page(lambda words: words[60], path=_TYPING),
    "as you type: a misspelt name": _page(lambda _words: "custmer", path=_TYPING),
    "similar tickets": lambda _words, tickets: f"/tickets/{tickets * 3 // 4}/similar",
}


@dataclass
class Desk:
    """One of the two databases, and what was measured in it."""

    address: dict[str, Any]
    tickets: int = 0
    rounds: dict[str, list[list[float]]] = field(default_factory=lambda: defaultdict(list))
    queries: dict[str, int] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)


def main() -> int:
    options = _options()
    with _desks(options) as desks:
        words = Vocabulary(Random(1))  # noqa: S311 - the words that the seed has
        for desk in desks:
            _count(desk, words)
        for number in range(options.rounds):
            for desk in desks:
                _time(desk, words, options.samples)
            print(f"round {number + 1} of {options.rounds}", file=sys.stderr, flush=True)
        print(table(desks, options))
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.search", description=__doc__)
    parser.add_argument("--small", type=int, default=10_000)
    parser.add_argument("--large", type=int, default=100_000)
    parser.add_argument("--on", nargs=2, metavar="URL", help="databases that are filled already")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--samples", type=int, default=10, help="of each page in each round")
    return parser.parse_args()


@contextmanager
def _desks(options: argparse.Namespace) -> Iterator[list[Desk]]:
    if options.on:
        place.prepare(options.on[0])
        from firstline.config import env

        yield [Desk(_parsed(env, url)) for url in options.on]
        return
    first = place.settle("bench_search")
    names = [first, place.make_database(f"{first}_large")]
    try:
        yield [
            _made(name, size)
            for name, size in zip(names, (options.small, options.large), strict=True)
        ]
    finally:
        for name in names:
            place.drop_database(name)


def _parsed(env: Any, url: str) -> dict[str, Any]:
    os.environ["DATABASE_URL"] = url
    address: dict[str, Any] = env.database("DATABASE_URL")
    return address


def _made(name: str, tickets: int) -> Desk:
    from django.core.management import call_command

    from firstline.desk.search.counting import count_words

    place.use(name)
    call_command("migrate", verbosity=0)
    seed(Size(tickets))
    count_words()
    return Desk({"NAME": name})


def _client(desk: Desk) -> "Client":
    from django.db import connection
    from django.test import Client

    from firstline.desk.models import Ticket
    from firstline.platform.accounts.models import Person

    connection.close()
    connection.settings_dict.update(desk.address)
    newest = Ticket.objects.order_by("-pk").values_list("pk", flat=True).first()
    assert newest is not None
    desk.tickets = newest
    client = Client(SERVER_NAME="localhost")
    client.force_login(Person.objects.get(email=ADMIN))
    return client


def _count(desk: Desk, words: Vocabulary) -> None:
    from bench.plans import is_read, recorded, rows_visited

    client = _client(desk)
    for label, page in PAGES.items():
        path = page(words, desk.tickets)
        _ask(client, path)
        with recorded() as queries:
            _ask(client, path)
        desk.queries[label] = len(queries)
        desk.rows[label] = sum(rows_visited(query) for query in queries if is_read(query))


def _time(desk: Desk, words: Vocabulary, samples: int) -> None:
    client = _client(desk)
    for label, page in PAGES.items():
        path = page(words, desk.tickets)
        _ask(client, path)
        desk.rounds[label].append([_ask(client, path) for _sample in range(samples)])


def _ask(client: "Client", path: str) -> float:
    began = time.perf_counter()
    answer = client.get(path)
    took = time.perf_counter() - began
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    return took


def table(desks: Sequence[Desk], options: argparse.Namespace) -> str:
    small, large = desks
    lines = [
        (
            f"{small.tickets:,} → {large.tickets:,} tickets of 4 messages,"
            f" {options.rounds} rounds of {options.samples}, {os.cpu_count()} cores"
        ),
        "",
        "| | queries | p50 ms | p95 ms | ratio | rows |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for label in PAGES:
        cells = (
            label,
            f"{small.queries[label]} → {large.queries[label]}",
            " → ".join(f"{_percentile(desk, label, 50):.0f}" for desk in desks),
            " → ".join(f"{_percentile(desk, label, 95):.0f}" for desk in desks),
            f"{_ratio(small, large, label):.2f}",
            f"{small.rows[label]:,} → {large.rows[label]:,}",
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _percentile(desk: Desk, label: str, part: int) -> float:
    samples = sorted(1000 * one for some in desk.rounds[label] for one in some)
    return samples[min(len(samples) * part // 100, len(samples) - 1)]


def _ratio(small: Desk, large: Desk, label: str) -> float:
    """The median of the rounds' own ratios, so that a noisy minute hits both sides of it."""
    pairs = zip(small.rounds[label], large.rounds[label], strict=True)
    return statistics.median(statistics.median(b) / statistics.median(a) for a, b in pairs)


if __name__ == "__main__":
    sys.exit(main())
