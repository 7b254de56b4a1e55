"""Names and words as they might be misspelt. The twins of functions in the database."""

import re
import unicodedata
from collections.abc import Iterable

SHORTEST, LONGEST = 4, 30
_LETTERS = str.maketrans("øłđħıŧ", "oldhit")
_LIGATURES = (("ß", "ss"), ("æ", "ae"), ("œ", "oe"), ("þ", "th"))
_BETWEEN_WORDS = re.compile(r"[\]\[\s@._+,;:()<>{}\"'/\\|&!?#*=-]+")


def folded(text: str) -> str:
    """In small letters, without accents."""
    apart = unicodedata.normalize("NFKD", text.lower())
    bare = re.sub("[\u0300-\u036f]", "", apart)
    plain = unicodedata.normalize("NFC", bare).translate(_LETTERS)
    for ligature, letters in _LIGATURES:
        plain = plain.replace(ligature, letters)
    return plain


def words_of(text: str) -> list[str]:
    """The words of a name or address that are long enough to be misspelt."""
    words = dict.fromkeys(_BETWEEN_WORDS.split(folded(text[:400])))
    return [word for word in words if SHORTEST <= len(word) <= LONGEST]


def spellings(word: str) -> list[str]:
    """The word, and it with one letter left out, as the database keeps them of each name."""
    return list(
        dict.fromkeys([word, *(word[:place] + word[place + 1 :] for place in range(len(word)))])
    )


def distance(one: str, other: str, *, most: int = 3) -> int:
    """How many letters are too many, missing, wrong or swapped; more than `most` is `most + 1`."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, 1):
        before, last, row = row, before, [place]
        for at, its in enumerate(other, 1):
            cost = min(row[-1] + 1, before[at] + 1, before[at - 1] + (letter != its))
            if place > 1 and at > 1 and letter == other[at - 2] and one[place - 2] == its:
                cost = min(cost, last[at - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]


def nearest(word: str, others: Iterable[str]) -> int:
    """How far the word is from the nearest of the others."""
    return min((distance(word, other) for other in others), default=99)
