"""Compiles the translations: `python -m tools.translations`; `… update` looks for new texts first.

The `.mo` files are kept in the tree, because neither a checkout nor a wheel has gettext's programs.
How to translate is told in `docs/build/translating.md`.
"""

import argparse
import io
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize
from jinja2.ext import babel_extract

from tools.places import ROOT

PRODUCT = ROOT / "firstline"
INTERFACE = PRODUCT / "locale"
_NO_DATE = datetime(2026, 1, 1, tzinfo=UTC)

_KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# As firstline/platform/ui/environment.py sets up the pages: another trimming is another text.
_PAGES = {
    "extensions": "jinja2.ext.do",
    "newstyle_gettext": "true",
    "trim_blocks": "true",
    "lstrip_blocks": "true",
    "trimmed": "true",
    "silent": "false",
}


def compiled(source: Path) -> bytes:
    catalog = _read(source)
    # Else each compilation would differ from the last.
    catalog.creation_date = catalog.revision_date = _NO_DATE
    made = io.BytesIO()
    write_mo(made, catalog)
    return made.getvalue()


def sources() -> Iterator[Path]:
    return PRODUCT.rglob("locale/*/LC_MESSAGES/*.po")


def texts() -> Catalog:
    """Every text of the product that goes through gettext, and the files it is in."""
    found = Catalog()
    for method, pattern in (
        ("python", "**.py"),
        (babel_extract, "**/jinja2/**"),
        (_of_django_template, "**/templates/**"),
    ):
        for file, line, text, comments, context in extract_from_dir(
            PRODUCT,
            method_map=[(pattern, method)],  # type: ignore[list-item]  # callables are taken too
            options_map={"**/jinja2/**": _PAGES},
            keywords=_KEYWORDS,
        ):
            place = f"firstline/{Path(file).as_posix()}"
            found.add(text, None, [(place, line)], auto_comments=comments, context=context)
    return found


def update(source: Path, wanted: Catalog, *, others: Iterable[Path]) -> None:
    """Put in what is new and not in the others, take out what is gone, keep the rest."""
    elsewhere = {
        (message.context, _first(message.id)) for other in others for message in _read(other)
    }
    catalog = _read(source)
    mine = Catalog(locale=catalog.locale)
    for message in wanted:
        if message.id and (message.context, _first(message.id)) not in elsewhere:
            mine.add(
                message.id,
                locations=message.locations,
                auto_comments=message.auto_comments,
                context=message.context,
            )
    catalog.update(mine, no_fuzzy_matching=True, update_creation_date=False)
    with source.open("wb") as file:
        write_po(
            file, catalog, width=0, sort_by_file=True, ignore_obsolete=True, include_lineno=False
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("step", nargs="?", choices=["compile", "update"], default="compile")
    if parser.parse_args().step == "update":
        wanted = texts()
        for source in INTERFACE.glob("*/LC_MESSAGES/*.po"):
            language = source.parent.parent.name
            own = PRODUCT.glob(f"*/**/locale/{language}/LC_MESSAGES/*.po")
            update(source, wanted, others=own)
            missing = sum(not all(_strings(message.string)) for message in _read(source))
            print(f"{source.relative_to(ROOT)}: {missing} to translate")
    for source in sources():
        source.with_suffix(".mo").write_bytes(compiled(source))


def _read(source: Path) -> Catalog:
    with source.open("rb") as file:
        return read_po(file, locale=source.parent.parent.name, abort_invalid=True)


def _first(identifier: str | Iterable[str]) -> str:
    return next(iter(_strings(identifier)), "")


def _strings(one_or_forms: str | Iterable[str] | None) -> tuple[str, ...]:
    return (one_or_forms,) if isinstance(one_or_forms, str) else tuple(one_or_forms or ())


def _of_django_template(
    file: IO[bytes], keywords: Any, comment_tags: Any, options: Any
) -> Iterator[Any]:
    """The few templates that are Django's own: mail about accounts."""
    calls = templatize(file.read().decode(), origin=None)
    yield from extract_python(io.BytesIO(calls.encode()), keywords, comment_tags, options)


if __name__ == "__main__":
    main()
