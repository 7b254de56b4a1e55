"""`kill -9` at random moments while mail arrives: what got 250 is one message after (R01, R02).

DRILL_KILLS sets how often (3), DRILL_SEED repeats a run that failed.
"""

import os
import random
import signal
import smtplib
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from firstline.platform.database.embedded import cluster_in, url
from tests import served
from tests.channels.email.letters import make_letter
from tests.sockets import wait_for

MAILS = 300
CONNECTIONS = 10
KILLS = int(os.environ.get("DRILL_KILLS", "3"))
SEED = int(os.environ.get("DRILL_SEED", str(random.SystemRandom().randrange(10**6))))
PATIENCE = 180.0


@pytest.mark.drill
def test_every_confirmed_mail_is_one_message_after_many_kills(tmp_path: Path) -> None:
    print(f"DRILL_SEED={SEED}")  # noqa: T201  pytest shows it when the drill fails
    chance = random.Random(SEED)  # noqa: S311  repeatable, not secret
    with served.desk(tmp_path) as desk:
        pass
    peers = [
        Peer(desk.smtp_port, range(number, MAILS, CONNECTIONS)) for number in range(CONNECTIONS)
    ]
    for peer in peers:
        peer.start()
    _kill_again_and_again(desk, chance, kills=KILLS)
    with served.serving(desk):
        for peer in peers:
            peer.join(PATIENCE)
        assert not any(peer.is_alive() for peer in peers), "not all mail was accepted"
        with psycopg.connect(url(cluster_in(desk.folder / "data")), autocommit=True) as database:
            wait_for(lambda: _waiting(database) == 0, seconds=PATIENCE)
            messages = _messages(database)

    confirmed = {words for peer in peers for words in peer.confirmed}
    assert len(confirmed) == MAILS
    assert {words: messages[words] for words in confirmed} == dict.fromkeys(confirmed, 1)


class Peer(threading.Thread):
    """A mail server that tries each of its mails until it is accepted, as mail servers do."""

    def __init__(self, port: int, numbers: range) -> None:
        super().__init__(daemon=True)
        self._port = port
        self._waiting = [f"This is mail number {number}." for number in numbers]
        self.confirmed: list[str] = []

    def run(self) -> None:
        while self._waiting:
            try:
                self._deliver_all()
            except (OSError, smtplib.SMTPException):
                time.sleep(0.1)

    def _deliver_all(self) -> None:
        with smtplib.SMTP("127.0.0.1", self._port, timeout=10) as smtp:
            while self._waiting:
                words = self._waiting[0]
                number = words.split()[-1].rstrip(".")
                smtp.sendmail(
                    "dana@acme.example",
                    [served.SUPPORT_ADDRESS],
                    make_letter(text=words, message_id=f"{number}@acme.example"),
                )
                self.confirmed.append(self._waiting.pop(0))


def _kill_again_and_again(desk: served.Desk, chance: random.Random, *, kills: int) -> None:
    while kills:
        with served.serving(desk) as server:
            while kills and server.poll() is None:
                time.sleep(chance.uniform(0.1, 2.0))
                _kill_something(server, chance)
                kills -= 1


def _kill_something(server: subprocess.Popen[bytes], chance: random.Random) -> None:
    """All of it by its supervisor, every other time; else any one process of it."""
    if chance.random() < 0.5:
        server.kill()
        server.wait()
        return
    victims = sorted(_below(server.pid))
    if victims:
        try:
            os.kill(chance.choice(victims), signal.SIGKILL)
        except ProcessLookupError:
            return


def _below(ancestor: int) -> Iterator[int]:
    """Every process that this one started, directly or not: web, worker, mail, PostgreSQL."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and (parent := _parent_of(folder)) is not None:
            children.setdefault(parent, []).append(int(folder.name))
    waiting = children.get(ancestor, [])
    while waiting:
        process = waiting.pop()
        yield process
        waiting.extend(children.get(process, []))


def _parent_of(folder: Path) -> int | None:
    try:
        return int((folder / "stat").read_text().rpartition(")")[2].split()[1])
    except (OSError, IndexError, ValueError):
        return None


def _waiting(database: "psycopg.Connection[tuple[int]]") -> int:
    row = database.execute(
        "SELECT count(*) FROM email_inboundmail WHERE fate = 'waiting'"
    ).fetchone()
    assert row is not None
    return row[0]


def _messages(database: "psycopg.Connection[tuple[str, int]]") -> Counter[str]:
    rows = database.execute("SELECT text, count(*) FROM desk_message GROUP BY text").fetchall()
    return Counter(dict(rows))
