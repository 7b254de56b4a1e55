"""Tickets about the same, found by the words that say most.

Any word may be missing: each that is shared counts by how rare it is on this desk (as in BM25).
"""

import math
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from firstline.desk.models import Ticket, TicketStatus
from firstline.desk.models.ticket import SOLVED
from firstline.desk.search.walking import windows_of
from firstline.platform.search.excerpt import Excerpt
from firstline.platform.search.words import quoted
from firstline.team.models import Agent

# The words that say most, and how many of the newest messages with each are looked at.
_WORDS = 12
_LOOKED_AT = 150
# A word in so many texts says nothing; one that no census saw is taken to be in so few.
_TOO_COMMON, _UNSEEN = 0.1, 1e-5
_SHARED_AT_LEAST = 2
_CANDIDATES = 60
# Below this part of what a perfect twin would score, tickets only share some words.
_LEAST = 0.12
# One of which is known how it ended helps more.
_SOLVED_COUNTS = 1.25
_SHOWN = 160


@dataclass(frozen=True)
class SimilarTicket:
    id: int
    subject: str
    status: str
    status_label: str
    updated_at: datetime
    # How alike, from 0 to 1, and by which words.
    likeness: float
    shared: Sequence[str]
    # The last public answer, where it is solved: how it was solved.
    answer: Excerpt | None

    @property
    def is_solved(self) -> bool:
        return self.status in SOLVED


@dataclass(frozen=True)
class _Word:
    text: str
    share: float
    weight: float


def similar_to(ticket: Ticket, reader: Agent, most: int = 5) -> list[SimilarTicket]:
    """The tickets most like this one that the reader may see, the likest first."""
    words = _telling_words(ticket)
    if not words:
        return []
    found = _scores(words)
    found.pop(ticket.pk, None)
    perfect = sum(word.weight for word in words)
    likely = sorted(found, key=lambda ident: found[ident][0], reverse=True)[:_CANDIDATES]
    visible = dict(
        Ticket.objects.visible_to(reader)
        .filter(pk__in=likely, merged_into__isnull=True)
        .values_list("pk", "status")
    )
    scored = {
        ident: min(found[ident][0] / perfect, 1.0) * (_SOLVED_COUNTS if status in SOLVED else 1.0)
        for ident, status in visible.items()
        if found[ident][0] >= _LEAST * perfect and len(found[ident][1]) >= _SHARED_AT_LEAST
    }
    best = sorted(scored, key=lambda ident: (scored[ident], ident), reverse=True)[:most]
    rows = _rows(_SHOWN_SQL, [list(SOLVED), best]) if best else []
    return [_shown(row, found[row[0]], perfect) for row in rows]


def _telling_words(ticket: Ticket) -> list[_Word]:
    """The words of its subject and of how it began, those first that tell it from others."""
    words = []
    for stem, times, share in _rows(_WORDS_SQL, {"ticket": ticket.pk}):
        share = max(share, _UNSEEN)
        if share < _TOO_COMMON:
            weight = (1 + math.log(times)) * math.log(1 / share)
            words.append(_Word(stem, share, weight))
    return sorted(words, key=lambda word: word.weight, reverse=True)[:_WORDS]


_WORDS_SQL = """
    WITH content AS (
        SELECT ticket.language,
            repeat(ticket.subject || ' ', 2) || left(coalesce(message.text, ''), 4000) AS text
        FROM desk_ticket AS ticket
        LEFT JOIN desk_message AS message ON message.ticket_id = ticket.id AND message.number = 1
        WHERE ticket.id = %(ticket)s
    ), words AS (
        SELECT lexeme, greatest(coalesce(array_length(positions, 1), 1), 1) AS times
        FROM content, unnest(
            to_tsvector(firstline_configuration_of(language), text)
            || firstline_letter_pairs(normalize(text, NFKC))
        )
        WHERE length(lexeme) BETWEEN 2 AND 40 AND lexeme !~ '^[0-9.,:-]{1,3}$'
    )
    -- On a young desk every word is in many texts: a hundred empty ones are counted beside them.
    SELECT lexeme, times,
        coalesce(known.share * census.texts / (census.texts + 100), 0)
    FROM words
    LEFT JOIN search_wordshare AS known ON known.word = lexeme AND NOT is_beginning
    LEFT JOIN search_census AS census ON true
"""


def _scores(words: Sequence[_Word]) -> dict[int, tuple[float, list[_Word]]]:
    """By ticket: the weight of the words it shares, and which these are."""
    (newest,) = _rows("SELECT max(id) FROM desk_message", [])[0]
    branches, parameters = zip(*(_branch(word, newest or 0) for word in words), strict=True)
    rows = _rows(" UNION ALL ".join(branches), [one for some in parameters for one in some])
    known = {word.text: word for word in words}
    shared: dict[int, list[_Word]] = defaultdict(list)
    for text, ticket in rows:
        shared[ticket].append(known[text])
    return {ticket: (sum(one.weight for one in some), some) for ticket, some in shared.items()}


def _branch(word: _Word, newest: int) -> tuple[str, list[Any]]:
    """The tickets of the newest messages with one word; a common one's in a stretch of ids."""
    low = max(int(newest - _LOOKED_AT / word.share), 0)
    low = low // (1 << 12) * (1 << 12)
    within = "AND firstline_search_windows(id) && %s::bigint[]" if low else ""
    windows = [windows_of(low, newest + 1)] if low else []
    parameters: list[Any] = [word.text, quoted(word.text), *windows]
    # Not ordered: a stretch holds as many as are wanted, and an order would tempt the planner to
    # walk backwards.
    sql = f"""
        (SELECT DISTINCT %s::text, ticket_id FROM (
            SELECT ticket_id FROM desk_message WHERE search @@ %s::tsquery {within}
            LIMIT {10 * _LOOKED_AT}
        ) AS newest)
    """  # noqa: S608 - the words are parameters
    return sql, parameters


_SHOWN_SQL = """
    SELECT ticket.id, ticket.subject, ticket.status, own.label, ticket.updated_at, (
        SELECT left(message.text, 4000) FROM desk_message AS message
        WHERE message.ticket_id = ticket.id AND message.number = 1
    ), (
        SELECT left(message.text, 2000) FROM desk_message AS message
        WHERE message.ticket_id = ticket.id AND message.is_public
            AND message.author_kind = 'agent' AND ticket.status = ANY(%s)
        ORDER BY message.number DESC LIMIT 1
    )
    FROM unnest(%s::bigint[]) WITH ORDINALITY AS wanted(id, place)
    JOIN desk_ticket AS ticket ON ticket.id = wanted.id
    LEFT JOIN desk_customstatus AS own ON own.id = ticket.custom_status_id
    ORDER BY wanted.place
"""


def _shown(row: tuple[Any, ...], found: tuple[float, list[_Word]], perfect: float) -> SimilarTicket:
    ident, subject, status, own_label, updated_at, opening, answer = row
    score, shared = found
    return SimilarTicket(
        id=ident,
        subject=subject,
        status=status,
        status_label=own_label or str(TicketStatus(status).label),
        updated_at=updated_at,
        likeness=min(score / perfect, 1.0),
        shared=_written(shared, f"{subject} {opening}"),
        answer=Excerpt.around(answer, tuple(word.text for word in shared), length=_SHOWN)
        if answer
        else None,
    )


def _written(shared: Sequence[_Word], text: str) -> list[str]:
    """The words as a person wrote them, of which the index knows the stems."""
    found = []
    for word in sorted(shared, key=lambda one: one.weight, reverse=True):
        match = re.search(rf"(?<!\w){re.escape(word.text)}\w*", text, re.IGNORECASE)
        if match is not None:
            found.append(match[0].lower())
    return list(dict.fromkeys(found))


def _rows(sql: str, parameters: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())
