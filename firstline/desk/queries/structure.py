"""How a ticket hangs together with others, for one reader: what they may not see is not there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db import connection
from django.utils.translation import gettext as _

from firstline.desk.actions.put_back import why_it_stays
from firstline.desk.models import (
    IncidentsSolution,
    LinkKind,
    Rearrangement,
    Relation,
    Ticket,
    TicketStatus,
    TicketType,
)
from firstline.desk.models.ticket import TicketQuerySet
from firstline.desk.search import search
from firstline.team.models import Agent

MOST_SHOWN = 50
MOST_COUNTED = 999
MOST_OFFERED = 8

# Each column by its own index: one condition for all of them might walk the whole table.
_PAIRS = """
    (SELECT id, kind, ticket_id, other_id FROM desk_ticketlink
      WHERE ticket_id = %(here)s OR other_id = %(here)s ORDER BY id DESC LIMIT %(most)s)
    UNION ALL
    (SELECT 0, '', id, parent_id FROM desk_ticket WHERE parent_id = %(here)s LIMIT %(most)s)
    UNION ALL
    (SELECT 0, '', id, problem_id FROM desk_ticket WHERE problem_id = %(here)s LIMIT %(most)s)
    UNION ALL
    (SELECT 0, '', id, follows_id FROM desk_ticket WHERE follows_id = %(here)s LIMIT %(most)s)
    UNION ALL
    (SELECT 0, '', id, merged_into_id FROM desk_ticket
      WHERE merged_into_id = %(here)s LIMIT %(most)s)
"""
_FROM_HERE = {
    LinkKind.RELATES: Relation.RELATES,
    LinkKind.DUPLICATES: Relation.DUPLICATES,
    LinkKind.BLOCKS: Relation.BLOCKS,
}


@dataclass(frozen=True)
class RelatedTicket:
    """Another ticket in the side of this one."""

    id: int
    subject: str
    status: str
    status_label: str
    requester: str
    # None for what nobody can take back here, such as a follow-up.
    relation: Relation | None = None


@dataclass(frozen=True)
class RelatedGroup:
    title: str
    tickets: list[RelatedTicket]


@dataclass(frozen=True)
class Structure:
    """What stands around one ticket; each part asks the database when it is first shown."""

    ticket: Ticket
    agent: Agent

    @cached_property
    def lives_in(self) -> Ticket | None:
        """Where the ticket was merged into, if the reader may see that."""
        if self.ticket.merged_into_id is None:
            return None
        return self._visible.filter(pk=self.ticket.merged_into_id).first()

    @cached_property
    def merge(self) -> Rearrangement | None:
        """The merge that closed this ticket, while it can be undone by this reader."""
        if self.ticket.merged_into_id is None:
            return None
        rows = Rearrangement.objects.standing().of_tickets([self.ticket.pk])
        record = rows.filter(target=self.ticket.merged_into_id).order_by("-pk").first()
        return record if record and not undoing_of([record], self.agent)[record.pk] else None

    @cached_property
    def groups(self) -> list[RelatedGroup]:
        """Related tickets by what they are to this one."""
        found = self._related_tickets
        shown: dict[str, list[RelatedTicket]] = {}
        for title, relation, ident in self._relations(found):
            if ident in found:
                shown.setdefault(title, []).append(_shown(found[ident], relation))
        return [RelatedGroup(title, rows) for title, rows in shown.items()]

    @cached_property
    def open_children(self) -> int:
        has_any = any(row.parent_id == self.ticket.pk for row in self._related_tickets.values())
        return _bounded(self._visible.unsolved().filter(parent=self.ticket)) if has_any else 0

    @cached_property
    def open_incidents(self) -> int:
        if self.ticket.type != TicketType.PROBLEM:
            return 0
        return _bounded(self._visible.unsolved().filter(problem=self.ticket))

    @cached_property
    def solution(self) -> IncidentsSolution | None:
        """The solving of its incidents that is going on."""
        if self.ticket.type != TicketType.PROBLEM:
            return None
        rows = self.ticket.solutions.filter(finished_at=None, taken_back_at=None)
        return rows.select_related("author__person").first()

    @property
    def _visible(self) -> TicketQuerySet:
        tickets: TicketQuerySet = Ticket.objects.visible_to(self.agent)
        return tickets

    @property
    def _links(self) -> list[tuple[str, int, int]]:
        """Kind, ticket and other ticket of each link, the newest first."""
        links = sorted((pair for pair in self._pairs if pair[1]), reverse=True)
        return [(kind, one, other) for _link, kind, one, other in links]

    @property
    def _pointing_here(self) -> set[int]:
        """Tickets whose columns name this one, so many of each."""
        return {ident for _link, kind, ident, _here in self._pairs if not kind}

    @cached_property
    def _pairs(self) -> list[tuple[int, str, int, int]]:
        with connection.cursor() as cursor:
            cursor.execute(_PAIRS, {"here": self.ticket.pk, "most": MOST_SHOWN})
            pairs: list[tuple[int, str, int, int]] = cursor.fetchall()
        return pairs

    @cached_property
    def _related_tickets(self) -> dict[int, Ticket]:
        here = self.ticket
        ids = {ident for _kind, one, other in self._links for ident in (one, other)}
        columns = (here.parent_id, here.problem_id, here.follows_id)
        ids |= {ident for ident in columns if ident is not None} | self._pointing_here
        if not ids - {here.pk}:
            return {}
        rows = (
            self._visible.filter(pk__in=ids - {here.pk})
            .select_related("requester__person", "custom_status")
            .defer("search")
            .order_by("-pk")
        )
        return {row.pk: row for row in rows}

    def _relations(
        self, found: dict[int, Ticket]
    ) -> Iterable[tuple[str, Relation | None, int | None]]:
        here = self.ticket
        yield _("Part of"), Relation.PARENT, here.parent_id
        yield _("Problem"), Relation.PROBLEM, here.problem_id
        yield _("Goes on from"), None, here.follows_id
        for ident, row in found.items():
            if row.parent_id == here.pk:
                yield _("Parts"), Relation.CHILD, ident
            if row.problem_id == here.pk:
                yield _("Incidents"), Relation.INCIDENT, ident
        for kind, one, other in self._links:
            relation = _FROM_HERE[LinkKind(kind)]
            if one != here.pk:
                relation = relation.inverse
            yield str(relation.label), relation, other if one == here.pk else one
        for ident, row in found.items():
            if row.follows_id == here.pk:
                yield _("Follow-ups"), None, ident
            if row.merged_into_id == here.pk:
                yield _("Merged into this"), None, ident


def undoing_of(records: Sequence[Rearrangement], agent: Agent) -> dict[int, str]:
    """For each that stands, why it cannot be undone; empty words where it can.

    Those that touch a ticket which the reader may not see are left out of what they can undo.
    """
    ids = sorted({ident for record in records for ident in record.tickets})
    visible = Ticket.objects.visible_to(agent, removed=True).filter(pk__in=ids)
    tickets = {ticket.pk: ticket for ticket in visible.only("pk", "removed_at")}
    standing = list(Rearrangement.objects.standing().of_tickets(ids).only("tickets"))
    reasons = {}
    for record in records:
        if not set(record.tickets) <= tickets.keys():
            reasons[record.pk] = _("It concerns a ticket that you cannot see.")
            continue
        later = any(
            other.pk > record.pk and set(other.tickets) & set(record.tickets) for other in standing
        )
        its_tickets = [tickets[ident] for ident in record.tickets]
        reasons[record.pk] = why_it_stays(its_tickets, has_later=later)
    return reasons


def candidates(
    agent: Agent, *, query: str, beside: Iterable[int] = (), only_open: bool = True
) -> list[RelatedTicket]:
    """Tickets that the words or the number mean, the best first."""
    if not query.strip():
        return []
    hits = search(query, reader=agent, most=MOST_OFFERED * 2).tickets
    rows = _offered(agent, only_open=only_open).filter(pk__in=[hit.id for hit in hits])
    found = {row.pk: row for row in rows.exclude(pk__in=list(beside))}
    return [_shown(found[hit.id]) for hit in hits if hit.id in found][:MOST_OFFERED]


def suggestions_for(
    ticket: Ticket, agent: Agent, *, beside: Iterable[int] = ()
) -> list[RelatedTicket]:
    """What the same customer has open besides, the newest first."""
    rows = _offered(agent, only_open=True).filter(requester=ticket.requester_id)
    rows = rows.exclude(pk__in=[ticket.pk, *beside]).order_by("-updated_at", "-pk")
    return [_shown(row) for row in rows[:MOST_OFFERED]]


def _offered(agent: Agent, *, only_open: bool) -> TicketQuerySet:
    tickets: TicketQuerySet = Ticket.objects.visible_to(agent).living()
    if only_open:
        tickets = tickets.exclude(status=TicketStatus.CLOSED)
    return tickets.select_related("requester__person", "custom_status").defer("search")


def _shown(ticket: Ticket, relation: Relation | None = None) -> RelatedTicket:
    return RelatedTicket(
        id=ticket.pk,
        subject=ticket.subject,
        status=ticket.status,
        status_label=ticket.status_label,
        requester=ticket.requester.person.display_name,
        relation=relation,
    )


def _bounded(tickets: TicketQuerySet) -> int:
    return tickets.order_by().values("pk")[: MOST_COUNTED + 1].count()
