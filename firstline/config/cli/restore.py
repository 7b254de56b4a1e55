"""`firstline restore FILE`: a desk as it was when the archive was made."""

import argparse
from functools import partial
from pathlib import Path

from firstline.config import archive
from firstline.config.cli import database
from firstline.config.cli.refusals import Refusal
from firstline.platform.database import dumping


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="an archive made by `firstline backup`")


def run(options: argparse.Namespace) -> int:
    if not options.file.is_file():
        raise Refusal(f"There is no file {options.file}.")
    data = database.data_folder()
    _refuse_unless_empty(data)
    with database.running_for_a_while():
        _refuse_if_tables_exist()
        archive.read(options.file, data, load=partial(dumping.load, database.settings()))
    print(f"Restored to {data}. Start `firstline serve` there.")
    return 0


def _refuse_unless_empty(data: Path) -> None:
    for name in ("files", "secret_key"):
        if (data / name).exists():
            raise Refusal(f"{data} is in use: restore into an empty folder (FIRSTLINE_DATA).")


def _refuse_if_tables_exist() -> None:
    with database.connection() as connection:
        found = connection.execute(
            "SELECT FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
        if found.rowcount:
            raise Refusal("The database holds tables already: restore into an empty one.")
