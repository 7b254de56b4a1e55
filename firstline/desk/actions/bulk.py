"""The same changes to many tickets: at once when they are few, else by a job; and undoing them.

Each ticket is changed in a transaction of its own that also notes what was done, under the lock of
the bulk edit: whoever goes on with it after a crash does nothing twice.
"""

from collections.abc import Collection, Sequence
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from firstline.desk import changes as vocabulary
from firstline.desk.actions.conversation import locked
from firstline.desk.actions.hold import UNDO_HELD
from firstline.desk.confirmations import Confirmation
from firstline.desk.deeds import Outlook, deed_of, value_of
from firstline.desk.errors import BadValue, ChangedSince
from firstline.desk.events import BulkEditBegun, BulkEditCancelled, BulkEditUndone
from firstline.desk.models import BulkEdit, BulkEditState, BulkEditTicket, CustomStatus, Ticket
from firstline.desk.notices import tell_of_finished_edit, told_as_one
from firstline.desk.queries.arrangement import must_be_filled_in
from firstline.platform.clock import now
from firstline.platform.errors import DomainError
from firstline.platform.events.actors import SYSTEM
from firstline.platform.events.models import Event
from firstline.platform.events.publishing import publish
from firstline.platform.jobs.queue import defer
from firstline.platform.nudges import nudge
from firstline.team.models import Agent
from firstline.team.rights import Right
from firstline.team.rules import must

# So many are changed while the agent waits; more of them by a job.
AT_ONCE = 100
MOST_EDITED = 50_000
# Should the process die that changes them at once, a job goes on after so long.
_TAKEN_UP_AFTER = timedelta(minutes=1)
# Open pages hear of the progress once for so many tickets.
_TOLD_EVERY = 10

_CHOOSE = """
INSERT INTO desk_bulkeditticket (edit_id, ticket_id, event_names, refusal)
SELECT %s, chosen.id, '[]'::jsonb, '' FROM ({visible}) AS chosen WHERE chosen.id = ANY(%s)
ORDER BY chosen.id
ON CONFLICT DO NOTHING
"""


def edit_in_bulk(
    tickets: Collection[int],
    changes: Sequence[vocabulary.Change],
    *,
    by: Agent,
    listing: str = "",
    confirmed: Confirmation | None = None,
) -> BulkEdit:
    """Make the changes to the tickets of these ids, or begin to where they are many.

    What the agent may not see is not among them, whatever the ids say. `listing` is the address
    of the list that they are all of. What was `confirmed` begins once, however often it is.
    """
    edit = _begin(tickets, changes, by=by, listing=listing, confirmed=confirmed)
    if edit.total <= AT_ONCE and edit.begins_at is None:
        go_on_with_bulk_edit(edit.pk)
        edit.refresh_from_db()
    return edit


def undo_bulk_edit(edit: BulkEdit, *, by: Agent) -> BulkEdit:
    """Put back what it changed, but for what somebody else changed since."""
    edit = _begin_undoing(edit, by=by)
    if edit.is_running and edit.to_do <= AT_ONCE:
        go_on_with_bulk_edit(edit.pk)
        edit.refresh_from_db()
    return edit


@transaction.atomic
def cancel_bulk_edit(edit: BulkEdit, *, by: Agent) -> BulkEdit:
    """Leave the tickets alone that it has not come to."""
    must(by, Right.BULK)
    edit = _held(edit.pk)
    if edit.can_be_cancelled:
        edit.cancelled_at = now()
        edit.save(update_fields=["cancelled_at"])
        publish(BulkEditCancelled(edit=edit, by=by))
        nudge("bulk", edit.pk)
    return edit


def go_on_with_bulk_edit(edit_id: int) -> None:
    """Change, or put back, what is left of it."""
    while _next(edit_id):
        pass


@transaction.atomic
def _begin(
    tickets: Collection[int],
    changes: Sequence[vocabulary.Change],
    *,
    by: Agent,
    listing: str,
    confirmed: Confirmation | None,
) -> BulkEdit:
    must(by, Right.BULK)
    token = confirmed.token if confirmed else None
    begun = BulkEdit.objects.filter(token=token, author=by).first() if token else None
    if begun is not None:
        return begun
    if not changes:
        raise BadValue(_("Choose what to change."))
    outlooks = [_look_ahead(change, by) for change in changes]
    if len(tickets) > MOST_EDITED:
        raise BadValue(
            _("At most %d tickets can be changed together. Add a condition to the view.")
            % MOST_EDITED
        )
    sends_mail = any(outlook.sends_mail for outlook in outlooks)
    noted = {
        "author": by,
        "listing": listing,
        "changes": [change.as_json() for change in changes],
        "is_final": all(outlook.is_final for outlook in outlooks),
        "begins_at": now() + UNDO_HELD if sends_mail else None,
    }
    if token is None:
        edit = BulkEdit.objects.create(**noted)
    else:
        # The same yes may be under way in another process: this waits for it.
        edit, is_new = BulkEdit.objects.get_or_create(token=token, defaults=noted)
        if not is_new:
            return edit
    edit.total = _choose(edit, tickets)
    if edit.total == 0:
        raise BadValue(_("Choose the tickets first."))
    if confirmed is not None:
        confirmed.must_hold(number=edit.total, sends_mail=sends_mail)
    edit.save(update_fields=["total"])
    publish(BulkEditBegun(edit=edit, by=by))
    _defer(edit, edit.total)
    return edit


def _choose(edit: BulkEdit, tickets: Collection[int]) -> int:
    """Note all of them at once: what comes into the view later was not meant."""
    visible = Ticket.objects.visible_to(edit.author, removed=True).order_by().values("id")
    sql, params = visible.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_CHOOSE.format(visible=sql), [edit.pk, *params, list(tickets)])
        chosen: int = cursor.rowcount
        return chosen


@transaction.atomic
def _begin_undoing(edit: BulkEdit, *, by: Agent) -> BulkEdit:
    must(by, Right.BULK)
    edit = _held(edit.pk)
    if not edit.can_be_undone:
        return edit
    if edit.can_be_cancelled:
        edit.cancelled_at = now()
    edit.undo_began_at = now()
    edit.undone_by = by
    edit.save(update_fields=["cancelled_at", "undo_began_at", "undone_by"])
    publish(BulkEditUndone(edit=edit, by=by))
    _defer(edit, edit.changed)
    nudge("bulk", edit.pk)
    return edit


def _defer(edit: BulkEdit, number: int) -> None:
    from firstline.desk import jobs  # the job calls back into this module

    taken_up_at = now() + _TAKEN_UP_AFTER if number <= AT_ONCE else None
    is_waiting = edit.begins_at is not None and edit.undo_began_at is None
    at = edit.begins_at if is_waiting else taken_up_at
    defer(jobs.go_on_with_bulk_edit, at=at, edit_id=edit.pk)


@transaction.atomic
def _next(edit_id: int) -> bool:
    """One more ticket; whether there may be another after it."""
    edit = _held(edit_id)
    if not edit.is_running:
        return False
    is_undoing = edit.state == BulkEditState.UNDOING
    reason = "" if is_undoing else _why_no_more(edit.author)
    if reason:
        _stop(edit, reason)
        return False
    one = _waiting(edit, is_undoing=is_undoing)
    if one is None:
        _finish(edit, is_undoing=is_undoing)
        return False
    with told_as_one(edit):
        if is_undoing:
            _put_back(edit, one)
        else:
            _change(edit, one)
    if edit.done % _TOLD_EVERY == 0:
        nudge("bulk", edit.pk)
    return True


def _why_no_more(author: Agent) -> str:
    """Nothing more is done in the name of who was let go, or may not do so any more."""
    if not author.person.is_active:
        return _("It was stopped, as the account of %s is not in use any more.") % author
    if not author.may(Right.BULK):
        return _("It was stopped, as %s may not change many tickets at once any more.") % author
    return ""


def _stop(edit: BulkEdit, reason: str) -> None:
    edit.cancelled_at = now()
    edit.stopped_because = reason[:300]
    edit.save(update_fields=["cancelled_at", "stopped_because"])
    publish(BulkEditCancelled(edit=edit, by=SYSTEM))
    nudge("bulk", edit.pk)


def _waiting(edit: BulkEdit, *, is_undoing: bool) -> BulkEditTicket | None:
    rows = BulkEditTicket.objects.filter(edit=edit).order_by("ticket_id")
    if is_undoing:
        return rows.filter(before__isnull=False, undone_at=None).first()
    return rows.filter(done_at=None).first()


def _finish(edit: BulkEdit, *, is_undoing: bool) -> None:
    field = "undone_at" if is_undoing else "finished_at"
    setattr(edit, field, now())
    edit.save(update_fields=[field])
    nudge("bulk", edit.pk)
    if edit.total > AT_ONCE:
        tell_of_finished_edit(edit)


def _change(edit: BulkEdit, one: BulkEditTicket) -> None:
    one.done_at = now()
    try:
        _apply(edit, one)
    except DomainError as refusal:
        one.refusal = refusal.sentence[:300]
        edit.refused += 1
    one.save(update_fields=["done_at", "before", "last_event", "event_names", "refusal"])
    edit.save(update_fields=["changed", "unchanged", "refused"])


@transaction.atomic
def _apply(edit: BulkEdit, one: BulkEditTicket) -> None:
    ticket = _ticket_of(one, edit.author)
    latest = _events_of(ticket).values_list("pk", flat=True).order_by("-pk").first() or 0
    changes = vocabulary.read(edit.changes)
    before: list[vocabulary.Change] = []
    for change in changes:
        before[:0] = _make(ticket, change, by=edit.author)
    made = list(_events_of(ticket).filter(pk__gt=latest).order_by("pk").values_list("pk", "name"))
    if not made:
        edit.unchanged += 1
        return
    one.before = [change.as_json() for change in before] or None
    one.last_event = made[-1][0]
    one.event_names = sorted({name for _pk, name in made})
    edit.changed += 1


def _look_ahead(change: vocabulary.Change, by: Agent) -> Outlook:
    """Refuse what cannot be done."""
    deed = deed_of(change)
    if deed is not None:
        return deed.look_ahead(value_of(change), by)
    vocabulary.check([change], by=by)
    return Outlook()


def _make(ticket: Ticket, change: vocabulary.Change, *, by: Agent) -> Sequence[vocabulary.Change]:
    deed = deed_of(change)
    if deed is not None:
        return deed.run(ticket, value_of(change), by)
    _must_be_ready(ticket, change)
    return vocabulary.apply(ticket, [change], by=by)


def _must_be_ready(ticket: Ticket, change: vocabulary.Change) -> None:
    """As where a person sets one ticket's status: the fields that it needs come first."""
    if change.field == "status" and isinstance(change.value, str):
        must_be_filled_in(ticket, change.value)
    if change.field == "custom_status_id" and isinstance(change.value, str):
        own = CustomStatus.objects.filter(pk=int(change.value)).first()
        if own is not None:
            must_be_filled_in(ticket, own.category)


def _put_back(edit: BulkEdit, one: BulkEditTicket) -> None:
    assert edit.undone_by is not None, "who undoes is noted when it begins"
    one.undone_at = now()
    try:
        _undo(one, by=edit.undone_by)
        edit.undone += 1
    except DomainError as refusal:
        one.refusal = refusal.sentence[:300]
        edit.kept += 1
    one.save(update_fields=["undone_at", "refusal"])
    edit.save(update_fields=["undone", "kept"])


@transaction.atomic
def _undo(one: BulkEditTicket, *, by: Agent) -> None:
    ticket = _ticket_of(one, by)
    since = _events_of(ticket).filter(pk__gt=one.last_event, name__in=one.event_names)
    changed = since.order_by("pk").values_list("actor_name", flat=True).first()
    if changed is not None:
        raise ChangedSince(_("%s has changed this since. It stays as it is.") % changed)
    vocabulary.apply(ticket, vocabulary.read(one.before), by=by)


def _ticket_of(one: BulkEditTicket, agent: Agent) -> Ticket:
    """The ticket, with its row held; what the agent may no longer see is left alone."""
    if not Ticket.objects.visible_to(agent, removed=True).filter(pk=one.ticket_id).exists():
        raise BadValue(_("This ticket is no longer there for you."))
    return locked(Ticket(pk=one.ticket_id))


def _events_of(ticket: Ticket) -> QuerySet[Event]:
    return Event.objects.filter(subject_kind="ticket", subject_id=ticket.pk)


def _held(edit_id: int) -> BulkEdit:
    rows = BulkEdit.objects.select_for_update(of=("self",))
    return rows.select_related("author__person", "author__role", "undone_by__person").get(
        pk=edit_id
    )
