"""From the words of a query to PostgreSQL's text search, in every language the desk's texts have.

A text is indexed by its words as written and by their stems, and where words are not set apart
(Chinese, Japanese, Korean, Thai) by pairs of letters. So a word of a query is looked for by its
beginning, by its stem in each language, and by its pairs.
"""

import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Func
from django.db.models.expressions import Combinable
from django.db.models.sql.compiler import SQLCompiler

from firstline.platform.language import SEARCH_CONFIGURATIONS
from firstline.platform.search.models import Census
from firstline.platform.search.query import Word

# Of a desk whose texts have not been counted yet.
USUAL_LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl")
# The beginning of so few texts' words can be asked of the index as such. It reads all of them.
_MOST_BEGUN = 4000
_COMPLETIONS = 24
LONGEST_BEGINNING = 12
# As the function firstline_text_vector knows them.
UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
_STRETCH = re.compile(f"[{UNSPACED}]+|[^{UNSPACED}]+")
_SINGLE = re.compile(r"'((?:[^']|'')*)'")


@dataclass(frozen=True)
class Lookup:
    """One word of a query, as it is asked of the index."""

    tsquery: str
    # The same without its other forms: who has the very word is a better hit.
    written: str
    # The part of all texts that has it: a guess that is rather too high.
    share: float
    # The part whose texts are read: of a phrase, to see whether its words are in a row.
    read: float
    # How it may begin in a text, to mark it there.
    beginnings: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """Several words, all of which must occur."""

    lookups: tuple[Lookup, ...]

    @classmethod
    def alone(cls, lookup: Lookup) -> "Asked":
        return cls((lookup,))

    def __bool__(self) -> bool:
        return bool(self.lookups)

    @property
    def tsquery(self) -> str:
        return " & ".join(f"({lookup.tsquery})" for lookup in self.lookups)

    @property
    def any_of_them(self) -> "Asked":
        """The same words, one of which is enough."""
        if not self.lookups:
            return self
        either = " | ".join(f"({lookup.tsquery})" for lookup in self.lookups)
        written = " | ".join(f"({lookup.written})" for lookup in self.lookups)
        share = min(sum(lookup.share for lookup in self.lookups), 1.0)
        return Asked((Lookup(either, written, share, share, self.beginnings),))

    @property
    def written(self) -> str:
        return " & ".join(f"({lookup.written})" for lookup in self.lookups)

    @property
    def share(self) -> float:
        return min(lookup.share for lookup in self.lookups)

    @property
    def read(self) -> float:
        """The part of all texts that the index will name, if words are found independently."""
        return math.prod(lookup.read for lookup in self.lookups)

    @property
    def beginnings(self) -> tuple[str, ...]:
        return tuple(text for lookup in self.lookups for text in lookup.beginnings)


def languages_searched(*more: str) -> tuple[str, ...]:
    """Those of the desk's texts, and the reader's own."""
    census = Census.objects.first()
    known = census.languages if census else USUAL_LANGUAGES
    return tuple(dict.fromkeys([*known, *(language.partition("-")[0] for language in more)]))


def look_up(words: Iterable[Word], *, languages: Sequence[str], texts: int = 0) -> Asked:
    """How the words are asked for. Of `texts` texts in all, common beginnings are spelt out."""
    pieces = [piece for word in words for piece in _pieces(word)]
    spaced = [piece for piece in pieces if not _is_unspaced(piece.text)]
    stems = _stems(spaced, _configurations(languages))
    letters = [form for piece in pieces if _is_unspaced(piece.text) for form in [_pairs(piece)]]
    shares = _Shares.of(_flat([*letters, *(form for forms in stems for form in forms)]), texts)
    of_spaced = {
        piece: _lookup(piece, forms, shares)
        for piece, forms in zip(spaced, stems, strict=True)
        if forms[0]
    }
    lookups = [
        _unspaced(piece, shares) if _is_unspaced(piece.text) else of_spaced.get(piece)
        for piece in pieces
    ]
    return Asked(tuple(dict.fromkeys(lookup for lookup in lookups if lookup is not None)))


def _pieces(word: Word) -> list[Word]:
    """A word by its scripts: "iPhone手机" is two."""
    text = unicodedata.normalize("NFKC", word.text)
    stretches = [stretch.strip() for stretch in _STRETCH.findall(text)]
    return [Word(text, word.is_phrase, word.is_beginning) for text in stretches if text]


def _is_unspaced(text: str) -> bool:
    return re.match(f"[{UNSPACED}]", text) is not None


def _pairs(piece: Word) -> str:
    """The letters of a stretch, in pairs that follow each other; one alone is itself."""
    if len(piece.text) == 1:
        return quoted(piece.text)
    return " <-> ".join(quoted(f"{one}{other}") for one, other in pairwise(piece.text))


def _unspaced(piece: Word, shares: "_Shares") -> Lookup:
    pairs = _pairs(piece)
    if len(piece.text) > 1:
        return Lookup(pairs, pairs, shares.rarest(pairs), shares.together(pairs), (piece.text,))
    tsquery, share = shares.beginning(pairs)
    return Lookup(tsquery, tsquery, share, share, (piece.text,))


def _configurations(languages: Sequence[str]) -> list[str]:
    names = [SEARCH_CONFIGURATIONS[code] for code in languages if code in SEARCH_CONFIGURATIONS]
    return ["simple", *dict.fromkeys(names)]


def _stems(pieces: Sequence[Word], configurations: Sequence[str]) -> list[list[str]]:
    """Each piece as a tsquery in each configuration, the first of which is as it is written."""
    if not pieces:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT CASE WHEN is_phrase THEN phraseto_tsquery(name::regconfig, piece.text)"
            " ELSE plainto_tsquery(name::regconfig, piece.text) END::text"
            " FROM unnest(%s::text[], %s::bool[]) WITH ORDINALITY AS piece(text, is_phrase, place),"
            " unnest(%s::text[]) WITH ORDINALITY AS configuration(name, rank)"
            " ORDER BY piece.place, rank",
            [
                [piece.text for piece in pieces],
                [piece.is_phrase for piece in pieces],
                list(configurations),
            ],
        )
        forms = [form for (form,) in cursor.fetchall()]
    step = len(configurations)
    return [forms[start : start + step] for start in range(0, len(forms), step)]


def _lookup(piece: Word, forms: Sequence[str], shares: "_Shares") -> Lookup:
    written, *stems = dict.fromkeys(form for form in forms if form)
    if piece.is_phrase:
        rarest, together = shares.rarest(written), shares.together(written)
        return Lookup(written, written, rarest, together, tuple(_lexemes(written)))
    if piece.is_beginning:
        stems = []
    beginning, begun = shares.beginning(written)
    share = min(begun + sum(shares.rarest(stem) for stem in stems), 1.0)
    return Lookup(
        " | ".join(dict.fromkeys([beginning, *(f"({stem})" for stem in stems)])),
        beginning,
        share,
        share,
        tuple(dict.fromkeys([piece.text.lower(), *(_lexemes(written)), *_flat(stems)])),
    )


def _flat(forms: Iterable[str]) -> list[str]:
    return [lexeme for form in forms for lexeme in _lexemes(form)]


def _lexemes(form: str) -> list[str]:
    """The words in a tsquery's text."""
    return [match.replace("''", "'").replace("\\\\", "\\") for match in _SINGLE.findall(form)]


def quoted(lexeme: str) -> str:
    """A word as the text of a tsquery has it."""
    escaped = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


@dataclass(frozen=True)
class _Shares:
    """What the last census says of some words: their shares, and those of what begins so."""

    texts: int
    of_words: dict[str, float]
    of_beginnings: dict[str, float]
    completions: dict[str, list[str]]

    @classmethod
    def of(cls, lexemes: Iterable[str], texts: int) -> "_Shares":
        asked = list(dict.fromkeys(lexemes))
        if not asked:
            return cls(texts, {}, {}, {})
        with connection.cursor() as cursor:
            cursor.execute(_SHARES, {"words": asked, "longest": LONGEST_BEGINNING})
            rows = cursor.fetchall()
        of_beginnings = {word: begun or 0.0 for word, _share, begun in rows}
        common = [word for word, begun in of_beginnings.items() if begun * texts > _MOST_BEGUN]
        return cls(
            texts,
            {word: share or 0.0 for word, share, _begun in rows},
            of_beginnings,
            _completions(common),
        )

    def rarest(self, form: str) -> float:
        """The share of texts that have all of a tsquery's words."""
        return min((self.of_words.get(word, 0.0) for word in _lexemes(form)), default=0.0)

    def together(self, form: str) -> float:
        return math.prod(self.of_words.get(word, 0.0) for word in _lexemes(form))

    def beginning(self, written: str) -> tuple[str, float]:
        """What asks for texts where a word begins so, and their share."""
        first, *others = _lexemes(written)
        whole = f"({written})"
        if first in self.completions:
            spelt_out = [quoted(word) for word in self.completions[first]]
            return " | ".join([whole, *spelt_out]), self.of_beginnings[first]
        # Of "wi-fi" the whole may go on; its parts are looked for as they are.
        begun = f"{quoted(first)}:*"
        return (f"{begun} | {whole}" if others else begun), self.of_beginnings.get(first, 0.0)


_SHARES = """
    SELECT asked.word,
        (SELECT share FROM search_wordshare WHERE NOT is_beginning AND word = asked.word),
        (SELECT share FROM search_wordshare
         WHERE is_beginning AND word = left(asked.word, %(longest)s))
    FROM unnest(%(words)s::text[]) AS asked(word)
"""


def _completions(beginnings: Sequence[str]) -> dict[str, list[str]]:
    """The commonest words that begin so."""
    if not beginnings:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT asked.word, array(SELECT word FROM search_wordshare WHERE NOT is_beginning"
            " AND word >= asked.word AND word < asked.word || chr(1114111)"
            " ORDER BY share DESC LIMIT %s)"
            " FROM unnest(%s::text[]) AS asked(word)",
            [_COMPLETIONS, list(beginnings)],
        )
        found = dict(cursor.fetchall())
    # A long beginning that no counted word has is rare, whatever shares its first letters.
    return {word: words for word, words in found.items() if words or len(word) <= LONGEST_BEGINNING}


class Has(Func):
    """A condition for `filter()`: all the words are in a tsvector."""

    output_field = BooleanField()
    arity = 1

    def __init__(self, vector: "str | Combinable", asked: Asked) -> None:
        super().__init__(vector)
        self.asked = asked

    def as_sql(  # type: ignore[override]
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_context: Any
    ) -> tuple[str, list[Any]]:
        vector, before = compiler.compile(self.get_source_expressions()[0])
        return f"{vector} @@ %s::tsquery", [*before, self.asked.tsquery]
