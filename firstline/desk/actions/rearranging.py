"""What merging, splitting and moving share: the rows they hold, the move, and its record."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.db import connection
from django.db.models import Max, Min, Sum

from firstline.desk.facts import Facts, facts_of
from firstline.desk.following_messages import take_along
from firstline.desk.models import (
    Follower,
    Message,
    Participant,
    Rearrangement,
    RearrangementKind,
    Ticket,
    TicketReading,
    TimeEntry,
)
from firstline.desk.models.message import MessageQuerySet
from firstline.desk.sight import those_who_may_hear
from firstline.platform.clock import now
from firstline.platform.events.actors import Actor
from firstline.team.models import Agent

LONGEST_PREVIEW = 200

_MOVE = """
    UPDATE desk_message AS message SET ticket_id = place.ticket, number = place.number
    FROM unnest(%s::bigint[], %s::bigint[], %s::int[]) AS place(message, ticket, number)
    WHERE message.id = place.message
"""


@dataclass(frozen=True)
class Place:
    """Where a message belongs."""

    message: int
    ticket: int
    number: int


def locked_all(ticket_ids: Iterable[int]) -> dict[int, Ticket]:
    """The tickets as they are now, held until the transaction ends.

    Whoever holds several takes them in the order of their numbers, so that two cannot block each
    other.
    """
    rows = (
        Ticket.objects.select_for_update(of=("self",))
        .select_related("assignee__person", "group", "custom_status", "form")
        .filter(pk__in=set(ticket_ids))
        .order_by("pk")
    )
    return {ticket.pk: ticket for ticket in rows}


@dataclass
class Rearranging:
    """An act under way: what the tickets knew before, and what goes where."""

    kind: RearrangementKind
    target: Ticket
    # The target among them.
    tickets: Mapping[int, Ticket]
    before: dict[int, Facts]

    @classmethod
    def begin(
        cls, kind: RearrangementKind, target: Ticket, tickets: Mapping[int, Ticket]
    ) -> "Rearranging":
        before = {ident: facts_of(ticket) for ident, ticket in tickets.items()}
        return cls(kind, target, tickets, before)

    def move(self, messages: Sequence[Message]) -> list[list[int]]:
        """Put messages behind those of the target, in their order; the record of each."""
        moved = []
        for message in messages:
            self.target.message_count += 1
            moved.append([message.pk, message.ticket_id, message.number, self.target.message_count])
        put([Place(message, self.target.pk, number) for message, _from, _old, number in moved])
        return moved

    def keep(
        self,
        *,
        by: Actor,
        moved: list[list[int]],
        participants: Sequence[int] = (),
        followers: Sequence[int] = (),
        brought: Mapping[int, Mapping[str, list[int]]] = MappingProxyType({}),
    ) -> Rearrangement:
        """Save the tickets as they are now, and all that it takes to put them back."""
        at = now()
        changes: dict[str, Any] = {}
        for ident, ticket in self.tickets.items():
            ticket.updated_at = at
            ticket.save()
            changes[str(ident)] = {
                "before": self.before[ident],
                "after": facts_of(ticket),
                "brought": dict(brought.get(ident, {})),
            }
        changes[str(self.target.pk)]["participants"] = list(participants)
        changes[str(self.target.pk)]["followers"] = list(followers)
        return Rearrangement.objects.create(
            kind=self.kind,
            target=self.target,
            tickets=sorted(self.tickets),
            moved=moved,
            changes=changes,
            made_at=at,
            made_by=by if isinstance(by, Agent) else None,
        )


def put(places: Sequence[Place]) -> None:
    """Move messages, and what hangs on them, in as many queries for a thousand as for one."""
    ids = [place.message for place in places]
    tickets = [place.ticket for place in places]
    with connection.cursor() as cursor:
        cursor.execute(_MOVE, [ids, tickets, [place.number for place in places]])
    take_along(ids)


def last_number(ticket: Ticket) -> int:
    found = Message.objects.filter(ticket=ticket).aggregate(last=Max("number"))["last"]
    return int(found or 0)


def read_no_further(ticket: Ticket) -> None:
    """Nobody has read numbers that are to be given anew."""
    further = TicketReading.objects.filter(ticket=ticket, number__gt=ticket.message_count)
    further.update(number=ticket.message_count)


def look_at_words_again(ticket: Ticket) -> None:
    """Set, unsaved, how the conversation of this ticket ends now."""
    words = ticket.messages.order_by("-is_public", "-created_at", "-number")
    gist = words.values_list("text", flat=True).first()
    ticket.preview = " ".join((gist or "").split())[:LONGEST_PREVIEW]


def waiting_in(messages: MessageQuerySet, *, since: datetime | None) -> datetime | None:
    """The oldest of a customer's messages that came when or after somebody began to wait."""
    if since is None:
        return None
    theirs = messages.public().filter(author_kind="customer", created_at__gte=since)
    found: datetime | None = theirs.aggregate(at=Min("created_at"))["at"]
    return found


def earliest(*moments: datetime | None) -> datetime | None:
    return min((moment for moment in moments if moment is not None), default=None)


def latest(*moments: datetime | None) -> datetime | None:
    return max((moment for moment in moments if moment is not None), default=None)


def public_replies(messages: Iterable[Message]) -> int:
    """How many of them answered the customer, as the ticket's counter counts."""
    return sum(message.is_public and message.author_kind == "agent" for message in messages)


def minutes_of(messages: Iterable[Message]) -> int:
    """How long was worked on them."""
    entries = TimeEntry.objects.filter(message__in=list(messages))
    return int(entries.aggregate(sum=Sum("minutes"))["sum"] or 0)


def add_participants(ticket: Ticket, customer_ids: Iterable[int]) -> list[int]:
    """Copy in those who are not yet; who was added."""
    known = set(ticket.participants.values_list("customer_id", flat=True)) | {ticket.requester_id}
    added = [ident for ident in dict.fromkeys(customer_ids) if ident not in known]
    Participant.objects.bulk_create(
        Participant(ticket=ticket, customer_id=ident) for ident in added
    )
    return added


def add_followers(ticket: Ticket, agent_ids: Iterable[int]) -> list[int]:
    """Have those follow it who may see it and do not yet; who was added."""
    known = set(ticket.followers.values_list("agent_id", flat=True))
    new = Agent.objects.filter(pk__in=set(agent_ids) - known).order_by("pk")
    added = those_who_may_hear(ticket, new)
    Follower.objects.bulk_create(Follower(ticket=ticket, agent=agent) for agent in added)
    return [agent.pk for agent in added]
