"""Tickets about the same, found by the words that say most.

Any word may be missing: each that is shared counts by how rare it is on this desk (as in BM25).
"""

import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from firstline.desk.models import Ticket, TicketStatus
from firstline.desk.models.ticket import SOLVED
from firstline.desk.search.walking import MESSAGES, SUBJECTS, Source, newest_ids, windows_of
from firstline.platform.search.excerpt import Excerpt
from firstline.platform.search.words import quoted
from firstline.team.models import Agent

# The words that say most, and how many of the newest messages with each are looked at.
_WORDS = 10
_LOOKED_AT, _ALL_OF_A_WORD = 100, 800
# A word in so many texts says nothing; one that no census saw is taken to be in so few. That it is
# still rarer says no more about the matter: then it is a name or a slip.
_TOO_COMMON, _UNSEEN, _RAREST = 0.1, 1e-5, 3e-4
# How much the second time counts that a word occurs (as in BM25), and a word of the subject.
_SATURATION = 1.2
_IN_SUBJECT = 0.8
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
    is_in_subject: bool


def similar_to(ticket: Ticket, reader: Agent, most: int = 5) -> list[SimilarTicket]:
    """The tickets most like this one that the reader may see, the likest first."""
    words = _telling_words(ticket)
    if not words:
        return []
    found = _scores(words)
    found.pop(ticket.pk, None)
    perfect = sum(word.weight * (1 + _IN_SUBJECT * word.is_in_subject) for word in words)
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
    for stem, times, is_in_subject, share in _rows(_WORDS_SQL, {"ticket": ticket.pk}):
        if share < _TOO_COMMON:
            often = times * (_SATURATION + 1) / (times + _SATURATION)
            weight = often * math.log(1 / max(share, _RAREST)) * (1.5 if is_in_subject else 1)
            words.append(_Word(stem, max(share, _UNSEEN), weight, is_in_subject))
    return sorted(words, key=lambda word: word.weight, reverse=True)[:_WORDS]


_WORDS_SQL = """
    WITH content AS MATERIALIZED (
        SELECT ticket.language,
            repeat(ticket.subject || ' ', 2) || left(coalesce(message.text, ''), 4000) AS text,
            -- Who writes says nothing about what.
            tsvector_to_array(firstline_spaced_vector(ticket.language, concat_ws(' ',
                person.name, translate(person.email, '@._-', '    '), organisation.name
            ))) AS sender,
            tsvector_to_array(
                to_tsvector(firstline_configuration_of(ticket.language), ticket.subject)
                || firstline_letter_pairs(normalize(ticket.subject, NFKC))
            ) AS subject
        FROM desk_ticket AS ticket
        JOIN accounts_person AS person ON person.id = ticket.requester_id
        LEFT JOIN customers_organisation AS organisation ON organisation.id = ticket.organisation_id
        LEFT JOIN desk_message AS message ON message.ticket_id = ticket.id AND message.number = 1
        WHERE ticket.id = %(ticket)s
    ), words AS (
        SELECT lexeme, greatest(coalesce(array_length(positions, 1), 1), 1) AS times
        FROM content, unnest(
            to_tsvector(firstline_configuration_of(language), text)
            || firstline_letter_pairs(normalize(text, NFKC))
        )
        -- Numbers are those of telephones, houses and orders; "e-021" is an error.
        WHERE length(lexeme) BETWEEN 2 AND 40 AND lexeme ~ '[^0-9.,:+/-]'
            AND NOT lexeme = ANY(sender)
    )
    -- On a young desk every word is in many texts: a hundred empty ones are counted beside them.
    SELECT lexeme, times,
        lexeme = ANY(subject),
        coalesce(known.share * census.texts / (census.texts + 100), 0)
    FROM content, words
    LEFT JOIN search_wordshare AS known ON known.word = lexeme AND NOT is_beginning
    LEFT JOIN search_census AS census ON true
"""


def _scores(words: Sequence[_Word]) -> dict[int, tuple[float, list[_Word]]]:
    """By ticket: the weight of the words it shares, and which these are."""
    newest = newest_ids()
    in_subjects = [word for word in words if word.is_in_subject]
    branches, parameters = zip(
        *(_branch(word, MESSAGES, newest) for word in words),
        *(_branch(word, SUBJECTS, newest) for word in in_subjects),
        strict=True,
    )
    rows = _rows(" UNION ALL ".join(branches), [one for some in parameters for one in some])
    known = {word.text: word for word in words}
    scores: dict[int, float] = defaultdict(float)
    shared: dict[int, dict[_Word, None]] = defaultdict(dict)
    for source, text, ticket in rows:
        word = known[text]
        shared[ticket][word] = None
        scores[ticket] += word.weight * (_IN_SUBJECT if source == SUBJECTS.name else 1)
    return {ticket: (score, list(shared[ticket])) for ticket, score in scores.items()}


def _branch(word: _Word, source: Source, newest: Mapping[str, int]) -> tuple[str, list[Any]]:
    """The tickets of the newest texts with one word; a common one's in a stretch of ids."""
    high = newest[source.name] + 1
    # All texts with a rare word are fewer than the windows that would leave some out.
    is_rare = word.share * high <= _ALL_OF_A_WORD
    low = 0 if is_rare else max(int(high - _LOOKED_AT / word.share), 0)
    low = low // (1 << 12) * (1 << 12)
    within = "AND firstline_search_windows(id) && %s::bigint[]" if low else ""
    windows = [windows_of(low, high)] if low else []
    parameters: list[Any] = [word.text, quoted(word.text), *windows]
    # Not ordered: a stretch holds as many as are wanted, and an order would tempt the planner to
    # walk backwards.
    sql = f"""
        (SELECT DISTINCT '{source.name}', %s::text, ticket FROM (
            SELECT {source.ticket} AS ticket FROM {source.table}
            WHERE search @@ %s::tsquery {within}
            LIMIT {_ALL_OF_A_WORD}
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
