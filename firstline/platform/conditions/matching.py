"""Patterns that PostgreSQL and re2 read alike, whatever the locale of the database.

Letters are spelled out in both cases and separators one by one, because classes such as `\\w`
depend on the locale, and the locale of a customer's database is not ours to choose.
"""

import re2

# What stands between words. Scripts without spaces have none: there a part is a word.
_SEPARATORS = (
    " \t\n\r\f\v\x1e\u00a0\u2007\u202f\u3000"
    "!\"#$%&'()*+,-./:;<=>?@[]^`{|}~\\"
    "¡¿«»‹›„“”‚‘’…–—·、。！？「」（）"
)
_CLASS = "[" + "".join(f"\\{one}" if one in "\\]^-[" else one for one in _SEPARATORS) + "]"
_WITHOUT_SPACES = ((0x0E00, 0x0EFF), (0x2E80, 0x9FFF), (0xAC00, 0xD7AF), (0xF900, 0xFAFF))
_SPECIAL = set("\\^$.|?*+()[]{}-")
MOST_WORDS = 20


def words_of(text: str) -> list[str]:
    """What is looked for, word by word."""
    kept = "".join(" " if one in _SEPARATORS else one for one in text)
    return kept.split()[:MOST_WORDS]


def any_word(words: list[str]) -> str:
    """A pattern for one of the words as a whole, in any case."""
    return "|".join(_whole(word) for word in words)


def part(text: str) -> str:
    """A pattern for the text anywhere, in any case."""
    return "".join(_either_case(one) for one in text)


def matches(pattern: str, text: str) -> bool:
    return re2.search(pattern, text) is not None


def _whole(word: str) -> str:
    before = "" if _needs_no_space(word[0]) else f"(^|{_CLASS})"
    after = "" if _needs_no_space(word[-1]) else f"($|{_CLASS})"
    return f"{before}{part(word)}{after}"


def _needs_no_space(letter: str) -> bool:
    return any(first <= ord(letter) <= last for first, last in _WITHOUT_SPACES)


def _either_case(letter: str) -> str:
    cases = sorted({one for one in (letter, letter.lower(), letter.upper()) if len(one) == 1})
    if len(cases) > 1:
        return f"[{''.join(cases)}]"
    return f"\\{letter}" if letter in _SPECIAL else letter
