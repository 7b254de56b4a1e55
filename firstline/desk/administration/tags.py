"""Tags on all tickets at once: rename, merge, delete; by a job, with undo.

The time of the tickets' last change stays: no queue is turned over because a tag has a new name.
"""

from collections.abc import Sequence

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from firstline.desk import rules
from firstline.desk.administration import arranging
from firstline.desk.errors import BadValue, CannotBePutBack
from firstline.desk.events import TagsChanged
from firstline.desk.models import Retagging, TagChange, Ticket
from firstline.platform.clock import now
from firstline.platform.events.publishing import publish
from firstline.platform.fields.models import CustomField, FieldOption, FieldSubject
from firstline.platform.jobs.queue import defer
from firstline.team.models import Agent
from firstline.team.rights import Right
from firstline.team.rules import must

KIND = "tag"
MOST_SOURCES = 50
BATCH = 100

_GATHER = """
INSERT INTO desk_retagging (change_id, ticket_id, is_done, removed, has_gained)
SELECT %s, id, false, '{}', false FROM desk_ticket WHERE tags && %s::varchar(64)[]
ON CONFLICT (change_id, ticket_id) DO NOTHING
"""
_FOLD = """
WITH gone AS (
    DELETE FROM desk_tagusechange RETURNING name, group_id, change
), summed AS (
    SELECT name, group_id, sum(change) AS change FROM gone GROUP BY name, group_id
    HAVING sum(change) <> 0 ORDER BY name, group_id
)
INSERT INTO desk_taguse (name, group_id, tickets) SELECT name, group_id, change FROM summed
ON CONFLICT (name, group_id) DO UPDATE SET tickets = desk_taguse.tickets + EXCLUDED.tickets
"""


@transaction.atomic
def change_tags(sources: Sequence[str], *, target: str, by: Agent) -> TagChange:
    """Have the tags become another one on every ticket; without a target, have them go."""
    must(by, Right.TAGS)
    names = rules.clean_tags(list(sources))
    wanted = "".join(rules.clean_tags([target])[:1])
    names = [name for name in names if name != wanted]
    if not names:
        raise BadValue(_("Choose a tag, and another name for it."))
    if len(names) > MOST_SOURCES:
        raise BadValue(_("Change at most %d tags at once.") % MOST_SOURCES)
    _must_be_loose(names)
    going_on = TagChange.objects.filter(finished_at__isnull=True)
    if going_on.filter(Q(sources__overlap=[*names, wanted]) | Q(target__in=names)).exists():
        raise BadValue(_("One of these tags is just being changed. Wait until that is done."))
    change = TagChange.objects.create(sources=names, target=wanted, author=by, created_at=now())
    _go_on_later(change)
    arranging.changed(KIND, change, by, {"name": (", ".join(names), wanted or None)})
    return change


@transaction.atomic
def undo_tag_change(change: TagChange, *, by: Agent) -> TagChange:
    """Give every ticket back what was taken from it, and take what it got."""
    must(by, Right.TAGS)
    change = arranging.held(TagChange.objects.all(), change.pk)
    if change.undone_at is not None:
        raise CannotBePutBack(_("This has already been undone."))
    change.undone_at, change.undone_by = now(), by
    change.finished_at, change.done = None, 0
    # Those that had not come to their turn are left alone.
    change.retaggings.filter(is_done=False).delete()
    change.total = change.retaggings.count()
    change.save()
    _go_on_later(change)
    names = ", ".join(change.sources)
    arranging.changed(KIND, change, by, {"name": (change.target or None, names)})
    return change


def go_on_changing_tags(change_id: int) -> None:
    """In small steps, each in a transaction of its own: a crash repeats nothing."""
    while _next_batch(change_id):
        pass


def sum_up_tag_uses() -> None:
    """Move what triggers wrote into the sums."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_FOLD)


@transaction.atomic
def _next_batch(change_id: int) -> bool:
    change = (
        TagChange.objects.select_for_update(of=("self",))
        .select_related("author__person", "undone_by__person")
        .get(pk=change_id)
    )
    if not change.is_going_on:
        return False
    is_undoing = change.undone_at is not None
    waiting = change.retaggings.filter(is_done=is_undoing).order_by("ticket_id")
    rows = {row.ticket_id: row for row in waiting[:BATCH]}
    tickets = Ticket.objects.select_for_update(of=("self",)).defer("search").order_by("pk")
    for ticket in tickets.filter(pk__in=rows):
        row = rows[ticket.pk]
        row.change = change
        _put_back(ticket, row) if is_undoing else _change(ticket, row)
    Retagging.objects.bulk_update(rows.values(), ["is_done", "removed", "has_gained"])
    change.done += len(rows)
    # Also those that somebody tagged in the meantime.
    found = 0 if rows or is_undoing else _gather(change)
    change.total += found
    change.finished_at = None if rows or found else now()
    change.save(update_fields=["total", "done", "finished_at"])
    return change.is_going_on


def _gather(change: TagChange) -> int:
    """Note the tickets that have the tags and are not noted yet; says how many."""
    with connection.cursor() as cursor:
        cursor.execute(_GATHER, [change.pk, change.sources])
        return int(cursor.rowcount)


def _change(ticket: Ticket, row: Retagging) -> None:
    row.is_done = True
    change, before = row.change, list(ticket.tags)
    row.removed = [tag for tag in before if tag in change.sources]
    if not row.removed:
        return
    row.has_gained = bool(change.target) and change.target not in before
    _retag(ticket, (set(before) - set(row.removed)) | ({change.target} - {""}), by=change.author)


def _put_back(ticket: Ticket, row: Retagging) -> None:
    row.is_done = False
    gained = {row.change.target} if row.has_gained else set()
    by = row.change.undone_by
    assert by is not None
    _retag(ticket, (set(ticket.tags) - gained) | set(row.removed), by=by)


def _retag(ticket: Ticket, tags: set[str], *, by: Agent) -> None:
    previous, wanted = ticket.tags, sorted(tags)
    if previous == wanted:
        return
    ticket.tags = wanted
    ticket.save(update_fields=["tags"])
    publish(TagsChanged(ticket=ticket, previous=previous, by=by))


def _must_be_loose(names: Sequence[str]) -> None:
    """A tag that stands for an answer belongs to its field."""
    of_tickets = {"field__subject": FieldSubject.TICKET}
    option = FieldOption.objects.filter(value__in=names, **of_tickets).select_related("field")
    field = CustomField.objects.filter(subject=FieldSubject.TICKET, tag__in=names).first()
    found = option.first()
    if found is not None:
        field = found.field
    if field is not None:
        raise BadValue(
            _("One of these tags is an answer of the field “%s”. Change it there.") % field
        )


def _go_on_later(change: TagChange) -> None:
    from firstline.desk.jobs import change_tags_everywhere  # the job calls back into this module

    defer(change_tags_everywhere, lock="desk.tags", change_id=change.pk)
