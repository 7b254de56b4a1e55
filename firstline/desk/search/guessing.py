"""What may have been meant when nothing was found: words of this desk that are spelt almost so."""

from dataclasses import replace

from django.db import connection

from firstline.platform.search.query import Query, Word
from firstline.platform.search.spelling import SHORTEST, distance, folded, spellings

# So common that a rare word spelt almost like it is more likely a slip than a word of its own.
_COMMON = 0.0002
_LONG_WORD = 8


def did_you_mean(query: Query) -> str:
    """The query with its misspelt words put right, or "" when there is nothing to put right."""
    words = [_guessed(word) for word in query.words]
    if words == list(query.words):
        return ""
    return str(replace(query, words=tuple(words)))


def _guessed(word: Word) -> Word:
    typed = folded(word.text)
    if word.is_phrase or len(typed) < SHORTEST or not typed.isalpha():
        return word
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word, share FROM search_wordshare"
            " WHERE NOT is_beginning AND firstline_spellings(word) && %s AND share >= %s"
            " ORDER BY share DESC LIMIT 100",
            [spellings(typed), _COMMON],
        )
        near = [(distance(typed, folded(text)), -share, text) for text, share in cursor.fetchall()]
    most = 2 if len(typed) >= _LONG_WORD else 1
    close = sorted(one for one in near if one[0] <= most)
    # It is spelt as the desk spells it; that it was not found has another reason.
    if not close or close[0][0] == 0:
        return word
    return replace(word, text=close[0][2])
