"""Several become one, and can be told apart again for thirty days."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from firstline.customers import rules
from firstline.customers.actions.locking import locked_customers, locked_organisations
from firstline.customers.errors import CannotMerge, CannotUndoMerge
from firstline.customers.events import (
    OrganisationsMerged,
    OrganisationsSeparated,
    PeopleMerged,
    PeopleSeparated,
)
from firstline.customers.models import Customer, Merge, MergeKind, Organisation
from firstline.customers.moving import followers
from firstline.platform.clock import now
from firstline.platform.events.actors import Actor
from firstline.platform.events.publishing import publish
from firstline.team.models import Agent
from firstline.team.rights import Right
from firstline.team.rules import must

Row = TypeVar("Row", Customer, Organisation)


@transaction.atomic
def merge_people(into: Customer, *, others: Sequence[Customer], by: Actor) -> Merge:
    """All that is the others' becomes one person's; they are kept, unseen, for undoing it."""
    must(by, Right.MERGE_CUSTOMERS)
    kept, merged = _apart(into, others, locked_customers)
    everybody = [kept.pk, *(one.pk for one in merged)]
    agents = Agent.objects.filter(pk__in=everybody).select_related("person")
    for agent in agents:
        raise CannotMerge(
            _("%s works in this desk. Only customers can be merged with each other.") % agent
        )
    _must_be_blocked_alike([kept, *merged])
    merge = _merge(MergeKind.PEOPLE, kept, merged, by=by)
    kept = Customer.objects.select_related("person", "organisation").get(pk=kept.pk)
    publish(PeopleMerged(customer=kept, merge=merge.pk, others=merged, by=by))
    return merge


@transaction.atomic
def merge_organisations(into: Organisation, *, others: Sequence[Organisation], by: Actor) -> Merge:
    """People, tickets and domains of the others become those of one organisation."""
    must(by, Right.MERGE_CUSTOMERS)
    kept, merged = _apart(into, others, locked_organisations)
    merge = _merge(MergeKind.ORGANISATIONS, kept, merged, by=by)
    kept = Organisation.objects.get(pk=kept.pk)
    publish(OrganisationsMerged(organisation=kept, merge=merge.pk, others=merged, by=by))
    return merge


@transaction.atomic
def separate(merge: Merge, *, by: Actor) -> Merge:
    """Undo a merge: all that moved and is still there goes back. What came since stays."""
    must(by, Right.MERGE_CUSTOMERS)
    rows: Sequence[Any]
    if merge.kind == MergeKind.PEOPLE:
        held = Customer.objects.select_for_update(of=("self", "person")).select_related("person")
        rows = list(held.filter(pk__in=merge.everybody).order_by("pk"))
    else:
        organisations = Organisation.objects.select_for_update()
        rows = list(organisations.filter(pk__in=merge.everybody).order_by("pk"))
    merge = Merge.objects.select_for_update().get(pk=merge.pk)
    _must_be_undoable(merge)
    kept = next(row for row in rows if row.pk == merge.into_id)
    merged = [row for row in rows if row.pk != merge.into_id]
    _move_back(merge, merged)
    merge.undone_at = now()
    merge.save(update_fields=["undone_at"])
    if isinstance(kept, Customer):
        kept = Customer.objects.select_related("person", "organisation").get(pk=kept.pk)
        publish(PeopleSeparated(customer=kept, merge=merge.pk, others=merged, by=by))
    else:
        publish(OrganisationsSeparated(organisation=kept, merge=merge.pk, others=merged, by=by))
    return merge


def _apart(
    into: Row, others: Sequence[Row], locked: Callable[[list[int]], list[Row]]
) -> tuple[Row, list[Row]]:
    """Whom all become, and the others, as they are now and held until the transaction ends."""
    idents: set[int] = {one.pk for one in others} - {into.pk}
    if not idents:
        raise CannotMerge(_("Choose somebody else to merge with."))
    if len(idents) > rules.MOST_MERGED:
        raise CannotMerge(_("Merge at most %d at a time.") % rules.MOST_MERGED)
    rows = {row.pk: row for row in locked([into.pk, *idents])}
    return rows.pop(into.pk), list(rows.values())


def _must_be_blocked_alike(people: Sequence[Customer]) -> None:
    """A merge neither ends a block nor spreads it to somebody who may write."""
    blocked = [one for one in people if one.is_blocked]
    if blocked and len(blocked) < len(people):
        raise CannotMerge(
            _("%s is blocked. Let them write again first, or block everybody you merge.")
            % blocked[0]
        )


def _merge(kind: MergeKind, kept: Row, merged: Sequence[Row], *, by: Actor) -> Merge:
    moved: dict[str, dict[str, Any]] = {}
    for other in merged:
        moved[str(other.pk)] = {one.name: one.move(other.pk, kept.pk) for one in followers(kind)}
        type(other)._default_manager.filter(pk=other.pk).update(merged_into=kept.pk)
    return Merge.objects.create(
        kind=kind,
        into_id=kept.pk,
        everybody=[kept.pk, *(other.pk for other in merged)],
        names={str(kept.pk): str(kept)} | {str(other.pk): str(other) for other in merged},
        moved=moved,
        at=now(),
        by_name=by.actor_name,
    )


def _must_be_undoable(merge: Merge) -> None:
    if merge.undone_at is not None:
        raise CannotUndoMerge(_("This merge has been undone already."))
    if merge.undoable_until < now():
        raise CannotUndoMerge(_("A merge can be undone for 30 days, and these are over."))
    later = Merge.objects.standing().about(merge.kind, merge.everybody).filter(pk__gt=merge.pk)
    if later.exists():
        raise CannotUndoMerge(_("There was a later merge of the same. Undo that one first."))


def _move_back(merge: Merge, merged: Sequence[Customer | Organisation]) -> None:
    """In the reverse order of the merge, so that everything finds its place free."""
    by_id = {row.pk: row for row in merged}
    for ident in reversed(merge.merged_ids):
        other = by_id[ident]
        try:
            with transaction.atomic():
                type(other)._default_manager.filter(pk=ident).update(merged_into=None)
        except IntegrityError as error:
            raise CannotUndoMerge(
                _("There is another organisation called “%s” now. Rename it first.") % other
            ) from error
        moved = merge.moved[str(ident)]
        for one in reversed(followers(MergeKind(merge.kind))):
            if one.name in moved:
                one.move_back(ident, merge.into_id, moved[one.name])
