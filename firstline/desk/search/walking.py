"""Finding what has certain words, newest first, without reading all of what has them.

A table is walked backwards in stretches of ids. The index holds, beside the words, which stretch a
row lies in, so that the newest hits of a common word cost as little as all hits of a rare one.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from firstline.platform.search.words import Asked

# So many rows are read at one go, wherever they are; the index may name more for each word.
_ALL_AT_ONCE = 3000
_NAMED_AT_ONCE = 100_000
# As many stretches as the function firstline_search_windows knows, as powers of two.
_LEVELS = (12, 16, 20)
_SHORTEST = 1 << _LEVELS[0]
_MOST_ROUNDS = 6
# How much more the very word counts than its other forms.
_WRITTEN = 3
_ROWS, _MOST_ROWS = 200, 1600


@dataclass(frozen=True)
class Source:
    """A table with a `search` vector, and how its rows lead to a ticket."""

    name: str
    table: str
    ident: str
    ticket: str
    # How much a hit here counts.
    weight: float
    # The id, the text and the name of the place of each row, for those whose ids are {ids}.
    texts: str = ""
    # Of the place that has a name, such as a file.
    icon: str = ""


MESSAGES = Source(
    "message",
    "desk_message",
    "id",
    "ticket_id",
    1.0,
    texts="SELECT id, text, '' FROM desk_message WHERE id = ANY({ids})",
)
SUBJECTS = Source("subject", "desk_ticket", "id", "id", 4.0)
ATTACHMENTS = Source(
    "attachment",
    "desk_attachmenttext",
    "attachment_id",
    "(SELECT message.ticket_id FROM desk_attachment AS attachment"
    " JOIN desk_message AS message ON message.id = attachment.message_id"
    " WHERE attachment.id = {row}.attachment_id)",
    0.7,
    texts="SELECT attachment.id, words.text, attachment.name"
    " FROM desk_attachmenttext AS words"
    " JOIN desk_attachment AS attachment ON attachment.id = words.attachment_id"
    " WHERE attachment.id = ANY({ids})",
    icon="paperclip",
)
SOURCES = [SUBJECTS, MESSAGES, ATTACHMENTS]


def is_searched(source: Source) -> None:
    """Have search look into a table of a higher area, too. Whoever sees the ticket finds it."""
    if source not in SOURCES:
        SOURCES.append(source)


@dataclass(frozen=True)
class Hit:
    """A row that has the words."""

    ident: int
    ticket: int
    rank: float
    source: str


def newest_ids() -> dict[str, int]:
    """The highest id of each source."""
    columns = ", ".join(f"(SELECT max({one.ident}) FROM {one.table})" for one in SOURCES)  # noqa: S608 - our own names
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns}")
        row = cursor.fetchone()
    return {one.name: highest or 0 for one, highest in zip(SOURCES, row, strict=True)}


@dataclass
class Walk:
    """One source, walked for some words; it remembers where it is."""

    source: Source
    asked: Asked
    newest: int

    def __post_init__(self) -> None:
        self.before = self.newest + 1
        self._span = 0
        self._rows = _ROWS

    @property
    def is_over(self) -> bool:
        return self.before <= 1

    @property
    def part_walked(self) -> float:
        return 1 - (self.before - 1) / self.newest if self.newest else 1.0

    def rounds(self, *, until: Callable[[], bool]) -> Iterator[list[Hit]]:
        """The hits, a round at a time, until there are enough or it has cost enough."""
        for _round in range(_MOST_ROUNDS):
            if self.is_over or until():
                return
            yield self._next()

    def _next(self) -> list[Hit]:
        low, windows = self._stretch()
        hits = self._hits(low, windows)
        is_cut = len(hits) == self._rows
        self.before = hits[-1].ident if is_cut else low
        self._grow(len(hits))
        return hits

    def _stretch(self) -> tuple[int, list[int]]:
        """Down to where to look now, and the windows of the index that this is in."""
        share, read = self.asked.share, self.asked.read
        if read * self.before <= _ALL_AT_ONCE and share * self.before <= _NAMED_AT_ONCE:
            return 0, []
        span = max(self._span, int(1.5 * self._rows / share), _SHORTEST)
        if read:
            span = min(span, max(int(_ALL_AT_ONCE / read), _SHORTEST))
        low = max(self.before - span, 0) // _SHORTEST * _SHORTEST
        return low, windows_of(low, self.before)

    def _grow(self, found: int) -> None:
        self._rows = min(self._rows * 2, _MOST_ROWS)
        short = found < self._rows // 4
        self._span = max(self._span, _SHORTEST) * (8 if short else 2)

    def _hits(self, low: int, windows: Sequence[int]) -> list[Hit]:
        one, query = self.source, self.asked.tsquery
        within = f"AND firstline_search_windows({one.ident}) && %s::bigint[]" if windows else ""
        # Materialised, and with sums no index on ids knows, or the planner walks the whole table
        # backwards in the hope of early hits.
        sql = f"""
            WITH found AS MATERIALIZED (
                SELECT {one.ident} AS ident FROM {one.table}
                WHERE search @@ %s::tsquery {within}
                    AND {one.ident} + 0 >= %s AND {one.ident} + 0 < %s
            ), newest AS MATERIALIZED (
                SELECT ident FROM found ORDER BY ident DESC LIMIT %s
            )
            SELECT ident, {one.ticket.format(row="text")},
                ts_rank(search, %s::tsquery) + {_WRITTEN} * ts_rank(search, %s::tsquery)
            FROM newest JOIN {one.table} AS text ON text.{one.ident} = ident
            ORDER BY ident DESC
        """  # noqa: S608 - the names are ours, the words are parameters
        parameters: list[Any] = [query, *([list(windows)] if windows else []), low, self.before]
        with connection.cursor() as cursor:
            cursor.execute(sql, [*parameters, self._rows, query, self.asked.written])
            return [
                Hit(ident, ticket, rank * one.weight, one.name)
                for ident, ticket, rank in cursor.fetchall()
            ]


def windows_of(low: int, high: int) -> list[int]:
    """The fewest windows that cover the ids from `low`, which begins one, up to `high`."""
    windows: list[int] = []
    at = low
    while at < high:
        # The longest that begins here and does not reach far beyond the end.
        level = max(
            place
            for place, bits in enumerate(_LEVELS)
            if at % (1 << bits) == 0 and (place == 0 or at + (1 << bits) <= high)
        )
        windows.append((at >> _LEVELS[level]) * 4 + level)
        at += 1 << _LEVELS[level]
    return windows
