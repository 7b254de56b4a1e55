"""Compiles the translations: `python -m tools.translations` after a `.po` file was changed.

The `.mo` files are kept in the tree, because neither a checkout nor a wheel has gettext's programs.
"""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from tools.places import ROOT

_NO_DATE = datetime(2026, 1, 1, tzinfo=UTC)


def compiled(source: Path) -> bytes:
    with source.open("rb") as file:
        catalog = read_po(file, locale=source.parent.parent.name, abort_invalid=True)
    # Else each compilation would differ from the last.
    catalog.creation_date = catalog.revision_date = _NO_DATE
    made = io.BytesIO()
    write_mo(made, catalog)
    return made.getvalue()


def sources() -> Iterator[Path]:
    return (ROOT / "firstline").rglob("locale/*/LC_MESSAGES/*.po")


def main() -> None:
    for source in sources():
        source.with_suffix(".mo").write_bytes(compiled(source))


if __name__ == "__main__":
    main()
