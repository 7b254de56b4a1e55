"""The languages of the interface: those that have a catalogue. Mail to customers speaks more."""

from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation.trans_real import parse_accept_lang_header


@cache
def interface_languages() -> dict[str, str | Promise]:
    """Their codes, and their names in the reader's language."""
    return {
        code: name
        for code, name in settings.LANGUAGES
        if code == settings.LANGUAGE_CODE or _has_catalogue(code)
    }


def language_for_reader(chosen: str, accepted: str) -> str:
    """The chosen language if the interface has it, else the browser's first one that it has."""
    wanted = [chosen, *(code for code, _weight in parse_accept_lang_header(accepted))]
    # `de-AT` reads German.
    codes = (code.partition("-")[0] for code in wanted)
    return next((code for code in codes if code in interface_languages()), settings.LANGUAGE_CODE)


def _has_catalogue(code: str) -> bool:
    catalogues = (Path(path, code, "LC_MESSAGES", "django.mo") for path in settings.LOCALE_PATHS)
    return any(catalogue.exists() for catalogue in catalogues)
