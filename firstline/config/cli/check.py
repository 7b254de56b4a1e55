"""`firstline check`: what an operator should know, one line for each thing that was looked at."""

import argparse
import enum
import shutil
import sys
import zoneinfo
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from firstline.config import env
from firstline.config.cli import database
from firstline.config.cli.refusals import expected_refusals

_OLDEST_POSTGRES = 150000
# Versions before this parse hostile archives and mails with known faults.
_OLDEST_GOOD_PYTHON = (3, 11, 15)
_LITTLE_SPACE = 0.05


class Verdict(enum.Enum):
    GOOD = "ok"
    WARNING = "warning"
    BAD = "FAIL"


@dataclass(frozen=True)
class Finding:
    verdict: Verdict
    sentence: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None: it looks at what the environment sets."""


def run(options: argparse.Namespace) -> int:
    findings = [*_findings()]
    for finding in findings:
        print(f"{finding.verdict.value:<8} {finding.sentence}")
    return 1 if any(finding.verdict is Verdict.BAD for finding in findings) else 0


def _findings() -> Iterator[Finding]:
    checks: tuple[Callable[[], Finding], ...] = (
        _python,
        _time_zones,
        _data_folder,
        _space,
        _settings,
        _mail_relay,
        _database_answers,
        _migrations,
    )
    for check in checks:
        try:
            yield check()
        except expected_refusals() as refusal:
            yield Finding(Verdict.BAD, str(refusal))
            return


def _python() -> Finding:
    running = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:3] < _OLDEST_GOOD_PYTHON:
        wanted = ".".join(map(str, _OLDEST_GOOD_PYTHON))
        return Finding(
            Verdict.WARNING,
            f"Python {running} reads mail and archives with known faults: use {wanted} or newer.",
        )
    return Finding(Verdict.GOOD, f"Python {running}.")


def _time_zones() -> Finding:
    names = zoneinfo.available_timezones()
    if "Europe/Berlin" not in names:
        return Finding(Verdict.BAD, "There is no time zone data: install the package `tzdata`.")
    return Finding(Verdict.GOOD, f"{len(names)} time zones are known.")


def _data_folder() -> Finding:
    """Tried by writing, for permissions alone do not tell (read-only mounts, quotas)."""
    folder = database.data_folder()
    probe = folder / ".probe"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"can be written")
        probe.unlink()
    except OSError as error:
        return Finding(Verdict.BAD, f"{folder} cannot be written: {error.strerror}.")
    return Finding(Verdict.GOOD, f"{folder} can be written.")


def _space() -> Finding:
    usage = shutil.disk_usage(database.data_folder())
    free = f"{usage.free / 1024**3:.1f} GB free on the disk of the data folder."
    is_little = usage.free < usage.total * _LITTLE_SPACE
    return Finding(Verdict.WARNING if is_little else Verdict.GOOD, free)


def _settings() -> Finding:
    from firstline.config import settings

    if not settings.IS_HTTPS and settings.BASE_HOST not in {"127.0.0.1", "localhost"}:
        return Finding(
            Verdict.WARNING,
            f"{settings.BASE_URL} is not encrypted: passwords and letters can be read on the way.",
        )
    return Finding(Verdict.GOOD, "The settings can be meant.")


def _mail_relay() -> Finding:
    """Asked as for a mail: name, encryption and sign-in, but nothing is sent."""
    from firstline.config.cli import set_django_up

    set_django_up()
    from firstline.channels.email import transport

    relay = transport.relay()
    if relay is None:
        return Finding(
            Verdict.WARNING, "FIRSTLINE_EMAIL_URL is not set: answers stay in the outbox."
        )
    try:
        transport.probe(relay)
    except transport.RelayUnreachable as error:
        return Finding(Verdict.BAD, f"The mail relay cannot be used: {error.reason}")
    return Finding(Verdict.GOOD, f"The mail relay {relay.host} answers.")


def _database_answers() -> Finding:
    if not env.text("DATABASE_URL") and not database.is_running():
        return Finding(Verdict.WARNING, "The embedded database is not running now.")
    with database.connection() as connection:
        version = connection.info.server_version
    if version < _OLDEST_POSTGRES:
        return Finding(Verdict.BAD, f"PostgreSQL {version // 10000} is too old: 15 is the oldest.")
    return Finding(Verdict.GOOD, f"PostgreSQL {version // 10000} answers.")


def _migrations() -> Finding:
    if not env.text("DATABASE_URL") and not database.is_running():
        return Finding(Verdict.WARNING, "Whether the database is up to date was not looked at.")
    from firstline.config.cli import set_django_up

    set_django_up()
    from firstline.config.cli import migrating

    missing = migrating.missing()
    if missing:
        return Finding(
            Verdict.BAD, f"The database lacks {missing} migrations: run `firstline migrate`."
        )
    return Finding(Verdict.GOOD, "The database is up to date.")
