"""The query language of every search: words, and terms that narrow by fields.

type:ticket status<solved assignee:me tags:billing created>2026-01-01 "paper jam" print* -refund

Here is only how a query is written. What its keywords mean, the areas that own the fields say.
"""

import re
from dataclasses import dataclass, replace

LONGEST_QUERY = 2000
# More words than this narrow nothing down; they only cost time.
MOST_WORDS = 12
MOST_TERMS = 50
LONGEST_WORD = 100

_TERM = re.compile(
    r"(?P<not>-)?"
    # What follows "//" is an address somebody pasted, not the value of a keyword "https".
    r"(?:(?P<keyword>[A-Za-z_][A-Za-z0-9_.]*)(?P<operator><=|>=|:(?!//)|<|>))?"
    r"(?:\"(?P<quoted>[^\"]*)\"?|(?P<bare>[^\s\"]+))"
)
_RESERVED = frozenset({"type", "order_by", "sort"})


@dataclass(frozen=True)
class Word:
    """Text to be found: a word, the beginning of one (`prin*`), or words in a row ("paper jam")."""

    text: str
    is_phrase: bool = False
    is_beginning: bool = False

    def __str__(self) -> str:
        return f'"{self.text}"' if self.is_phrase else f"{self.text}{'*' * self.is_beginning}"


@dataclass(frozen=True)
class Term:
    """`keyword:value`, or a comparison."""

    keyword: str
    operator: str
    value: str
    is_negated: bool = False

    def __str__(self) -> str:
        value = f'"{self.value}"' if re.search(r"\s", self.value) or not self.value else self.value
        return f"{'-' if self.is_negated else ''}{self.keyword}{self.operator}{value}"


@dataclass(frozen=True)
class Query:
    """What was asked: the kinds of things, the words, and the terms, in the order written."""

    kinds: frozenset[str] = frozenset()
    words: tuple[Word, ...] = ()
    unwanted: tuple[Word, ...] = ()
    terms: tuple[Term, ...] = ()
    order_by: str = ""
    is_descending: bool = True

    def __bool__(self) -> bool:
        return bool(self.words or self.unwanted or self.terms or self.kinds)

    def __str__(self) -> str:
        """As one would type it."""
        parts = [
            *(f"type:{kind}" for kind in sorted(self.kinds)),
            *map(str, self.words),
            *(f"-{word}" for word in self.unwanted),
            *map(str, self.terms),
        ]
        if self.order_by:
            parts += [f"order_by:{self.order_by}", *([] if self.is_descending else ["sort:asc"])]
        return " ".join(parts)

    def of_kind(self, kind: str) -> "Query":
        return replace(self, kinds=self.kinds | {kind})

    @property
    def plain(self) -> str:
        """The words alone, as one would type them."""
        return " ".join(word.text for word in self.words)


def parse(text: str) -> Query:
    """Never fails: what is no term is a word."""
    kinds: set[str] = set()
    words: list[Word] = []
    unwanted: list[Word] = []
    terms: list[Term] = []
    reserved: dict[str, str] = {}
    for match in _TERM.finditer(_storable(text)[:LONGEST_QUERY]):
        keyword = (match["keyword"] or "").lower()
        value = match["bare"] if match["quoted"] is None else match["quoted"].strip()
        if not keyword:
            word = _word(value, is_quoted=match["quoted"] is not None)
            if word is not None:
                (unwanted if match["not"] else words).append(word)
        elif keyword == "type":
            kinds.add(value.lower())
        elif keyword in _RESERVED:
            reserved[keyword] = value.lower()
        else:
            terms.append(Term(keyword, match["operator"], value, is_negated=bool(match["not"])))
    return Query(
        kinds=frozenset(kinds),
        words=tuple(words[:MOST_WORDS]),
        unwanted=tuple(unwanted[:MOST_WORDS]),
        terms=tuple(terms[:MOST_TERMS]),
        order_by=reserved.get("order_by", ""),
        is_descending=reserved.get("sort") != "asc",
    )


def _word(value: str, *, is_quoted: bool) -> Word | None:
    if is_quoted:
        return Word(value[:LONGEST_WORD], is_phrase=True) if value else None
    text = value.rstrip("*")
    return Word(text[:LONGEST_WORD], is_beginning=text != value) if text.strip("-") else None


def _storable(text: str) -> str:
    """Without what PostgreSQL keeps in no text: zeros, and halves of characters."""
    return text.replace("\x00", " ").encode("utf-8", "ignore").decode("utf-8")
