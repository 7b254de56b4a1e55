"""Open pages under a steady stream of nudges: how late they hear, and what the processes hold.

    python -m bench.live [--pages 1000] [--rate 50] [--seconds 20]

Every nudge is for everybody. Pages are told at most four times a second, so a delay of up to a
quarter of a second is meant.
"""

import argparse
import asyncio
import os
import resource
import statistics
import threading
import time
from pathlib import Path
from subprocess import Popen

from bench import database
from bench.live.pages import Heard, open_pages
from tests.sockets import free_port, running

PAGES_PER_SESSION = 20


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.live")
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--rate", type=float, default=50.0, help="nudges a second")
    parser.add_argument("--seconds", type=float, default=20.0)
    options = parser.parse_args()
    _allow_files(options.pages + 200)
    database.provide()
    cookies = _sign_in(options.pages)
    port = free_port()
    environment = {**os.environ, "FIRSTLINE_HTTP": f"127.0.0.1:{port}"}
    command = ["-m", "firstline.config.cli", "web"]
    with running(*command, port=port, path="/live/stream", env=environment) as server:
        asyncio.run(_measure(options, port, cookies, server))


def _allow_files(count: int) -> None:
    """Each page is a socket, here and in the server, which inherits the limit."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = count if most == resource.RLIM_INFINITY else min(count, most)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(wanted, 1024), most))


def _sign_in(pages: int) -> list[str]:
    from bench.sessions import cookie_of
    from firstline.platform.accounts.models import Person
    from firstline.team.models import Agent

    cookies = []
    for number in range(-(-pages // PAGES_PER_SESSION)):
        person = Person.objects.create_person(
            name=f"Agent {number}", email=f"agent{number}@bench.example"
        )
        Agent.objects.create(person=person)
        cookies += [cookie_of(person)] * PAGES_PER_SESSION
    return cookies[:pages]


async def _measure(
    options: argparse.Namespace, port: int, cookies: list[str], server: Popen[bytes]
) -> None:
    heard = Heard()
    before = _memory(server)
    begun = time.monotonic()
    pages = await open_pages(port, cookies, heard)
    opened = time.monotonic() - begun
    nudging = threading.Thread(target=_nudge, args=(options.rate, options.seconds))
    nudging.start()
    used = _cpu(server)
    await asyncio.sleep(options.seconds + 2.0)
    used = _cpu(server) - used
    after = _memory(server)
    for page in pages:
        page.transport.abort()
    delays = statistics.quantiles(heard.delays, n=100)
    print(f"{len(pages):,} pages opened in {opened:.1f} s, {options.rate:g} nudges a second")
    print(f"heard: {heard.events:,} events, {len(heard.delays):,} nudges, {heard.lost} pages lost")
    print(f"delay: median {delays[49]:.3f} s, p95 {delays[94]:.3f} s, p99 {delays[98]:.3f} s")
    print(f"memory: {before:.0f} MB with no page, {after:.0f} MB at the end, all processes")
    print(f"processor: {used / (options.seconds + 2):.2f} cores")


def _nudge(rate: float, seconds: float) -> None:
    from django.db import connection

    from firstline.platform.nudges import nudge

    begun = time.monotonic()
    for number in range(int(rate * seconds)):
        time.sleep(max(0.0, begun + number / rate - time.monotonic()))
        nudge("at", time.monotonic_ns())
    connection.close()


def _processes(server: Popen[bytes]) -> list[int]:
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text(encoding="ascii")
    return [server.pid, *map(int, children.split())]


def _memory(server: Popen[bytes]) -> float:
    """Megabytes, each shared page counted once."""
    total = 0
    for pid in _processes(server):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1])
    return total / 1024


def _cpu(server: Popen[bytes]) -> float:
    """Seconds of processor time so far."""
    ticks = 0
    for pid in _processes(server):
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
