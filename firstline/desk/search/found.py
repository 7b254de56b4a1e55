"""What a search shows: hits of each kind, with a piece of the text around what was found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from firstline.desk.models import TicketStatus
from firstline.desk.search.people import OrganisationHit, PersonHit
from firstline.desk.search.tickets import Matches
from firstline.desk.search.walking import Hit
from firstline.platform.search.excerpt import Excerpt

_LOOKED_AT = 20_000


@dataclass(frozen=True)
class TicketHit:
    id: int
    subject: Excerpt
    status: str
    status_label: str
    priority: str
    tags: Sequence[str]
    created_at: datetime
    updated_at: datetime
    requester: str
    assignee: str
    excerpt: Excerpt
    # The name of the file in which it was found, if it was in one.
    attachment: str = ""

    @property
    def title(self) -> str:
        return "".join(piece for piece, _is_hit in self.subject.pieces)


@dataclass(frozen=True)
class Found:
    tickets: Sequence[TicketHit] = ()
    people: Sequence[PersonHit] = ()
    organisations: Sequence[OrganisationHit] = ()
    problems: Sequence[str] = ()
    # How many tickets there are in all, and whether that is but an estimate.
    tickets_total: int = 0
    is_cut: bool = False

    def __bool__(self) -> bool:
        return bool(self.tickets or self.people or self.organisations)


_TICKETS = """
    SELECT ticket.id, ticket.subject, ticket.status, own.label, ticket.priority, ticket.tags,
        ticket.created_at, ticket.updated_at,
        coalesce(nullif(requester.name, ''), requester.email, ''),
        coalesce(assignee.name, ''), ticket.preview
    FROM unnest(%s::bigint[]) WITH ORDINALITY AS wanted(id, place)
    JOIN desk_ticket AS ticket ON ticket.id = wanted.id
    JOIN accounts_person AS requester ON requester.id = ticket.requester_id
    LEFT JOIN accounts_person AS assignee ON assignee.id = ticket.assignee_id
    LEFT JOIN desk_customstatus AS own ON own.id = ticket.custom_status_id
    ORDER BY wanted.place
"""
_TEXTS = """
    SELECT 'message', id, left(text, %(most)s), '' FROM desk_message WHERE id = ANY(%(message)s)
    UNION ALL
    SELECT 'attachment', attachment.id, left(words.text, %(most)s), attachment.name
    FROM desk_attachmenttext AS words
    JOIN desk_attachment AS attachment ON attachment.id = words.attachment_id
    WHERE attachment.id = ANY(%(attachment)s)
"""


def ticket_hits(matches: Matches, idents: Sequence[int]) -> list[TicketHit]:
    """The tickets to show; whoever asks has made sure that the reader may see them."""
    if not idents:
        return []
    texts = _texts([matches.best[ident] for ident in idents if ident in matches.best])
    return [
        _ticket_hit(row, matches, texts.get(_key(matches.best.get(row[0])), ("", "")))
        for row in _rows(_TICKETS, [list(idents)])
    ]


def _ticket_hit(row: tuple[Any, ...], matches: Matches, text: tuple[str, str]) -> TicketHit:
    ident, subject, status, own_label, priority, tags, created, updated, who, whose, preview = row
    words, file_name = text
    return TicketHit(
        id=ident,
        subject=Excerpt.around(subject, matches.beginnings, length=500),
        status=status,
        status_label=own_label or str(TicketStatus(status).label),
        priority=priority,
        tags=tags,
        created_at=created,
        updated_at=updated,
        requester=who,
        assignee=whose,
        excerpt=Excerpt.around(words or preview, matches.beginnings),
        attachment=file_name,
    )


def _texts(hits: Sequence[Hit]) -> dict[tuple[str, int], tuple[str, str]]:
    """The text of each row that was hit, and the name of the file it is from."""
    by_source = {
        source: [hit.ident for hit in hits if hit.source == source]
        for source in ("message", "attachment")
    }
    if not any(by_source.values()):
        return {}
    rows = _rows(_TEXTS, {"most": _LOOKED_AT, **by_source})
    return {(source, ident): (text, name) for source, ident, text, name in rows}


def _key(hit: Hit | None) -> tuple[str, int]:
    return (hit.source, hit.ident) if hit else ("", 0)


def _rows(sql: str, parameters: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())
