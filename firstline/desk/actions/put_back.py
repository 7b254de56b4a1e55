"""Undoing a merge, a split or a move: everything as it was, and nothing lost that came since."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Min
from django.utils.translation import gettext as _

from firstline.desk import course, facts
from firstline.desk.actions.rearranging import (
    Place,
    earliest,
    last_number,
    locked_all,
    put,
    read_no_further,
)
from firstline.desk.errors import CannotBePutBack
from firstline.desk.events import MergeUndone, MoveUndone
from firstline.desk.models import (
    LinkKind,
    Message,
    Rearrangement,
    RearrangementKind,
    Ticket,
    TicketLink,
    TicketStatus,
)
from firstline.platform.clock import now
from firstline.platform.events.actors import Actor
from firstline.platform.events.publishing import publish
from firstline.team.rights import Right
from firstline.team.rules import must


@transaction.atomic
def put_back(record: Rearrangement, *, by: Actor) -> Rearrangement:
    """Undo a rearrangement. Messages that came since stay in the ticket that they came to.

    A ticket that a split made gives all it has back, and lives on in the one it came from.
    """
    must(by, Right.REARRANGE)
    rows = locked_all(record.tickets)
    record = Rearrangement.objects.select_for_update(of=("self",)).get(pk=record.pk)
    if record.undone_at is not None:
        return record
    reason = why_it_stays(rows.values(), has_later=_has_later(record))
    if reason:
        raise CannotBePutBack(reason)

    before = {ident: facts.facts_of(row) for ident, row in rows.items()}
    put([Place(message, ticket, number) for message, ticket, number, _new in record.moved])
    for row in rows.values():
        _restore(row, record)
    if record.kind == RearrangementKind.SPLIT:
        _give_all_back(rows[record.target_id], rows[record.left_ids[0]], by=by)
    record.undone_at = now()
    record.save(update_fields=["undone_at"])
    event = MergeUndone if record.kind == RearrangementKind.MERGE else MoveUndone
    for ident, row in rows.items():
        row.updated_at = record.undone_at
        row.save()
        changes = facts.differences(before[ident], facts.facts_of(row))
        publish(event(ticket=row, by=by, rearrangement=record, changes=changes))
    return record


def why_it_stays(tickets: Iterable[Ticket], *, has_later: bool) -> str:
    """Why a rearrangement of these tickets cannot be undone now; empty when it can."""
    if any(ticket.is_removed for ticket in tickets):
        return _("One of its tickets is in the bin or in spam. Restore that first.")
    if has_later:
        return _("Messages of these tickets were merged or moved again since. Undo that first.")
    return ""


def _has_later(record: Rearrangement) -> bool:
    later = Rearrangement.objects.standing().of_tickets(record.tickets)
    return later.filter(pk__gt=record.pk).exists()


def _restore(ticket: Ticket, record: Rearrangement) -> None:
    """Put back what the ticket knew, unsaved, but for what has changed since."""
    kept = record.changes[str(ticket.pk)]
    was_waiting = ticket.waiting_since is not None
    facts.put_back(ticket, before=kept["before"], after=kept["after"])
    if was_waiting and ticket.waiting_since is None and ticket.is_unsolved:
        ticket.waiting_since = _first_wait_after(ticket, kept["after"]["message_count"])
    if ticket.snoozed_until is not None and ticket.snoozed_until <= now():
        # Its time came while it was merged.
        course.wake(ticket)
    for column, brought in kept["brought"].items():
        still_there = Ticket.objects.filter(pk__in=brought, **{column: record.target_id})
        still_there.update(**{column: ticket})
    ticket.participants.filter(customer__in=kept.get("participants", ())).delete()
    ticket.followers.filter(agent__in=kept.get("followers", ())).delete()
    ticket.message_count = max(kept["before"]["message_count"], last_number(ticket))
    read_no_further(ticket)


def _first_wait_after(ticket: Ticket, number: int) -> datetime | None:
    """When the first message of a customer came that the act did not know."""
    since = Message.objects.public().filter(
        ticket=ticket, number__gt=number, author_kind="customer"
    )
    found: datetime | None = since.aggregate(at=Min("created_at"))["at"]
    return found


def _give_all_back(made: Ticket, source: Ticket, *, by: Actor) -> None:
    """What came to the split-off ticket since goes behind the rest of the conversation."""
    places = []
    rows = list(Message.objects.filter(ticket=made).order_by("number").only("number"))
    for row in rows:
        source.message_count += 1
        places.append(Place(row.pk, source.pk, source.message_count))
    if places:
        put(places)
    if made.waiting_since is not None and not source.is_closed:
        waiting = earliest(source.waiting_since, made.waiting_since)
        if not source.is_unsolved:
            course.enter_status(source, TicketStatus.OPEN, by=by, at=now())
        source.waiting_since = waiting
    TicketLink.objects.filter(ticket=source, other=made, kind=LinkKind.RELATES).delete()
    course.enter_status(made, TicketStatus.CLOSED, by=by, at=now())
    course.wake(made)
    made.waiting_since = None
    made.merged_into = source
