"""Changes in words: what the editor, the picker and the history of a macro say of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Model, TextChoices
from django.utils.translation import gettext as _

from firstline.desk import changes as vocabulary
from firstline.desk.models import (
    CustomStatus,
    Priority,
    Removal,
    TicketForm,
    TicketStatus,
    TicketType,
)
from firstline.platform.fields.models import CustomField, FieldSubject
from firstline.platform.fields.values import shown
from firstline.team.models import Agent, AgentGroup

_CHOICES: Mapping[str, type[TextChoices]] = {
    "status": TicketStatus,
    "priority": Priority,
    "type": TicketType,
    "removed_as": Removal,
}
_ROWS: Mapping[str, type[Model]] = {
    "assignee_id": Agent,
    "group_id": AgentGroup,
    "custom_status_id": CustomStatus,
    "ticket_form_id": TicketForm,
}
TAGS = ("current_tags", "remove_tags", "set_tags")


@dataclass(frozen=True)
class Said:
    """One change as people read it."""

    field: str
    label: str
    value: str
    # What it names is not there any more.
    is_lost: bool = False

    def __str__(self) -> str:
        return f"{self.label}: {self.value}"


class Sentences:
    """Says changes; what they name is asked for once for all of them."""

    def __init__(self, changes: Iterable[Sequence[Mapping[str, Any]]]) -> None:
        self._all = [one for some in changes for one in vocabulary.read(list(some))]

    def of(self, changes: Sequence[Mapping[str, Any]]) -> list[Said]:
        return [self._said(one) for one in vocabulary.read(list(changes))]

    def _said(self, change: vocabulary.Change) -> Said:
        field = change.field
        label = str(self._labels.get(field, field))
        value = self._value(change)
        if value is None:
            return Said(field, label, _("no longer there"), is_lost=True)
        return Said(field, label, value, is_lost=field not in self._labels)

    def _value(self, change: vocabulary.Change) -> str | None:
        field, value = change.field, change.value
        if field in TAGS:
            return ", ".join(change.words)
        if field in _ROWS:
            return self._name(field, value if isinstance(value, str) else "")
        if field in _CHOICES:
            labels = {choice.value: str(choice.label) for choice in _CHOICES[field]}
            return labels.get(str(value or ""), _("None"))
        own = self._fields.get(field)
        if own is not None:
            return shown(own, list(value) if isinstance(value, tuple) else value) or _("empty")
        return str(value or _("None"))

    def _name(self, field: str, value: str) -> str | None:
        if value in ("", "__NULL__"):
            return _("nobody") if field == "assignee_id" else _("none")
        words = {
            "current_user": _("whoever uses it"),
            "current_groups": _("the group of whoever uses it"),
            "default_ticket_form": _("the usual one"),
        }
        return words.get(value) or self._names[field].get(value)

    @cached_property
    def _labels(self) -> Mapping[str, str]:
        return {name: str(label) for name, label in vocabulary.fields().items()}

    @cached_property
    def _fields(self) -> Mapping[str, CustomField]:
        if not any(one.field.startswith(vocabulary.CUSTOM) for one in self._all):
            return {}
        fields = CustomField.objects.about(FieldSubject.TICKET)
        return {f"{vocabulary.CUSTOM}{field.pk}": field for field in fields}

    @cached_property
    def _names(self) -> Mapping[str, Mapping[str, str]]:
        """By the field, and by the id as text."""
        return {field: self._names_of(field, model) for field, model in _ROWS.items()}

    def _names_of(self, field: str, model: type[Model]) -> Mapping[str, str]:
        given = (str(one.value) for one in self._all if one.field == field)
        ids = {int(text) for text in given if text.isascii() and text.isdecimal()}
        if not ids:
            return {}
        rows = model._default_manager.filter(pk__in=ids)
        rows = rows.select_related("person") if model is Agent else rows
        return {str(row.pk): str(row) for row in rows}
