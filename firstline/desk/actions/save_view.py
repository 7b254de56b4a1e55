"""Views of the queue that people make for themselves, for groups or for everybody."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from firstline.desk.errors import BadValue
from firstline.desk.events import ViewChanged, ViewDiscarded, ViewRestored, ViewSaved
from firstline.desk.models import SavedView
from firstline.desk.nudging import tell_of_views
from firstline.desk.queue.columns import columns_named
from firstline.desk.queue.orders import GROUPINGS, order_named
from firstline.desk.vocabulary import TICKETS, perspective_of
from firstline.platform.conditions.condition import Conditions
from firstline.platform.errors import NotAllowed
from firstline.platform.events.publishing import publish
from firstline.team.models import Agent, AgentGroup
from firstline.team.rights import Right
from firstline.team.rules import may, must

MOST_VIEWS = 200


def may_change(saved: SavedView, agent: Agent) -> bool:
    return saved.owner_id == agent.pk if saved.owner_id else may(agent, Right.SHARE_VIEWS)


@transaction.atomic
def save_view(
    *,
    title: str,
    conditions: Conditions,
    by: Agent,
    description: str = "",
    order: str = "",
    grouping: str = "",
    columns: Sequence[str] = (),
    is_shared: bool = False,
    for_groups: Sequence[AgentGroup] = (),
) -> SavedView:
    """Keep a way of looking at the queue; shared with everybody, or with groups when some are."""
    if is_shared:
        must(by, Right.SHARE_VIEWS)
    TICKETS.check(conditions, perspective_of(by))
    if SavedView.objects.visible_to(by).active().count() >= MOST_VIEWS:
        raise BadValue(_("There are already %d views. Delete one first.") % MOST_VIEWS)
    last = SavedView.objects.aggregate(last=Max("position"))["last"] or 0
    saved = SavedView.objects.create(
        title=_title(title),
        description=description.strip()[:500],
        conditions=conditions.as_json(),
        order=order if order_named(order) else "",
        grouping=grouping if grouping in GROUPINGS else "",
        columns=[column.name for column in columns_named(columns)],
        owner=None if is_shared else by,
        position=last + 1,
    )
    if is_shared:
        saved.for_groups.set(for_groups)
    publish(ViewSaved(view=saved, by=by))
    tell_of_views()
    return saved


@transaction.atomic
def change_view(
    saved: SavedView,
    *,
    by: Agent,
    title: str | None = None,
    conditions: Conditions | None = None,
    order: str | None = None,
    grouping: str | None = None,
    columns: Sequence[str] | None = None,
) -> SavedView:
    """Rename the view, or have it ask for something else."""
    saved = _to_change(saved, by)
    before = _told(saved)
    if title is not None:
        saved.title = _title(title)
    if conditions is not None:
        TICKETS.check(conditions, perspective_of(by))
        saved.conditions = conditions.as_json()
    if order is not None:
        saved.order = order if order_named(order) else ""
    if grouping is not None:
        saved.grouping = grouping if grouping in GROUPINGS else ""
    if columns is not None:
        saved.columns = [column.name for column in columns_named(columns)]
    if _told(saved) != before:
        saved.save()
        publish(ViewChanged(view=saved, previous=before, by=by))
        tell_of_views()
    return saved


@transaction.atomic
def move_view(saved: SavedView, *, earlier: bool, by: Agent) -> None:
    """Change places with the neighbour among those that the agent sees."""
    saved = _to_change(saved, by)
    rows = list(SavedView.objects.visible_to(by).active().order_by("position", "pk"))
    place = next((place for place, row in enumerate(rows) if row.pk == saved.pk), None)
    other = None if place is None else place + (-1 if earlier else 1)
    if place is None or other is None or not 0 <= other < len(rows):
        return
    rows[place], rows[other] = rows[other], rows[place]
    for position, row in enumerate(rows, start=1):
        row.position = position
    SavedView.objects.bulk_update(rows, ["position"])
    tell_of_views()


@transaction.atomic
def discard_view(saved: SavedView, *, by: Agent) -> None:
    """Put the view away; `restore_view` brings it back."""
    saved = _to_change(saved, by)
    if saved.is_active:
        saved.is_active = False
        saved.save(update_fields=["is_active", "updated_at"])
        publish(ViewDiscarded(view=saved, by=by))
        tell_of_views()


@transaction.atomic
def restore_view(saved: SavedView, *, by: Agent) -> None:
    saved = _to_change(saved, by)
    if not saved.is_active:
        saved.is_active = True
        saved.save(update_fields=["is_active", "updated_at"])
        publish(ViewRestored(view=saved, by=by))
        tell_of_views()


def _to_change(saved: SavedView, by: Agent) -> SavedView:
    saved = SavedView.objects.select_for_update().get(pk=saved.pk)
    if not may_change(saved, by):
        raise NotAllowed(_("Your role cannot change views that others use. Save your own."))
    return saved


def _title(title: str) -> str:
    title = " ".join(title.replace("\x00", "").split())[:120]
    if not title:
        raise BadValue(_("A view needs a name."))
    return title


def _told(saved: SavedView) -> dict[str, object]:
    return {
        "title": saved.title,
        "conditions": saved.conditions,
        "order": saved.order,
        "grouping": saved.grouping,
        "columns": saved.columns,
    }
