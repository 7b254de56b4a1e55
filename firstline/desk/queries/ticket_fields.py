"""What is known of a ticket beside its conversation, as its page shows and changes it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from firstline.customers.models import Customer, Organisation
from firstline.desk.layout import Arrangement, FormLayout, OwnStatus, place_of
from firstline.desk.models import Ticket, TicketType
from firstline.desk.queries.arrangement import arrangement
from firstline.desk.queries.structure import candidates
from firstline.desk.search import search
from firstline.platform.fields.models import (
    CustomField,
    FieldKind,
    FieldOption,
    LookupTarget,
)
from firstline.platform.fields.values import Value, shown
from firstline.team.models import Agent

MOST_OFFERED = 50
_CHOSEN_FROM = (FieldKind.DROPDOWN, FieldKind.MULTISELECT, FieldKind.LOOKUP)


@dataclass(frozen=True)
class ShownField:
    """A custom field of one ticket."""

    field: CustomField
    place: str
    value: Value
    text: str
    # What was answered, where it is another thing in the desk that has a page.
    href: str = ""

    @property
    def is_chosen(self) -> bool:
        """Whether it is filled in from a menu, not by typing."""
        return self.field.kind in _CHOSEN_FROM


@dataclass(frozen=True)
class Choice:
    value: str
    label: str
    detail: str = ""
    is_chosen: bool = False


@dataclass(frozen=True)
class TicketFields:
    """Of one ticket, for one reader; all that admins arranged comes with one query."""

    ticket: Ticket
    agent: Agent

    @cached_property
    def arrangement(self) -> Arrangement:
        return arrangement(form_id=self.ticket.form_id)

    @cached_property
    def form(self) -> FormLayout | None:
        return self.arrangement.form_of(self.ticket.form_id)

    @property
    def forms(self) -> list[FormLayout]:
        return self.arrangement.forms_to_choose()

    @property
    def types(self) -> list[TicketType]:
        return list(TicketType)

    def own_statuses(self, category: str) -> list[OwnStatus]:
        return self.arrangement.statuses_in(category)

    @cached_property
    def rows(self) -> list[ShownField]:
        fields = self.arrangement.shown(self.ticket.form_id, self.ticket.fields)
        labels = self._labels(fields)
        return [self._row(field, labels) for field in fields]

    def _row(self, field: CustomField, labels: "dict[tuple[int, str], str]") -> ShownField:
        value: Value = self.ticket.fields.get(field.slot)
        if field.kind in _CHOSEN_FROM and value is not None:
            text = ", ".join(labels.get((field.pk, one), one) for one in _several(value))
        else:
            text = shown(field, value)
        return ShownField(field, place_of(self.ticket.pk, field), value, text)

    def _labels(self, fields: Iterable[CustomField]) -> dict[tuple[int, str], str]:
        """How people call what was chosen: a query for options, and one for each kind of thing."""
        chosen = {
            field: _several(value)
            for field in fields
            if field.kind in _CHOSEN_FROM
            and (value := self.ticket.fields.get(field.slot)) is not None
        }
        lookups = {field: values for field, values in chosen.items() if field.lookup}
        options = {field: values for field, values in chosen.items() if not field.lookup}
        return {**_labels_of_options(options), **self._labels_of_lookups(lookups)}

    def _labels_of_lookups(
        self, lookups: dict[CustomField, list[str]]
    ) -> dict[tuple[int, str], str]:
        by_target: dict[str, set[int]] = {}
        for field, values in lookups.items():
            by_target.setdefault(field.lookup, set()).update(int(value) for value in values)
        names = {target: names_of(target, ids, self.agent) for target, ids in by_target.items()}
        return {
            (field.pk, value): names[field.lookup].get(int(value), f"#{value}")
            for field, values in lookups.items()
            for value in values
        }


def names_of(target: str, ids: Iterable[int], agent: Agent) -> dict[int, str]:
    """What is known by these numbers, as far as the reader may see it."""
    idents = sorted(set(ids))
    if target == LookupTarget.TICKET:
        tickets = Ticket.objects.visible_to(agent).filter(pk__in=idents)
        return {pk: f"#{pk} {subject}" for pk, subject in tickets.values_list("pk", "subject")}
    if target == LookupTarget.CUSTOMER:
        customers = Customer.objects.visible_to(agent).filter(pk__in=idents)
        return {row.pk: row.person.display_name for row in customers.select_related("person")}
    if target == LookupTarget.ORGANISATION:
        organisations = Organisation.objects.visible_to(agent).filter(pk__in=idents)
        return dict(organisations.values_list("pk", "name"))
    agents = Agent.objects.filter(pk__in=idents).select_related("person")
    return {row.pk: row.person.display_name for row in agents}


def choices_of(field: CustomField, ticket: Ticket, agent: Agent, *, query: str) -> list[Choice]:
    """What the field may hold and the words mean, the first of them."""
    if field.kind == FieldKind.LOOKUP:
        return _known(field, ticket, agent, query=query)
    value = ticket.fields.get(field.slot)
    chosen = set(value) if isinstance(value, list) else {value}
    options = field.options.filter(is_active=True, label__icontains=query)
    return [
        Choice(option.value, option.label, is_chosen=option.value in chosen)
        for option in options.order_by("position", "pk")[:MOST_OFFERED]
    ]


def _known(field: CustomField, ticket: Ticket, agent: Agent, *, query: str) -> list[Choice]:
    if field.lookup == LookupTarget.TICKET:
        tickets = candidates(agent, query=query, beside=[ticket.pk], only_open=False)
        return [Choice(str(row.id), f"#{row.id} {row.subject}", row.requester) for row in tickets]
    if field.lookup == LookupTarget.AGENT:
        agents = Agent.objects.active().filter(person__name__icontains=query)
        found = agents.select_related("person", "role").order_by("person__name", "pk")
        shown = found[:MOST_OFFERED]
        return [Choice(str(row.pk), str(row), row.role.label) for row in shown]
    if not query:
        return []
    if field.lookup == LookupTarget.CUSTOMER:
        people = search(f"type:user {query}", reader=agent, most=10).people
        return [Choice(str(hit.id), hit.name, hit.email or "") for hit in people]
    found_at = search(f"type:organization {query}", reader=agent, most=10).organisations
    return [Choice(str(hit.id), hit.name, ", ".join(hit.domains)) for hit in found_at]


def _labels_of_options(chosen: dict[CustomField, list[str]]) -> dict[tuple[int, str], str]:
    """Also of options that are out of use: what was answered stays readable."""
    if not chosen:
        return {}
    values = {value for several in chosen.values() for value in several}
    options = FieldOption.objects.filter(field__in=list(chosen), value__in=sorted(values))
    rows: Sequence[tuple[int, str, str]] = list(options.values_list("field_id", "value", "label"))
    return {(field, value): label for field, value, label in rows}


def _several(value: Value) -> list[str]:
    return value if isinstance(value, list) else [str(value)]


def nothing_found(field: CustomField, *, query: str) -> str:
    """Why a menu of choices is empty."""
    if query:
        return _("Nothing matches. Try fewer letters.")
    return _("Type to search.") if field.lookup else _("There is nothing to choose yet.")
