"""What is translated is compiled, complete, and keeps its placeholders."""

import io
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.conf import settings

from tools.translations import compiled, sources

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
SOURCES = sorted(sources())


@pytest.mark.parametrize("source", SOURCES, ids=str)
def test_every_translation_is_compiled(source: Path) -> None:
    with source.with_suffix(".mo").open("rb") as file:
        assert _words(read_mo(file)) == _words(read_mo(io.BytesIO(compiled(source)))), (
            "run python -m tools.translations"
        )


@pytest.mark.parametrize("source", SOURCES, ids=str)
def test_translations_are_complete_and_keep_their_placeholders(source: Path) -> None:
    with source.open("rb") as file:
        catalog = read_po(file, locale=source.parent.parent.name)
    for message in catalog:
        if message.id:
            assert isinstance(message.id, str)
            assert message.string, message.id
            wanted = set(PLACEHOLDER.findall(message.id))
            assert set(PLACEHOLDER.findall(str(message.string))) == wanted, message.id


def test_mail_to_customers_speaks_every_language_of_the_product() -> None:
    spoken = {source.parent.parent.name for source in SOURCES if "channels/email" in str(source)}
    assert spoken == {code for code, _name in settings.LANGUAGES} - {"en"}


def _words(catalog: Catalog) -> dict[object, object]:
    return {(message.context, message.id): message.string for message in catalog if message.id}
