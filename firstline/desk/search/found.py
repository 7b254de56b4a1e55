"""What a search shows: hits of each kind, with a piece of the text around what was found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from firstline.desk.models import TicketStatus
from firstline.desk.search.people import OrganisationHit, PersonHit
from firstline.desk.search.tickets import Matches
from firstline.desk.search.walking import SOURCES, Hit
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
    # The name of where it was found, such as a file, and what to draw before it.
    place: str = ""
    place_icon: str = ""

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


def ticket_hits(matches: Matches, idents: Sequence[int]) -> list[TicketHit]:
    """The tickets to show; whoever asks has made sure that the reader may see them."""
    if not idents:
        return []
    texts = _texts([matches.best[ident] for ident in idents if ident in matches.best])
    return [
        _ticket_hit(row, matches, texts.get(_key(matches.best.get(row[0])), _Text()))
        for row in _rows(_TICKETS, [list(idents)])
    ]


@dataclass(frozen=True)
class _Text:
    """What a row that was hit says, and where it stands."""

    words: str = ""
    place: str = ""
    icon: str = ""


def _ticket_hit(row: tuple[Any, ...], matches: Matches, text: _Text) -> TicketHit:
    ident, subject, status, own_label, priority, tags, created, updated, who, whose, preview = row
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
        excerpt=Excerpt.around(text.words or preview, matches.beginnings),
        place=text.place,
        place_icon=text.icon,
    )


def _texts(hits: Sequence[Hit]) -> dict[tuple[str, int], _Text]:
    """The text of each row that was hit, in one query for all sources that have any."""
    asked = {
        source: [hit.ident for hit in hits if hit.source == source.name]
        for source in SOURCES
        if source.texts
    }
    asked = {source: idents for source, idents in asked.items() if idents}
    if not asked:
        return {}
    sql = " UNION ALL ".join(
        f"SELECT '{source.name}', id, left(text, {_LOOKED_AT}), place"  # noqa: S608 - our own names
        f" FROM ({source.texts.format(ids='%s::bigint[]')}) AS {source.name}(id, text, place)"
        for source in asked
    )
    icons = {source.name: source.icon for source in asked}
    return {
        (source, ident): _Text(text, place, icons[source])
        for source, ident, text, place in _rows(sql, [*asked.values()])
    }


def _key(hit: Hit | None) -> tuple[str, int]:
    return (hit.source, hit.ident) if hit else ("", 0)


def _rows(sql: str, parameters: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())
