"""How a person is drawn where there is no picture: initials on a colour that stays the same."""

import unicodedata
from zlib import crc32

HUES = 12


def initials(name: str) -> str:
    """One or two letters: of the first and last word, or of a single word or an address."""
    words = [word for word in name.partition("@")[0].split() if _first_letter(word)]
    if not words:
        return "?"
    chosen = [words[0], words[-1]] if len(words) > 1 else words
    return "".join(_first_letter(word) for word in chosen).upper()


def hue(name: str) -> int:
    """A number below HUES, the same for the same name on every page and in every process."""
    return crc32(name.encode()) % HUES


def _first_letter(word: str) -> str:
    return next((sign for sign in word if unicodedata.category(sign)[0] in "LN"), "")
