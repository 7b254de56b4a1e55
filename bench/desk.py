"""The table of the desk: what agents do all day, and whether it costs more with more tickets.

    python -m bench.desk [--small 10000] [--large 100000] [--rounds 5] [--samples 20]
    python -m bench.desk --on postgresql://…/small postgresql://…/large

The first makes two databases and drops them again; the second measures two that `bench.seed` has
filled, and leaves a few mails in them.
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Sequence
from itertools import count, cycle
from typing import TYPE_CHECKING

from bench.pair import Act, Desk, add_arguments, client_of, desks, grows, measure, opened, table
from bench.seed import MAILBOX, Size

if TYPE_CHECKING:
    from django.test import Client

_EDITED = 50
_priorities = cycle(("high", "normal"))


def _edit_many(client: "Client", desk: Desk) -> None:
    """Another priority for the newest fifty tickets, in one request."""
    newest = ",".join(str(desk.tickets - place) for place in range(_EDITED))
    change = {"tickets": newest, "change": f"priority:{next(_priorities)}"}
    answer = client.post("/bulk-edits/?view=all", change, headers={"HX-Request": "true"})
    assert answer.status_code == 204, f"bulk edit: {answer.status_code}"


def _count_all(client: "Client", desk: Desk) -> None:
    """How many tickets a filter of one's own holds, as the bulk bar says."""
    opened(lambda _desk: "/tickets/bulk?view=all&all=priority:is:high")(client, desk)


# None of this may depend on how long the desk has existed.
ACTS: dict[str, Act] = {
    "list: all unsolved": opened(lambda _desk: "/tickets/?view=unsolved"),
    "list: all tickets": opened(lambda _desk: "/tickets/?view=all"),
    "list: a filter of one's own": opened(
        lambda _desk: "/tickets/?view=all&all=priority:is:high&all=status:is:solved"
    ),
    "list: waiting longest": opened(lambda _desk: "/tickets/?view=waiting"),
    "counts of the views": opened(lambda _desk: "/tickets/views/"),
    "count of a filter": _count_all,
    "ticket": opened(lambda desk: f"/tickets/{desk.tickets // 2}/"),
    "ticket: opened from the list": opened(
        lambda desk: f"/tickets/{desk.tickets // 2}/",
        headers={"HX-Request": "true", "HX-Target": "ticket"},
    ),
    "ticket: newest": opened(lambda desk: f"/tickets/{desk.tickets}/"),
    "bulk edit of fifty": _edit_many,
    "search: a common word": opened(lambda desk: f"/search/?q={desk.words.common}"),
    "search: a middling word": opened(lambda desk: f"/search/?q={desk.words.middling}"),
    "as you type: a common word": opened(lambda desk: f"/search/suggestions?q={desk.words.common}"),
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.desk", description=__doc__)
    add_arguments(parser, samples=20)
    parser.add_argument("--mails", type=int, default=100, help="taken in, by each desk")
    options = parser.parse_args()
    with desks(options, "bench_desk") as pair:
        measure(pair, ACTS, options)
        print(table(pair, ACTS, options))
        print(_mail(pair, options.mails))
        return 1 if any(grows(pair, label) for label in ACTS) else 0


def _mail(pair: Sequence[Desk], mails: int) -> str:
    rates = [statistics.median(_take_mail_in(desk, mails) for _ in range(3)) for desk in pair]
    return f"\nMail in, kept and read by one process: {rates[0]:.0f} → {rates[1]:.0f} a second."


_mail_numbers = count(1)


def _take_mail_in(desk: Desk, mails: int) -> float:
    """Mails a second through the same two steps as in production: kept first, then read."""
    from firstline.channels.email.inbound.reading_mail import read_mail
    from firstline.channels.email.inbound.receiving import receive_raw
    from firstline.channels.email.models import Fate, InboundMail

    client_of(desk)
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
    size = Size(desk.tickets)
    customer = number % size.customers
    text = " ".join(desk.words.words[100 + number % 900 :][:80])
    answered = number * 7 % size.tickets * size.messages + 2
    thread = f"In-Reply-To: <{answered}@bench.example>\r\n" if number % 3 == 0 else ""
    return (
        f"From: Customer {customer} <writer{customer}@bench.example>\r\n"
        f"To: {MAILBOX}\r\nSubject: {text[:40]}\r\n"
        f"Message-ID: <new{number}.{os.getpid()}@in.bench.example>\r\n{thread}"
        f"Date: Mon, 02 Nov 2026 10:00:00 +0000\r\nMIME-Version: 1.0\r\n"
        f"Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
    ).encode()


if __name__ == "__main__":
    sys.exit(main())
