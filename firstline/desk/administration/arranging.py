"""What all that admins arrange has in common: who may, the order, and the record of it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from firstline.desk.errors import BadValue
from firstline.platform.events.actors import Actor
from firstline.platform.events.publishing import publish
from firstline.team.audit import SettingAdded, SettingChanged, SettingRemoved

Row = TypeVar("Row", bound=Model)


def one_line(text: str, *, longest: int) -> str:
    """Without zero bytes and line breaks; refused where nothing is left."""
    line = " ".join(text.replace("\x00", "").split())[:longest]
    if not line:
        raise BadValue(_("It needs a name."))
    return line


def held(rows: "QuerySet[Row, Any]", pk: int) -> Row:
    """The row as it is now, and nobody else's until the transaction ends."""
    row: Row = rows.select_for_update(of=("self",)).get(pk=pk)
    return row


def set_facts(row: Row, facts: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Save what differs, and say what each of it was."""
    changes = {
        name: (getattr(row, name), value)
        for name, value in facts.items()
        if getattr(row, name) != value
    }
    for name, (_before, after) in changes.items():
        setattr(row, name, after)
    if changes:
        touched = {"updated_at"} & {field.name for field in row._meta.concrete_fields}
        row.save(update_fields=[*changes, *touched])
    return changes


def place(rows: "QuerySet[Row, Any]", *, moved: int, before: int | None) -> tuple[int, int] | None:
    """Put one row of a list before another, or last; where it was and is, if that changed.

    All rows are held: two who reorder at once do so one after the other, and lose nothing.
    """
    current = list(rows.select_for_update(of=("self",)).order_by("pk"))
    ordered = sorted(current, key=lambda row: (row.position, row.pk))
    was = [row.pk for row in ordered]
    order = moved_before(was, moved=moved, before=before)
    by_id = {row.pk: row for row in ordered}
    shifted = []
    for position, pk in enumerate(order):
        row = by_id[pk]
        if row.position != position:
            row.position = position
            shifted.append(row)
    if shifted:
        type(shifted[0])._default_manager.bulk_update(shifted, ["position"], batch_size=1_000)
    places = was.index(moved) + 1, order.index(moved) + 1
    return places if places[0] != places[1] else None


def moved_before(order: Sequence[int], *, moved: int, before: int | None) -> list[int]:
    """The order with one of them before another; at the end where that is gone."""
    if moved not in order:
        raise BadValue(_("It is no longer in this list. Reload the page."))
    if moved == before:
        return list(order)
    left = [one for one in order if one != moved]
    at = left.index(before) if before in left else len(left)
    return [*left[:at], moved, *left[at:]]


def next_position(rows: "QuerySet[Any, Any]") -> int:
    last = rows.order_by("-position").values_list("position", flat=True).first()
    return 0 if last is None else int(last) + 1


def added(kind: str, row: Model, by: Actor, /, **facts: Any) -> None:
    changes = {name: (None, value) for name, value in facts.items() if value not in (None, "")}
    publish(SettingAdded(kind=kind, ident=row.pk, title=str(row), changes=changes, by=by))


def changed(kind: str, row: Model, by: Actor, changes: Mapping[str, tuple[Any, Any]]) -> None:
    """Nothing is written where nothing changed."""
    if changes:
        publish(SettingChanged(kind=kind, ident=row.pk, title=str(row), changes=changes, by=by))


def removed(kind: str, row: Model, by: Actor) -> None:
    publish(SettingRemoved(kind=kind, ident=row.pk, title=str(row), by=by))


def named(rows: Iterable[Model]) -> list[str]:
    return [str(row) for row in rows]
