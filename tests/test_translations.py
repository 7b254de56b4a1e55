"""What is translated is compiled, complete, and keeps its placeholders."""

import io
import re
import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.conf import settings

from tools.translations import compiled, sources, texts, update

# `%(name)s`, `%s`, `{who}`, and the tags of sentences that have some.
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sdr%]|\{\w+\}|</?\w+>")
SOURCES = sorted(sources())
INTERFACE = [source for source in SOURCES if "channels/email" not in str(source)]


@pytest.mark.parametrize("source", SOURCES, ids=str)
def test_every_translation_is_compiled(source: Path) -> None:
    with source.with_suffix(".mo").open("rb") as file:
        assert _words(read_mo(file)) == _words(read_mo(io.BytesIO(compiled(source)))), (
            "run python -m tools.translations"
        )


@pytest.mark.parametrize("source", SOURCES, ids=str)
def test_translations_are_complete_and_keep_their_placeholders(source: Path) -> None:
    for message in _catalog(source):
        if message.id:
            original, translated = _forms(message.id), _forms(message.string)
            assert all(translated), message.id
            assert len(translated) == len(original), message.id
            for one, other in zip(original, translated, strict=True):
                assert sorted(PLACEHOLDER.findall(other)) == sorted(PLACEHOLDER.findall(one)), one


def test_mail_to_customers_speaks_every_language_of_the_product() -> None:
    spoken = {_language(source) for source in SOURCES if source not in INTERFACE}
    assert spoken == {code for code, _name in settings.LANGUAGES} - {"en"}


def test_every_kind_of_text_is_found() -> None:
    found = {(message.context, *_forms(message.id)) for message in texts()}
    assert {
        ("ticket status", "Solved"),  # Python, with a context
        (None, "%(count)s change", "%(count)s changes"),  # a page, with a plural
        (None, "%(name)s is typing", "%(count)s people are typing"),
        (None, "Your profile is saved."),  # Python
        (None, "This message comes from the support desk of %(company)s."),  # Django's templates
    } <= found


def test_an_update_adds_what_is_new_and_keeps_what_is_used(tmp_path: Path) -> None:
    source = tmp_path / "locale" / "de" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    shutil.copy(INTERFACE[0], source)
    wanted = Catalog()
    wanted.add("A text of this test", context="test")
    wanted.add("Closed", context="ticket status")

    update(source, wanted, others=[])

    assert _words(_catalog(source)) == {
        ("test", "A text of this test"): ("",),
        ("ticket status", "Closed"): ("Geschlossen",),
    }


def _catalog(source: Path) -> Catalog:
    with source.open("rb") as file:
        return read_po(file, locale=_language(source))


def _language(source: Path) -> str:
    return source.parent.parent.name


def _forms(words: str | Iterable[str] | None) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else tuple(words or ())


def _words(catalog: Catalog) -> dict[object, object]:
    return {
        (message.context, *_forms(message.id)): _forms(message.string)
        for message in catalog
        if message.id
    }
