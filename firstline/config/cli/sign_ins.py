"""The demo's sign-ins are shown at each start with `--demo`, not only at the one that made them."""

from pathlib import Path

from firstline.config.cli import database


def sign_ins_file() -> Path:
    return database.data_folder() / "demo-sign-ins.txt"


def remembered() -> str:
    if sign_ins_file().exists():
        return sign_ins_file().read_text(encoding="utf-8").rstrip()
    return "There are no sign-ins of a demo here: this desk is somebody's own."
