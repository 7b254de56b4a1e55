"""Which language a text is in, found locally; and PostgreSQL's name for searching in it."""

from functools import lru_cache

from babel import Locale
from babel.core import UnknownLocaleError
from django.utils import translation
from py3langid.langid import MODEL_FILE, LanguageIdentifier

# PostgreSQL's own text search configurations, by ISO 639-1 code.
SEARCH_CONFIGURATIONS = {
    "ar": "arabic",
    "hy": "armenian",
    "eu": "basque",
    "ca": "catalan",
    "da": "danish",
    "nl": "dutch",
    "en": "english",
    "et": "estonian",
    "fi": "finnish",
    "fr": "french",
    "de": "german",
    "el": "greek",
    "hi": "hindi",
    "hu": "hungarian",
    "id": "indonesian",
    "ga": "irish",
    "it": "italian",
    "lt": "lithuanian",
    "ne": "nepali",
    "no": "norwegian",
    "nb": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "es": "spanish",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
    "yi": "yiddish",
}
_OTHERS = ["pl", "cs", "uk", "ja", "zh", "ko", "th", "he", "vi", "bg", "hr", "sk", "sl"]
# What detection can say, and conditions can ask for.
KNOWN_LANGUAGES = (*(code for code in SEARCH_CONFIGURATIONS if code != "nb"), *_OTHERS)
_SHORTEST = 12
_LONGEST = 2000


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    known = {code for code in SEARCH_CONFIGURATIONS if code in identifier.nb_classes} | set(_OTHERS)
    identifier.set_languages(sorted(known & set(identifier.nb_classes)))
    return identifier


def detect(text: str, *, sure: float = 0.8) -> str:
    """The ISO 639-1 code of the text's language, or "" when that is not clear."""
    text = text[:_LONGEST].strip()
    if len(text) < _SHORTEST:
        return ""
    language, probability = _identifier().classify(text)
    return str(language) if probability >= sure else ""


def search_configuration(language: str) -> str:
    """The configuration that stems this language; `simple` where PostgreSQL has none."""
    return SEARCH_CONFIGURATIONS.get(language, "simple")


def is_written_from_right(code: str) -> bool:
    try:
        return Locale.parse(code, sep="-").text_direction == "rtl"
    except (UnknownLocaleError, ValueError):
        return False


def language_name(code: str) -> str:
    """The name of a language in the reader's own; the code itself where it has none."""
    return _name_in(translation.get_language() or "en", code)


@lru_cache(maxsize=2_000)
def _name_in(language: str, code: str) -> str:
    try:
        reader = Locale.parse(language, sep="-")
        return Locale.parse(code, sep="-").get_display_name(reader) or code
    except (UnknownLocaleError, ValueError):
        return code
