"""The whole of Firstline as its users run it: `firstline serve` in processes of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests.sockets import free_port, wait_for
from tests.world import PASSWORD

SUPPORT_ADDRESS = "help@brightwell.example"
ADMIN = "farah@brightwell.example"
STARTING = 90.0
STOPPING = 30.0


@dataclass(frozen=True)
class Desk:
    """A running desk: where it listens, and how to run a command beside it."""

    folder: Path
    http_port: int
    smtp_port: int
    environment: dict[str, str]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.http_port}"

    def command(self, *arguments: str, feed: str = "") -> str:
        """The output of `firstline …` against this desk."""
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-P", "-m", "firstline.config.cli", *arguments],
            env=self.environment,
            input=feed,
            capture_output=True,
            text=True,
            timeout=STARTING,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def is_well(self) -> bool:
        try:
            with urlopen(f"{self.url}/healthz", timeout=2) as answer:  # noqa: S310
                return bool(json.load(answer)["status"] == "ok")
        except (URLError, OSError, ValueError):
            return False


@contextmanager
def desk(folder: Path, **settings: str) -> Iterator[Desk]:
    """A desk of its own in the folder, set up for Brightwell, until the end of the block."""
    here = Desk(folder, free_port(), free_port(), {})
    here.environment.update(_environment(here, settings))
    with serving(here):
        here.command(
            *("setup", "--company", "Brightwell", "--support-address", SUPPORT_ADDRESS),
            *("--admin-email", ADMIN, "--admin-name", "Farah Aziz", "--password-stdin"),
            feed=PASSWORD + "\n",
        )
        yield here


@contextmanager
def serving(here: Desk) -> Iterator[subprocess.Popen[bytes]]:
    """`firstline serve` for the desk, once it is well; stopped cleanly at the end."""
    log = (here.folder / "serve.log").open("ab")
    process = subprocess.Popen(  # noqa: S603
        [
            *(sys.executable, "-P", "-m", "firstline.config.cli", "serve"),
            *("--data", str(here.folder / "data"), "--port", str(here.http_port)),
            *("--smtp-port", str(here.smtp_port)),
        ],
        env=here.environment,
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    try:
        wait_for(lambda: process.poll() is not None or here.is_well(), seconds=STARTING)
        assert process.poll() is None, (here.folder / "serve.log").read_text()
        yield process
    finally:
        process.terminate()
        try:
            process.wait(STOPPING)
        finally:
            process.kill()
            log.close()


def _environment(here: Desk, settings: dict[str, str]) -> dict[str, str]:
    """The machine's environment without what tests set for themselves."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("FIRSTLINE_", "DJANGO_")) and name != "DATABASE_URL"
    }
    return {
        **kept,
        "FIRSTLINE_DATA": str(here.folder / "data"),
        "FIRSTLINE_HTTP": f"127.0.0.1:{here.http_port}",
        "FIRSTLINE_SMTP": f"127.0.0.1:{here.smtp_port}",
        "FIRSTLINE_BASE_URL": here.url,
        **settings,
    }
