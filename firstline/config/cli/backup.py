"""`firstline backup FILE`: everything of one desk in one archive, while it runs."""

import argparse
from functools import partial
from pathlib import Path

from firstline.config import archive, env
from firstline.config.cli import database
from firstline.platform.database import dumping


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="the archive to write, for instance desk.tar")


def run(options: argparse.Namespace) -> int:
    with database.running_for_a_while():
        dump = partial(dumping.dump, database.settings())
        archive.write(options.file, database.data_folder(), dump=dump)
    size = options.file.stat().st_size / 1024 / 1024
    print(f"Saved to {options.file} ({size:.1f} MB).")
    if env.text("FIRSTLINE_STORAGE_URL"):
        print("Attachments are not in it: FIRSTLINE_STORAGE_URL keeps them elsewhere.")
    return 0
