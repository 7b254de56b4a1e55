"""The interface speaks the languages it has a catalogue for, and offers no other."""

import pytest
from django.test import Client

from firstline.platform.accounts.forms import ProfileForm
from firstline.platform.accounts.languages import interface_languages, language_for_reader
from firstline.setup.forms import SetUpForm

pytestmark = pytest.mark.django_db


def test_only_languages_with_a_catalogue_are_offered() -> None:
    assert list(interface_languages()) == ["en", "de"]
    assert [code for code, _name in ProfileForm().fields["language"].choices] == ["", "en", "de"]  # type: ignore[attr-defined]
    assert [code for code, _name in SetUpForm().fields["language"].choices] == ["en", "de"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("chosen", "accepted", "read"),
    [
        ("de", "en", "de"),
        ("", "de-AT,en;q=0.8", "de"),
        ("", "fr-CH, fr;q=0.9, de;q=0.7, en;q=0.5", "de"),
        ("fr", "de", "de"),
        ("", "*", "en"),
        ("", "", "en"),
        ("", "not a header; at all", "en"),
    ],
)
def test_a_reader_gets_the_first_language_that_there_is(
    chosen: str, accepted: str, read: str
) -> None:
    assert language_for_reader(chosen, accepted) == read


def test_a_page_is_german_for_a_german_browser(client: Client) -> None:
    page = client.get("/account/login/", headers={"Accept-Language": "de-DE,de;q=0.9"})
    assert '<html lang="de"' in page.text
    assert "Passwort vergessen?" in page.text
