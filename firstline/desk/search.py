"""Search over tickets, messages and people, for one reader's eyes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from firstline.customers.models import Customer
from firstline.desk.models import Ticket, TicketStatus
from firstline.platform.search.words import Excerpt, Has, Words, person_vector
from firstline.team.models import Agent

# Hits are looked at newest first and only so many: common words cost no more than rare ones.
_LOOKED_AT = 300
# Among so many of the newest messages a very common word has its hits already.
_NEWEST = 3000
# A hit has lost half its rank after a quarter of a year; seconds.
_HALF_LIFE = 91 * 86400
_EXCERPT = (
    f"StartSel={Excerpt.START}, StopSel={Excerpt.STOP}, MaxFragments=1, MaxWords=28, MinWords=14"
)
# The twin of Ticket.objects.visible_to; a test holds them together.
_VISIBLE = "(ticket.group_id IS NULL OR ticket.group_id <> ALL(%s::bigint[]))"


@dataclass(frozen=True)
class TicketHit:
    id: int
    subject: str
    status: str
    updated_at: datetime
    requester: str
    excerpt: Excerpt

    @property
    def status_label(self) -> str:
        return str(TicketStatus(self.status).label)


@dataclass(frozen=True)
class PersonHit:
    id: int
    name: str
    email: str | None
    organisation: str | None


@dataclass(frozen=True)
class Found:
    tickets: Sequence[TicketHit]
    people: Sequence[PersonHit]

    def __bool__(self) -> bool:
        return bool(self.tickets or self.people)


def search(query: str, *, reader: Agent, most: int) -> Found:
    """What the reader may see that has all the words, best and newest first; `most` a kind."""
    words = Words.typed(query)
    if not words:
        return Found((), ())
    return Found(_tickets(words, reader, most), _people(words, reader, most))


def _tickets(words: Words, reader: Agent, most: int) -> list[TicketHit]:
    ranked = _by_number(words, reader) + [
        ident for ident in _by_text(words, reader, most) if str(ident) not in words.words
    ]
    return _ticket_hits(ranked[:most], words)


def _by_number(words: Words, reader: Agent) -> list[int]:
    """The ticket whose number was typed, with or without a hash."""
    number = words.words[0].removeprefix("#")
    if len(words.words) != 1 or not number.isdecimal() or len(number) > 18:
        return []
    return list(
        Ticket.objects.visible_to(reader).filter(pk=int(number)).values_list("pk", flat=True)
    )


def _by_text(words: Words, reader: Agent, most: int) -> list[int]:
    """Tickets whose subject or a message of which has all the words, by rank and recency.

    Very common words fill their quota among the newest messages; only rarer ones ask the index,
    which reads every row that has them.
    """
    hits = _ranked(words, reader, most, newest_only=True)
    if hits and hits[0][1] >= _LOOKED_AT:
        return [ident for ident, _looked_at in hits]
    return [ident for ident, _looked_at in _ranked(words, reader, most, newest_only=False)]


def _ranked(words: Words, reader: Agent, most: int, *, newest_only: bool) -> list[tuple[int, int]]:
    """Ticket ids, best first, each beside the number of matching messages that were looked at."""
    tsquery, asked = words.as_sql()
    # Materialised, or the planner walks a whole table backwards in the hope of early hits.
    source = f"ORDER BY id DESC LIMIT {_NEWEST}" if newest_only else f"WHERE search @@ ({tsquery})"
    sql = f"""
        WITH asked AS MATERIALIZED (SELECT {tsquery} AS words),
        messages AS MATERIALIZED (SELECT id, ticket_id, search FROM desk_message {source}),
        tickets AS MATERIALIZED (SELECT id, group_id, search FROM desk_ticket {source}),
        in_messages AS (
            SELECT message.ticket_id, ts_rank_cd(message.search, words) AS rank
            FROM asked, messages AS message JOIN desk_ticket AS ticket ON ticket.id = ticket_id
            WHERE message.search @@ words AND {_VISIBLE}
            ORDER BY message.id DESC LIMIT {_LOOKED_AT}
        ),
        in_subjects AS (
            SELECT ticket.id AS ticket_id, 4 * ts_rank_cd(search, words) AS rank
            FROM asked, tickets AS ticket
            WHERE search @@ words AND {_VISIBLE}
            ORDER BY ticket.id DESC LIMIT {_LOOKED_AT}
        )
        SELECT ticket.id, (SELECT count(*) FROM in_messages)
        FROM (SELECT * FROM in_messages UNION ALL SELECT * FROM in_subjects) AS hit
        JOIN desk_ticket AS ticket ON ticket.id = hit.ticket_id
        GROUP BY ticket.id
        ORDER BY sum(hit.rank)
            / (1 + extract(epoch FROM now() - ticket.updated_at) / {_HALF_LIFE}) DESC,
            ticket.id DESC
        LIMIT %s
    """  # noqa: S608 - the expression is ours, the words are parameters
    by_index = [] if newest_only else [*asked, *asked]
    hidden = reader.hidden_group_ids
    return _rows(sql, [*asked, *by_index, hidden, hidden, most])


def _ticket_hits(idents: Sequence[int], words: Words) -> list[TicketHit]:
    """The rows to show, each with a piece of its newest matching message."""
    tsquery, parameters = words.as_sql()
    sql = f"""
        SELECT ticket.id, ticket.subject, ticket.status, ticket.updated_at, person.name,
            ts_headline('simple', coalesce(found.text, ticket.preview), {tsquery}, '{_EXCERPT}')
        FROM unnest(%s::bigint[]) WITH ORDINALITY AS wanted(id, place)
        JOIN desk_ticket AS ticket ON ticket.id = wanted.id
        JOIN accounts_person AS person ON person.id = ticket.requester_id
        LEFT JOIN LATERAL (
            SELECT left(message.text, 5000) AS text FROM desk_message AS message
            WHERE message.ticket_id = ticket.id AND message.search @@ ({tsquery})
            ORDER BY message.number DESC LIMIT 1
        ) AS found ON true
        ORDER BY wanted.place
    """  # noqa: S608 - the expression is ours, the words are parameters
    rows = _rows(sql, [*parameters, list(idents), *parameters])
    return [
        TicketHit(ident, subject, status, updated_at, requester, Excerpt.from_headline(headline))
        for ident, subject, status, updated_at, requester, headline in rows
    ]


def _people(words: Words, reader: Agent, most: int) -> list[PersonHit]:
    found = (
        Customer.objects.visible_to(reader)
        .select_related("person", "organisation")
        .filter(Has(person_vector("person__"), words))
        .order_by("person__name", "pk")[:most]
    )
    return [
        PersonHit(
            customer.pk,
            customer.person.name,
            customer.person.email,
            customer.organisation.name if customer.organisation else None,
        )
        for customer in found
    ]


def _rows(sql: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())
