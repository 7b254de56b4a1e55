from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from firstline.desk import course, rules
from firstline.desk.actions.open import MOST_PARTICIPANTS
from firstline.desk.actions.rearranging import (
    Rearranging,
    add_followers,
    add_participants,
    earliest,
    latest,
    locked_all,
    look_at_words_again,
)
from firstline.desk.actions.reply import add_note, reply
from firstline.desk.content import Content
from firstline.desk.errors import CannotRearrange
from firstline.desk.events import TicketMergedAway, TicketsMerged
from firstline.desk.facts import differences
from firstline.desk.models import (
    Draft,
    Follower,
    Message,
    Participant,
    Priority,
    Rearrangement,
    RearrangementKind,
    Ticket,
    TicketStatus,
)
from firstline.platform.clock import now
from firstline.platform.events.publishing import publish
from firstline.platform.tags import MOST_TAGS
from firstline.team.models import Agent
from firstline.team.rights import Right
from firstline.team.rules import must

MOST_MERGED = 20


@dataclass(frozen=True)
class Comment:
    """What is said about the merge, to the customer or to colleagues."""

    content: Content
    is_public: bool = False


@transaction.atomic
def merge(
    tickets: Sequence[Ticket],
    *,
    into: Ticket,
    by: Agent,
    keep: Collection[int] | None = None,
    comment: Comment | None = None,
    farewell: Comment | None = None,
) -> Rearrangement:
    """Let tickets live on in another one: their messages go there and they are closed.

    `keep` are the customers to copy in on the target; None for all that take part in the tickets.
    `comment` is said in the target, `farewell` in each of the tickets before they go.
    """
    must(by, Right.REARRANGE)
    ids = {ticket.pk for ticket in tickets} - {into.pk}
    _must_be_some(ids)
    rows = locked_all([*ids, into.pk])
    for row in rows.values():
        rules.must_be_open(row)
    _must_not_be_answered_now(ids)
    if farewell is not None:
        for ident in sorted(ids):
            _say(rows[ident], farewell, by=by)
    if comment is not None:
        _say(rows[into.pk], comment, by=by)

    rows = locked_all([*ids, into.pk])
    target, sources = rows[into.pk], [rows[ident] for ident in sorted(ids)]
    act = Rearranging.begin(RearrangementKind.MERGE, target, rows)
    participants = add_participants(target, _people_of(sources, keep))
    _must_not_be_too_many(target)
    followers = add_followers(target, _followers_of(sources))
    moved = act.move(_messages_of(sources))
    at = now()
    _take_over(target, sources, by=by, at=at)
    for source in sources:
        _close(source, target, by=by, at=at)
    brought = {source.pk: _bring_along(source, target) for source in sources}
    record = act.keep(
        by=by, moved=moved, participants=participants, followers=followers, brought=brought
    )
    _publish(record, act, sources, by=by)
    return record


def _must_be_some(ids: Collection[int]) -> None:
    if not ids:
        raise CannotRearrange(_("Choose at least one other ticket to merge."))
    if len(ids) > MOST_MERGED:
        raise CannotRearrange(_("At most %d tickets can be merged at once.") % MOST_MERGED)


def _must_not_be_answered_now(ids: Collection[int]) -> None:
    """A reply that is about to go out was meant for the customer of its own ticket."""
    held = Draft.objects.filter(ticket__in=ids, send_at__isnull=False)
    busy = held.order_by("pk").select_related("author__person").first()
    if busy is not None:
        raise CannotRearrange(
            _(
                "A reply by %(agent)s in #%(number)d is waiting to be sent. "
                "Merge after that, or take it back first."
            )
            % {"agent": busy.author, "number": busy.ticket_id}
        )


def _must_not_be_too_many(target: Ticket) -> None:
    if target.participants.count() > MOST_PARTICIPANTS:
        raise CannotRearrange(
            _("A ticket can copy in at most %d people. Leave some out.") % MOST_PARTICIPANTS
        )


def _say(ticket: Ticket, comment: Comment, *, by: Agent) -> None:
    if comment.is_public:
        reply(ticket, comment.content, by=by)
    else:
        add_note(ticket, comment.content, by=by)


def _people_of(sources: Sequence[Ticket], keep: Collection[int] | None) -> list[int]:
    """The customers who take part in the tickets and are to be copied in, requesters first."""
    copied = Participant.objects.filter(ticket__in=sources).order_by("pk")
    people = [
        *(source.requester_id for source in sources),
        *copied.values_list("customer_id", flat=True),
    ]
    return [one for one in dict.fromkeys(people) if keep is None or one in keep]


def _followers_of(sources: Sequence[Ticket]) -> list[int]:
    rows = Follower.objects.filter(ticket__in=sources)
    return list(rows.values_list("agent_id", flat=True))


def _messages_of(sources: Sequence[Ticket]) -> list[Message]:
    """All of them, in the order of time."""
    rows = Message.objects.filter(ticket__in=sources)
    return list(rows.order_by("created_at", "ticket_id", "number").only("ticket_id", "number"))


def _take_over(target: Ticket, sources: Sequence[Ticket], *, by: Agent, at: datetime) -> None:
    """What the target knows from now on; it keeps its own subject, assignee and group."""
    every = [target, *sources]
    for source in sources:
        target.tags = [*target.tags, *sorted(set(source.tags) - set(target.tags))]
    target.tags = sorted(target.tags[:MOST_TAGS])
    target.priority = max((one.priority for one in every), key=Priority.values.index)
    target.replies += sum(source.replies for source in sources)
    target.time_spent += sum(source.time_spent for source in sources)
    target.customer_acted_at = latest(*(one.customer_acted_at for one in every))
    target.assignee_acted_at = latest(*(one.assignee_acted_at for one in every))
    waiting = earliest(*(one.waiting_since for one in every))
    if waiting is not None and not target.is_unsolved:
        # Nobody who waits is put into a solved ticket.
        course.enter_status(target, TicketStatus.OPEN, by=by, at=at)
    target.waiting_since = waiting
    look_at_words_again(target)
    _find_assignee(target, sources, at=at)


def _find_assignee(target: Ticket, sources: Sequence[Ticket], *, at: datetime) -> None:
    """Who had one of the tickets gets the target, when nobody has it and they may see it."""
    if target.assignee is not None:
        return
    for agent in (source.assignee for source in sources):
        if agent is not None and target.group_id not in agent.hidden_group_ids:
            course.change_assignee(target, agent, at=at)
            return


def _close(source: Ticket, target: Ticket, *, by: Agent, at: datetime) -> None:
    course.enter_status(source, TicketStatus.CLOSED, by=by, at=at)
    course.wake(source)
    source.replies = source.time_spent = 0
    source.merged_into = target


def _bring_along(source: Ticket, target: Ticket) -> dict[str, list[int]]:
    """Its parts and incidents are the target's, where that may have any; who they are."""
    brought = {}
    for column in ("parent", "problem"):
        rows = Ticket.objects.filter(**{column: source}).exclude(pk=target.pk)
        if getattr(target, f"{column}_id") is None:
            brought[column] = sorted(rows.values_list("pk", flat=True))
            Ticket.objects.filter(pk__in=brought[column]).update(**{column: target})
    return brought


def _publish(
    record: Rearrangement, act: Rearranging, sources: Sequence[Ticket], *, by: Agent
) -> None:
    counts = {source.pk: 0 for source in sources}
    for _message, ticket, _old, _new in record.moved:
        counts[ticket] += 1
    publish(
        TicketsMerged(
            ticket=act.target,
            by=by,
            rearrangement=record,
            sources=[source.pk for source in sources],
            changes=_changes(record, act.target),
        )
    )
    for source in sources:
        publish(
            TicketMergedAway(
                ticket=source,
                by=by,
                rearrangement=record,
                into=act.target.pk,
                messages=counts[source.pk],
                changes=_changes(record, source),
            )
        )


def _changes(record: Rearrangement, ticket: Ticket) -> dict[str, list[object]]:
    kept = record.changes[str(ticket.pk)]
    return differences(kept["before"], kept["after"])
