"""The table of the desk: what each page costs, and whether that grows with the number of tickets.

    python -m bench.desk [--small 10000] [--large 100000] [--rounds 5] [--samples 20]

Two databases are made, a small one and a large one. The rounds go from one to the other, so that a
noisy minute hits both, and the ratio is the median of the rounds' own ratios. "Rows" is what
PostgreSQL had to look at for all queries of one page. Pages are asked for without a network.
"""

import argparse
import os
import platform
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

from bench import place
from bench.seed import ADMIN, MAILBOX, Size, seed
from bench.vocabulary import RARE, Vocabulary

if TYPE_CHECKING:
    from django.test import Client

    from bench.plans import Query

# More than this, between a small desk and one ten times as large, is growth and not chance.
GROWS_BEYOND = 2.0
SLACK = 200


@dataclass(frozen=True)
class Page:
    label: str
    path: Callable[[Size, Vocabulary], str]
    # Pages that an agent sees all day must not depend on how long the desk has existed.
    must_not_grow: bool = False


PAGES = (
    Page("list: all unsolved", lambda _size, _words: "/tickets/?view=unsolved", must_not_grow=True),
    Page("list: all tickets", lambda _size, _words: "/tickets/?view=all", must_not_grow=True),
    Page("ticket", lambda size, _words: f"/tickets/{size.tickets // 2}/", must_not_grow=True),
    Page("ticket: newest", lambda size, _words: f"/tickets/{size.tickets}/", must_not_grow=True),
    Page("search: a rare word", lambda _size, _words: f"/search/?q={RARE}"),
    Page("search: a middling word", lambda _size, words: f"/search/?q={words.middling}"),
    Page("search: a common word", lambda _size, words: f"/search/?q={words.common}"),
    Page(
        "as you type: a common word", lambda _size, words: f"/search/suggestions?q={words.common}"
    ),
)


@dataclass
class Desk:
    """One of the two databases, and what was measured in it."""

    database: str
    size: Size
    words: Vocabulary
    seconds: dict[str, list[list[float]]] = field(default_factory=lambda: defaultdict(list))
    queries: dict[str, int] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    mails_per_second: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Options:
    small: int
    large: int
    rounds: int
    samples: int
    mails: int


def main() -> int:
    options = _options()
    first = place.settle("bench_desk")
    names = [first, place.make_database(f"{first}_large")]
    try:
        desks = [
            _made(name, size)
            for name, size in zip(names, (options.small, options.large), strict=True)
        ]
        measure(desks, options)
        print(table(desks, options))
        return 1 if any(page.must_not_grow and _grows(page, desks) for page in PAGES) else 0
    finally:
        _leave(names)


def _options() -> Options:
    parser = argparse.ArgumentParser(prog="python -m bench.desk", description=__doc__)
    parser.add_argument("--small", type=int, default=10_000)
    parser.add_argument("--large", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--samples", type=int, default=20, help="of each page in each round")
    parser.add_argument("--mails", type=int, default=100, help="taken in, in each round")
    return Options(**vars(parser.parse_args()))


def _made(database: str, size: int) -> Desk:
    from django.core.management import call_command

    place.use(database)
    call_command("migrate", verbosity=0)
    began = time.monotonic()
    words = seed(Size(size))
    took = time.monotonic() - began
    print(f"{size:,} tickets made in {took:.0f} s", file=sys.stderr, flush=True)
    return Desk(database, Size(size), words)


def measure(desks: Sequence[Desk], options: Options) -> None:
    for desk in desks:
        _count(desk)
    for _round in range(options.rounds):
        for desk in desks:
            _time(desk, options)


def _count(desk: Desk) -> None:
    """How many queries a page takes, and how many rows they look at."""
    from bench.plans import is_read, recorded, rows_visited

    client = _client(desk)
    for page in PAGES:
        path = page.path(desk.size, desk.words)
        _ask(client, path)
        queries: list[Query]
        with recorded() as queries:
            _ask(client, path)
        desk.queries[page.label] = len(queries)
        desk.rows[page.label] = sum(rows_visited(query) for query in queries if is_read(query))


def _time(desk: Desk, options: Options) -> None:
    client = _client(desk)
    for page in PAGES:
        path = page.path(desk.size, desk.words)
        _ask(client, path)
        desk.seconds[page.label].append([_ask(client, path) for _sample in range(options.samples)])
    desk.mails_per_second.append(_take_mail_in(desk, options.mails))


def _client(desk: Desk) -> "Client":
    from django.test import Client

    from firstline.platform.accounts.models import Person

    place.use(desk.database)
    client = Client(SERVER_NAME="localhost")
    client.force_login(Person.objects.get(email=ADMIN))
    return client


def _ask(client: "Client", path: str) -> float:
    began = time.perf_counter()
    answer = client.get(path)
    b"".join(answer) if answer.streaming else answer.content
    took = time.perf_counter() - began
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    return took


_mail_numbers = count(1)


def _take_mail_in(desk: Desk, mails: int) -> float:
    """Mails a second through the same two steps as in production: kept first, then read."""
    from firstline.channels.email.inbound.reading_mail import read_mail
    from firstline.channels.email.inbound.receiving import receive_raw
    from firstline.channels.email.models import Fate, InboundMail

    letters = [_letter(desk, next(_mail_numbers)) for _mail in range(mails)]
    read_mail(
        receive_raw(_letter(desk, next(_mail_numbers)), source="smtp", recipients=[MAILBOX]).pk
    )
    began = time.perf_counter()
    rows = [receive_raw(letter, source="smtp", recipients=[MAILBOX]) for letter in letters]
    for row in rows:
        read_mail(row.pk)
    took = time.perf_counter() - began
    assert not InboundMail.objects.filter(
        pk__in=[row.pk for row in rows], fate__in=(Fate.WAITING, Fate.QUARANTINED)
    ).exists()
    return mails / took


def _letter(desk: Desk, number: int) -> bytes:
    """One in three answers a mail of ours; the others are new."""
    customer = number % desk.size.customers
    text = " ".join(desk.words.words[100 + number % 900 :][:80])
    answered = number * 7 % desk.size.tickets * desk.size.messages + 2
    thread = f"In-Reply-To: <{answered}@bench.example>\r\n" if number % 3 == 0 else ""
    return (
        f"From: Customer {customer} <writer{customer}@bench.example>\r\n"
        f"To: {MAILBOX}\r\nSubject: {text[:40]}\r\n"
        f"Message-ID: <new{number}.{os.getpid()}@in.bench.example>\r\n{thread}"
        f"Date: Mon, 02 Nov 2026 10:00:00 +0000\r\nMIME-Version: 1.0\r\n"
        f"Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
    ).encode()


def table(desks: Sequence[Desk], options: Options) -> str:
    """As Markdown, the small desk before the large one in each cell."""
    small, large = (f"{desk.size.tickets:,}" for desk in desks)
    where = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    what = f"{small} → {large} tickets of {desks[0].size.messages} messages"
    lines = [
        f"{where}, {what}, {options.rounds} rounds of {options.samples}",
        "",
        "| | queries | p50 ms | p95 ms | ratio | rows | grows |",
        "|---|---:|---:|---:|---:|---:|---|",
    ]
    for page in PAGES:
        label = page.label
        cells = (
            _pair(desk.queries[label] for desk in desks),
            _pair(f"{1000 * _percentile(desk, label, 50):.1f}" for desk in desks),
            _pair(f"{1000 * _percentile(desk, label, 95):.1f}" for desk in desks),
            f"{_ratio(desks, label):.2f}",
            _pair(f"{desk.rows[label]:,}" for desk in desks),
            "yes" if _grows(page, desks) else "no",
        )
        lines.append(f"| {label} | {' | '.join(cells)} |")
    rates = _pair(f"{statistics.median(desk.mails_per_second):.0f}" for desk in desks)
    lines += ["", f"Mail in, kept and read by one process: {rates} a second."]
    return "\n".join(lines)


def _pair(values: Iterable[object]) -> str:
    first, second = map(str, values)
    return first if first == second else f"{first} → {second}"


def _percentile(desk: Desk, label: str, percent: int) -> float:
    every = [seconds for of_round in desk.seconds[label] for seconds in of_round]
    return statistics.quantiles(every, n=100, method="inclusive")[percent - 1]


def _ratio(desks: Sequence[Desk], label: str) -> float:
    """How much slower the large desk is: the median over rounds that followed each other."""
    small, large = (desk.seconds[label] for desk in desks)
    return statistics.median(
        statistics.median(slow) / statistics.median(fast)
        for fast, slow in zip(small, large, strict=True)
    )


def _grows(page: Page, desks: Sequence[Desk]) -> bool:
    small, large = (desk.rows[page.label] for desk in desks)
    return large > GROWS_BEYOND * small + SLACK


def _leave(names: Sequence[str]) -> None:
    from django.db import connection

    connection.close()
    for name in names:
        place.drop_database(name)


if __name__ == "__main__":
    sys.exit(main())
