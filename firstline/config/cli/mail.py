"""`firstline mail`: listens for mail; `inject` takes mail from files, `explain` only reads it."""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from firstline.channels.email import smtp
from firstline.channels.email.inbound.explaining import explain
from firstline.channels.email.inbound.receiving import receive_raw
from firstline.config.cli.commands import Need
from firstline.config.cli.listening import Address, refuse_if_taken
from firstline.config.cli.refusals import Refusal


def add_arguments(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(dest="action", metavar="inject | explain")
    inject = commands.add_parser("inject", help="take mail from files, as if it came by SMTP")
    inject.add_argument("files", nargs="+", type=Path, metavar="FILE")
    inject.add_argument("--to", action="append", default=[], help="an address it was sent to")
    inject.add_argument("--from", dest="sender", help="the sender of its envelope")
    reading = commands.add_parser("explain", help="say what the desk makes of mail; store nothing")
    reading.add_argument("--json", action="store_true", required=True, help="one object a line")
    reading.add_argument("files", nargs="+", metavar="FILE", help="- reads names from the input")


def need(options: argparse.Namespace) -> Need:
    return Need.NOTHING if options.action == "explain" else Need.RUNNING


def run(options: argparse.Namespace) -> int:
    if options.action == "inject":
        return _inject(options.files, recipients=options.to, sender=options.sender)
    if options.action == "explain":
        return _explain(options.files)
    host, port = settings.SMTP_HOST, settings.SMTP_PORT
    refuse_if_taken(Address(host, port), option="FIRSTLINE_SMTP")
    smtp.run(host, port)
    return 0


def _inject(files: list[Path], *, recipients: list[str], sender: str | None) -> int:
    for file in files:
        mail = receive_raw(_bytes_of(file), source="file", recipients=recipients, sender=sender)
        copies = f", copy {mail.copies}" if mail.copies > 1 else ""
        print(f"{file}: received as mail {mail.pk}{copies}")
    return 0


def _explain(files: list[str]) -> int:
    """A file that cannot be read is said so in its line, and does not stop the others."""
    code = 0
    for name in _names(files):
        try:
            print(explain(_bytes_of(Path(name)), file=name), flush=True)
        except Refusal as refusal:
            code = 1
            print(json.dumps({"file": name, "error": str(refusal)}), flush=True)
    return code


def _names(files: list[str]) -> Iterator[str]:
    for file in files:
        if file == "-":
            yield from (line.rstrip("\n") for line in sys.stdin if line.strip())
        else:
            yield file


def _bytes_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise Refusal(f"{file} cannot be read: {error.strerror}.") from error
