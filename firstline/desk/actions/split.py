"""Messages go into a ticket of their own, or to another ticket."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from firstline.customers.models import Customer
from firstline.desk import course, rules
from firstline.desk.actions.conversation import locked
from firstline.desk.actions.rearranging import (
    Rearranging,
    earliest,
    latest,
    locked_all,
    look_at_words_again,
    minutes_of,
    public_replies,
    waiting_in,
)
from firstline.desk.errors import BadValue, CannotRearrange
from firstline.desk.events import MessagesMovedIn, MessagesMovedOut, TicketOpened
from firstline.desk.facts import differences
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
def split(ticket: Ticket, *, messages: Collection[int], subject: str, by: Actor) -> Rearrangement:
    """Put messages of the ticket, named by their ids, into a new ticket of their own.

    It is their first author's, where that is a customer, and whose the old one is otherwise.
    """
    must(by, Right.REARRANGE)
    subject = rules.clean_subject(subject)
    if not subject:
        raise BadValue(_("A ticket needs a subject."))
    source = locked(ticket)
    rules.must_be_open(source)
    chosen = _chosen(source, messages)
    target = _new_ticket(source, chosen, subject=subject)
    record = _move(RearrangementKind.SPLIT, source, target, chosen, by=by)
    TicketLink.objects.create(ticket=source, other=target, kind=LinkKind.RELATES)
    return record


@transaction.atomic
def move_messages(
    ticket: Ticket, *, messages: Collection[int], to: Ticket, by: Actor
) -> Rearrangement:
    """Put messages of the ticket, named by their ids, behind those of another one."""
    must(by, Right.REARRANGE)
    if ticket.pk == to.pk:
        raise CannotRearrange(_("The message is in this ticket already."))
    rows = locked_all([ticket.pk, to.pk])
    source, target = rows[ticket.pk], rows[to.pk]
    rules.must_be_open(source)
    rules.must_be_open(target)
    chosen = _chosen(source, messages)
    return _move(RearrangementKind.MOVE, source, target, chosen, by=by)


def _chosen(source: Ticket, ids: Collection[int]) -> list[Message]:
    """The messages, in their order. The ticket keeps at least one."""
    rows = source.messages.filter(pk__in=ids).order_by("number")
    found = list(rows.only("ticket_id", "number", "author_id", "author_kind", "is_public"))
    if not found:
        raise CannotRearrange(_("Choose the messages that are to go."))
    if not source.messages.exclude(pk__in=ids).exists():
        raise CannotRearrange(
            _("That is the whole conversation. Merge the ticket, or rename it, instead.")
        )
    return found


def _new_ticket(source: Ticket, chosen: list[Message], *, subject: str) -> Ticket:
    at = now()
    requester = _author_of(chosen) or source.requester
    return Ticket.objects.create(
        requester=requester,
        organisation_id=requester.organisation_id,
        subject=subject,
        channel=source.channel,
        language=source.language,
        status=TicketStatus.OPEN if source.assignee_id else TicketStatus.NEW,
        priority=source.priority,
        tags=source.tags,
        assignee=source.assignee,
        group=source.group,
        recipient=source.recipient,
        created_at=at,
        updated_at=at,
        status_changed_at=at,
        assigned_at=at if source.assignee_id else None,
        agent_stations=int(source.assignee_id is not None),
        group_stations=int(source.group_id is not None),
    )


def _author_of(chosen: list[Message]) -> Customer | None:
    writers = [message.author_id for message in chosen if message.author_kind == "customer"]
    if not writers:
        return None
    return Customer.objects.present().filter(pk=writers[0]).first()


def _move(
    kind: RearrangementKind, source: Ticket, target: Ticket, chosen: list[Message], *, by: Actor
) -> Rearrangement:
    act = Rearranging.begin(kind, target, {source.pk: source, target.pk: target})
    moved = act.move(chosen)
    _divide(source, target, chosen, by=by)
    record = act.keep(by=by, moved=moved)
    if kind == RearrangementKind.SPLIT:
        publish(TicketOpened(ticket=target, by=by))
    for event, ticket in ((MessagesMovedOut, source), (MessagesMovedIn, target)):
        kept = record.changes[str(ticket.pk)]
        changes = differences(kept["before"], kept["after"])
        publish(event(ticket=ticket, by=by, rearrangement=record, changes=changes))
    return record


def _divide(source: Ticket, target: Ticket, chosen: list[Message], *, by: Actor) -> None:
    """Each of the two waits, and counts, for the messages that it has now."""
    since = source.waiting_since
    ids = [message.pk for message in chosen]
    gone = Message.objects.filter(pk__in=ids)
    waiting = waiting_in(gone, since=since)
    source.waiting_since = waiting_in(source.messages.all(), since=since)
    target.waiting_since = earliest(target.waiting_since, waiting)
    if target.waiting_since is not None:
        target.customer_acted_at = latest(target.customer_acted_at, waiting)
        if not target.is_unsolved:
            course.enter_status(target, TicketStatus.OPEN, by=by, at=now())
            target.waiting_since = waiting
    replies = min(public_replies(chosen), source.replies)
    source.replies -= replies
    target.replies += replies
    minutes = min(minutes_of(chosen), source.time_spent)
    source.time_spent -= minutes
    target.time_spent += minutes
    look_at_words_again(source)
    look_at_words_again(target)
