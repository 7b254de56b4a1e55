"""`kill -9` at random while replies leave: each arrives, with a copy for a kill at most (R03).

DRILL_KILLS sets how often (3), DRILL_SEED repeats a run that failed.
"""

import base64
import json
import os
import random
import subprocess
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from urllib.request import Request, urlopen

import psutil
import pytest

from tests import served
from tests.channels.email.sink import Sink, running_sink
from tests.sockets import wait_for

REPLIES = 40
KILLS = int(os.environ.get("DRILL_KILLS", "3"))
SEED = int(os.environ.get("DRILL_SEED", str(random.SystemRandom().randrange(10**6))))
PATIENCE = 240.0


@pytest.mark.drill
def test_every_reply_leaves_although_workers_are_killed(tmp_path: Path) -> None:
    print(f"DRILL_SEED={SEED}")  # noqa: T201  pytest shows it when the drill fails
    chance = random.Random(SEED)  # noqa: S311  repeatable, not secret
    with running_sink() as sink:
        with served.desk(tmp_path, FIRSTLINE_EMAIL_URL=f"smtp://127.0.0.1:{sink.port}") as desk:
            token = desk.command("token", "create", "--email", served.ADMIN).split()[-1]
            sink.sender_reply = "450 not yet"
            for number in range(REPLIES):
                _write_to_a_customer(desk, token, number)
        sink.sender_reply = "250 OK"
        for _ in range(KILLS):
            with served.serving(desk) as server:
                _kill_soon(server, chance, sink)
        with served.serving(desk):
            wait_for(lambda: len(_copies(sink)) == REPLIES, seconds=PATIENCE)
            time.sleep(5)

    copies = _copies(sink)
    assert len(copies) == REPLIES
    # A worker sends four at a time: a kill may fall between the last byte and the answer of each.
    assert sum(copies.values()) - REPLIES <= 4 * KILLS
    assert max(copies.values()) <= 2


def _write_to_a_customer(desk: served.Desk, token: str, number: int) -> None:
    requester = {"name": f"Customer {number}", "email": f"c{number}@customer.example"}
    question = {"comment": {"body": "Where is my order?"}, "requester": requester}
    ticket = _ask(desk, token, "POST", "tickets", question)
    _ask(desk, token, "PUT", f"tickets/{ticket}", {"comment": {"body": "It is on its way."}})


def _ask(
    desk: served.Desk, token: str, method: str, path: str, ticket: Mapping[str, object]
) -> int:
    credentials = base64.b64encode(f"{served.ADMIN}/token:{token}".encode()).decode()
    request = Request(  # noqa: S310  our own desk
        f"{desk.url}/api/v2/{path}",
        json.dumps({"ticket": ticket}).encode(),
        {"Authorization": f"Basic {credentials}", "Content-Type": "application/json"},
        method=method,
    )
    with urlopen(request, timeout=30) as answer:  # noqa: S310
        ident: int = json.load(answer)["ticket"]["id"]
        return ident


def _kill_soon(server: subprocess.Popen[bytes], chance: random.Random, sink: Sink) -> None:
    """A worker, or now and then the whole, once mail has begun to leave again."""
    before, end = len(sink.taken), time.monotonic() + 90
    while len(sink.taken) == before and time.monotonic() < end:
        time.sleep(0.01)
    time.sleep(chance.uniform(0.0, 0.3))
    below = psutil.Process(server.pid).children(recursive=True)
    workers = [process for process in below if "worker" in process.cmdline()]
    victim = (
        chance.choice(workers) if workers and chance.random() < 0.8 else psutil.Process(server.pid)
    )
    victim.kill()


def _copies(sink: Sink) -> Counter[str]:
    return Counter(taken.letter["Message-ID"] for taken in list(sink.taken))
