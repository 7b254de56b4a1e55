"""Which custom fields a ticket shows, and which of them it must have before a status.

Pure: an `Arrangement` is what admins arranged, read once for a page or a check
(`queries/arrangement.py`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as made_of
from functools import cached_property

from django.utils.translation import gettext as _

from firstline.desk.errors import FieldIsMissing
from firstline.desk.models import Ticket, TicketStatus
from firstline.platform.fields.models import CustomField, FieldKind
from firstline.platform.fields.values import Value

Values = Mapping[str, Value]

# A closed ticket was solved once: what solving asks for, closing asks for too.
_SOLVING = (TicketStatus.SOLVED, TicketStatus.CLOSED)


@dataclass(frozen=True)
class Rule:
    """A field of a form appears when another one that appears has this value."""

    parent: int
    value: Value
    child: int
    required_on: Sequence[str] = ()


@dataclass(frozen=True)
class FormLayout:
    id: int
    name: str
    fields: Sequence[int]
    rules: Sequence[Rule] = ()
    is_default: bool = False
    is_active: bool = True


@dataclass(frozen=True)
class OwnStatus:
    """One of the desk's own words within a category."""

    id: int
    category: str
    label: str


@dataclass(frozen=True)
class Arrangement:
    """The fields in use, in order; the forms and the statuses that can be chosen, in order."""

    fields: Sequence[CustomField] = ()
    forms: Sequence[FormLayout] = ()
    statuses: Sequence[OwnStatus] = ()
    # Whether agents note how long they work on a ticket.
    tracks_time: bool = False

    def form_of(self, form_id: int | None) -> FormLayout | None:
        """The ticket's form, or the one that a ticket has when nobody chose; None for neither."""
        chosen = next((form for form in self.forms if form.id == form_id), None)
        return chosen or next((form for form in self.forms if form.is_default), None)

    def forms_to_choose(self) -> list[FormLayout]:
        return [form for form in self.forms if form.is_active]

    def statuses_in(self, category: str) -> list[OwnStatus]:
        return [status for status in self.statuses if status.category == category]

    def shown(self, form_id: int | None, values: Values) -> list[CustomField]:
        """The fields that a ticket with this form and these values has, in the form's order."""
        return [ask.field for ask in self._asked(form_id, values)]

    def missing(self, form_id: int | None, values: Values, status: str) -> list[CustomField]:
        """Those of them that are empty and must not be in that status."""
        return [
            ask.field
            for ask in self._asked(form_id, values)
            if is_empty(ask.field, values) and ask.is_required_on(status)
        ]

    def _asked(self, form_id: int | None, values: Values) -> "list[_Asked]":
        form = self.form_of(form_id)
        if form is None:
            return [_Asked(one) for one in self.fields]
        fields = [self._by_id[pk] for pk in form.fields if pk in self._by_id]
        return _apply(form.rules, fields, values)

    @cached_property
    def _by_id(self) -> dict[int, CustomField]:
        return {one.pk: one for one in self.fields}


@dataclass
class _Asked:
    """A field that appears, and the rules that made it appear."""

    field: CustomField
    because: list[Rule] = made_of(default_factory=list)

    def is_required_on(self, status: str) -> bool:
        if self.field.is_required and status in _SOLVING:
            return True
        return any(status in rule.required_on for rule in self.because)


def _apply(rules: Sequence[Rule], fields: list[CustomField], values: Values) -> list[_Asked]:
    """A rule counts only while its parent itself appears; rules in a circle show nothing."""
    by_id = {one.pk: one for one in fields}
    dependent = {rule.child for rule in rules if rule.parent in by_id}
    asked = {one.pk: _Asked(one) for one in fields if one.pk not in dependent}
    waiting = [rule for rule in rules if {rule.parent, rule.child} <= by_id.keys()]
    while True:
        applying = [rule for rule in waiting if rule.parent in asked]
        if not applying:
            return [asked[one.pk] for one in fields if one.pk in asked]
        waiting = [rule for rule in waiting if rule.parent not in asked]
        for rule in applying:
            if _holds(rule, by_id[rule.parent], values):
                asked.setdefault(rule.child, _Asked(by_id[rule.child])).because.append(rule)


def _holds(rule: Rule, parent: CustomField, values: Values) -> bool:
    value = values.get(parent.slot)
    if parent.kind == FieldKind.CHECKBOX:
        return bool(value) == bool(rule.value)
    if isinstance(value, list):
        return rule.value in value
    return value == rule.value


def is_empty(one: CustomField, values: Values) -> bool:
    """A box that must be ticked is empty until it is."""
    value = values.get(one.slot)
    return value is None or value == [] or value == "" or value is False


def must_have_fields(ticket: Ticket, arrangement: Arrangement, status: str) -> None:
    """Refuse the status while the ticket lacks fields that it must have in it."""
    missing = arrangement.missing(ticket.form_id, ticket.fields, status)
    if not missing:
        return
    label = TicketStatus(status).label
    names = ", ".join(one.title for one in missing)
    refusal = FieldIsMissing(
        _("Before this ticket can be %(status)s, fill in: %(fields)s.")
        % {"status": str(label).lower(), "fields": names}
    )
    refusal.places = [(place_of(ticket.pk, one), one.title) for one in missing]
    raise refusal


def place_of(ticket_id: int, one: CustomField) -> str:
    """The id that the field's control has on the ticket's page."""
    return f"ticket-{ticket_id}-field-{one.pk}"
