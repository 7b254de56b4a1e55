"""From what a person types to a PostgreSQL text search query."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, F, Func
from django.db.models.expressions import Combinable
from django.db.models.sql.compiler import SQLCompiler

# More words than this narrow nothing down; they only cost time.
MOST_WORDS = 12
LONGEST_WORD = 100

# The languages whose word stems a query is tried in, beside the words as written.
STEMMED_IN = ("english", "german", "french", "spanish", "italian", "portuguese", "dutch")


@dataclass(frozen=True)
class Words:
    """The words of a query, all of which must occur; the last one may still be being typed."""

    words: tuple[str, ...]

    @classmethod
    def typed(cls, query: str) -> "Words":
        cleaned = query.replace("\x00", " ").replace('"', " ").split()
        return cls(tuple(word[:LONGEST_WORD] for word in cleaned[:MOST_WORDS]))

    def __bool__(self) -> bool:
        return bool(self.words)

    def as_sql(self) -> tuple[str, list[Any]]:
        """An SQL expression of type tsquery, and its parameters.

        Each word matches as its beginning is written, or by its stem in any of our languages.
        """
        parameters: list[Any] = []
        parts = []
        for word in self.words:
            stems = " || ".join(f"plainto_tsquery('{name}', %s)" for name in STEMMED_IN)
            parts.append(f"(to_tsquery('simple', %s) || {stems})")
            parameters += [_beginning(word), *[word] * len(STEMMED_IN)]
        return " && ".join(parts), parameters


class Has(Func):
    """A condition for `filter()`: all the words are in a tsvector."""

    output_field = BooleanField()
    arity = 1

    def __init__(self, vector: "str | Combinable", words: Words) -> None:
        super().__init__(vector)
        self.words = words

    def as_sql(  # type: ignore[override]
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_context: Any
    ) -> tuple[str, list[Any]]:
        vector, before = compiler.compile(self.get_source_expressions()[0])
        words, parameters = self.words.as_sql()
        return f"{vector} @@ ({words})", [*before, *parameters]


def person_vector(path: str = "") -> Func:
    """What is indexed of each person: a function that a migration of `accounts` defines."""
    return Func(F(f"{path}name"), F(f"{path}email"), function="firstline_person_vector")


def _beginning(word: str) -> str:
    """The word as a quoted lexeme with any ending, in to_tsquery's own syntax."""
    escaped = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}':*"


@dataclass(frozen=True)
class Excerpt:
    """A piece of a text around what was found, cut so that a template can mark the hits."""

    pieces: Sequence[tuple[str, bool]]

    # Private-use characters. A text that holds some of its own only gets an odd mark.
    START = "\ue000"
    STOP = "\ue001"

    @classmethod
    def from_headline(cls, headline: str) -> "Excerpt":
        pieces: list[tuple[str, bool]] = []
        for index, part in enumerate(headline.split(cls.START)):
            hit, stop, rest = part.partition(cls.STOP) if index else ("", "", part)
            if hit and stop:
                pieces.append((hit, True))
            if rest or (hit and not stop):
                pieces.append((rest or hit, False))
        return cls(tuple(pieces))
