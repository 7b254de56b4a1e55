"""A filter as people read it: "Status is Open", one piece for each condition."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from firstline.desk.queue.listing import Listing
from firstline.desk.vocabulary import TICKETS
from firstline.platform.conditions.condition import Condition
from firstline.platform.conditions.fields import Field, Operator, Option

Words = str | Promise


@dataclass(frozen=True)
class Piece:
    """One condition of a filter, in words."""

    # Where it stands: `all.0` is the first that must hold.
    at: str
    icon: str
    field: Words
    operator: Words
    value: str


@dataclass(frozen=True)
class Section:
    """Fields under one heading."""

    title: Words
    fields: list[Field]


@dataclass(frozen=True)
class Asked:
    """A condition that somebody is making or changing."""

    at: str
    field: Field
    name: str
    operator: Operator
    condition: Condition

    @property
    def operators(self) -> list[tuple[str, Words]]:
        return [(name, operator.label) for name, operator in self.field.kind.items()]

    @property
    def options(self) -> list[Option]:
        return list(self.field.options()) if self.field.options else []

    @property
    def choices(self) -> list[tuple[str, Words]]:
        return [(option.value, option.label) for option in self.options]


def pieces_of(listing: Listing) -> dict[str, list[Piece]]:
    """What must hold under `all`, what may under `any`."""
    known = TICKETS.fields() if listing.is_filtered else {}
    return {
        name: [
            _piece(f"{name}.{place}", condition, known[condition.field])
            for place, condition in enumerate(conditions)
        ]
        for name, conditions in (("all", listing.filter.all), ("any", listing.filter.any))
    }


def sections() -> list[Section]:
    """The fields that people can choose, under their headings."""
    shown = [field for field in TICKETS.fields().values() if _can_be_chosen(field)]
    by_title = groupby(shown, key=lambda field: str(field.section))
    found: dict[str, Section] = {}
    for title, fields in by_title:
        found.setdefault(title, Section(title, [])).fields.extend(fields)
    return list(found.values())


def asked(condition: Condition, *, at: str) -> Asked | None:
    """The condition with its field; None when there is no such field."""
    field = TICKETS.fields().get(condition.field)
    if field is None:
        return None
    name = condition.operator if condition.operator in field.kind else next(iter(field.kind))
    return Asked(at, field, name, field.kind[name], condition)


def _can_be_chosen(field: Field) -> bool:
    """Whether a person could fill in a value: some are chosen from more than can be listed."""
    takes_choice = next(iter(field.kind.values())).takes == "one"
    return not takes_choice or field.options is not None


def _piece(at: str, condition: Condition, field: Field) -> Piece:
    operator = field.kind[condition.operator]
    return Piece(
        at=at,
        icon=field.icon,
        field=field.label,
        operator=operator.label,
        value=", ".join(_values(condition, field, operator)),
    )


def _values(condition: Condition, field: Field, operator: Operator) -> Iterator[str]:
    if operator.takes == "nothing":
        return
    if operator.takes == "truth":
        yield _("yes") if condition.value == "true" else _("no")
        return
    if not condition.values:
        yield _("nobody or nothing")
        return
    if condition.operator.startswith("within_"):
        number = int(condition.values[0])
        yield ngettext("%d day", "%d days", number) % number
        return
    labels = {one.value: str(one.label) for one in field.options()} if field.options else {}
    for value in condition.values:
        yield labels.get(value, value)
