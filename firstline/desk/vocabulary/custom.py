"""Custom fields as conditions name them: `custom_fields_12`, `requester.custom_fields.plan`."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from firstline.platform.conditions.columns import JsonKey
from firstline.platform.conditions.fields import Field, Kind, Meaning, Option, as_written
from firstline.platform.conditions.kinds import CHECKBOX, CHOICE, DAY, NUMBER, SEVERAL, TEXT
from firstline.platform.conditions.perspective import Perspective
from firstline.platform.fields.models import CustomField, FieldKind, FieldSubject

_KINDS: Mapping[FieldKind, Kind] = {
    FieldKind.TEXT: TEXT,
    FieldKind.TEXTAREA: TEXT,
    FieldKind.REGEXP: TEXT,
    FieldKind.CARD: TEXT,
    FieldKind.INTEGER: NUMBER,
    FieldKind.DECIMAL: NUMBER,
    FieldKind.DATE: DAY,
    FieldKind.CHECKBOX: CHECKBOX,
    FieldKind.DROPDOWN: CHOICE,
    FieldKind.MULTISELECT: SEVERAL,
    FieldKind.LOOKUP: CHOICE,
}
# Where the values of each subject stand, as the database and as a ticket in memory has them.
_PLACES: Mapping[FieldSubject, tuple[str, Callable[[Any], dict[str, Any]]]] = {
    FieldSubject.TICKET: ("fields", lambda ticket: ticket.fields),
    FieldSubject.CUSTOMER: ("requester__fields", lambda ticket: ticket.requester.fields),
    FieldSubject.ORGANISATION: (
        "requester__organisation__fields",
        lambda ticket: (
            ticket.requester.organisation.fields if ticket.requester.organisation else {}
        ),
    ),
}
_SECTIONS = {
    FieldSubject.TICKET: _("Custom fields"),
    FieldSubject.CUSTOMER: _("Customer"),
    FieldSubject.ORGANISATION: _("Organisation"),
}


def custom_fields() -> Iterator[Field]:
    """Every custom field in use, as conditions see it."""
    for field in CustomField.objects.filter(is_active=True).prefetch_related("options"):
        yield _described(field)


def _described(field: CustomField) -> Field:
    subject = FieldSubject(field.subject)
    path, values_of = _PLACES[subject]
    is_number = field.kind in (FieldKind.INTEGER, FieldKind.DECIMAL)
    return Field(
        name=_name(field, subject),
        label=field.title,
        kind=_KINDS[FieldKind(field.kind)],
        column=JsonKey(path, field.slot, is_number=is_number),
        value=lambda ticket: _compared(field, values_of(ticket).get(field.slot)),
        means=_option_meant(field) if field.has_options else as_written,
        options=(lambda: _options(field)) if field.has_options else None,
        section=_SECTIONS[subject],
        icon="text-cursor-input",
    )


def _name(field: CustomField, subject: FieldSubject) -> str:
    match subject:
        case FieldSubject.TICKET:
            return f"custom_fields_{field.pk}"
        case FieldSubject.CUSTOMER:
            return f"requester.custom_fields.{field.key}"
        case FieldSubject.ORGANISATION:
            return f"organization.custom_fields.{field.key}"


def _compared(field: CustomField, value: Any) -> Any:
    """The kept value as its kind compares it."""
    if value is None:
        return None
    if field.kind in (FieldKind.INTEGER, FieldKind.DECIMAL):
        return Decimal(str(value))
    return str(value) if field.kind == FieldKind.LOOKUP else value


def _option_meant(field: CustomField) -> Meaning:
    """Integrations name an option by its value or by its id."""
    by_id = {str(option.pk): option.value for option in field.options.all()}

    def meant(text: str, _perspective: Perspective) -> tuple[str, ...]:
        return (text if text in field.choices else by_id.get(text, text),)

    return meant


def _options(field: CustomField) -> Iterator[Option]:
    return (Option(value, label) for value, label in field.choices.items())
