"""A filter as people read it: "Status is Open", one piece for each condition."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from firstline.desk.time_spent import is_tracked
from firstline.desk.vocabulary import TICKETS
from firstline.desk.vocabulary.facts import TIME_SPENT
from firstline.platform.conditions.condition import Condition, Conditions
from firstline.platform.conditions.fields import Field, Operator, Option
from firstline.team.models import Agent

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
    reader: Agent

    @property
    def operators(self) -> list[tuple[str, Words]]:
        return [(name, operator.label) for name, operator in self.field.kind.items()]

    @property
    def options(self) -> list[Option]:
        return list(self.field.options()) if self.field.options else []

    @property
    def choices(self) -> list[tuple[str, Words]]:
        return [(option.value, option.label) for option in self.options]

    @property
    def chosen(self) -> Sequence[Option]:
        """What is chosen already, of what is found by its name."""
        values = [value for value in self.condition.values if value]
        return self.field.directory.named(values, self.reader) if self.field.directory else ()


class Sentences:
    """Tells conditions in words; what the fields and their values are called is asked once."""

    def __init__(self, reader: Agent) -> None:
        self._reader = reader
        self._fields: dict[str, Field] | None = None
        self._labels: dict[str, dict[str, str]] = {}

    def pieces(self, conditions: Conditions) -> dict[str, list[Piece]]:
        """What must hold under `all`, what may under `any`."""
        return {
            name: [self._piece(f"{name}.{at}", one) for at, one in enumerate(several)]
            for name, several in (("all", conditions.all), ("any", conditions.any))
        }

    def _piece(self, at: str, condition: Condition) -> Piece:
        if self._fields is None:
            self._fields = TICKETS.fields()
        field = self._fields.get(condition.field)
        operator = field.kind.get(condition.operator) if field else None
        if field is None or operator is None:
            # A custom field that a saved view names may have been put away since.
            return Piece(at, "circle-alert", condition.field, condition.operator, "")
        values = ", ".join(self._values(condition, field, operator))
        return Piece(at, field.icon, field.label, operator.label, values)

    def _values(self, condition: Condition, field: Field, operator: Operator) -> Iterator[str]:
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
        labels = self._labels_of(field, condition)
        for value in condition.values:
            yield labels.get(value, value)

    def _labels_of(self, field: Field, condition: Condition) -> dict[str, str]:
        if field.directory:
            named = field.directory.named(condition.values, self._reader)
            return {option.value: str(option.label) for option in named}
        if field.name not in self._labels:
            options = field.options() if field.options else ()
            self._labels[field.name] = {option.value: str(option.label) for option in options}
        return self._labels[field.name]


def sections() -> list[Section]:
    """The fields that people can choose, under their headings."""
    hidden = () if is_tracked() else (TIME_SPENT,)
    every = TICKETS.fields().values()
    shown = [one for one in every if _can_be_chosen(one) and one.name not in hidden]
    by_title = groupby(shown, key=lambda field: str(field.section))
    found: dict[str, Section] = {}
    for title, fields in by_title:
        found.setdefault(title, Section(title, [])).fields.extend(fields)
    return list(found.values())


def asked(condition: Condition, *, at: str, reader: Agent) -> Asked | None:
    """The condition with its field; None when there is no such field."""
    field = TICKETS.fields().get(condition.field)
    if field is None:
        return None
    name = condition.operator if condition.operator in field.kind else next(iter(field.kind))
    return Asked(at, field, name, field.kind[name], condition, reader)


def _can_be_chosen(field: Field) -> bool:
    """Whether a person could fill in a value: some are chosen from more than can be listed."""
    takes_choice = next(iter(field.kind.values())).takes == "one"
    return not takes_choice or field.options is not None or field.directory is not None
