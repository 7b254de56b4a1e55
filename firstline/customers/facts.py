"""Facts as pages show them and change them in place, one at a time."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import Http404, QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from firstline.customers.models import Customer, Organisation, Sight
from firstline.platform.accounts.time_zones import time_zone_choices
from firstline.platform.fields.models import CustomField, FieldKind, FieldSubject
from firstline.platform.fields.values import shown as shown_value
from firstline.platform.language import language_name

Words = str | Promise
Row = Customer | Organisation
Choices = Callable[[], Sequence[tuple[str, Any]]]

LINE, LINES, CHOICE, SEVERAL, TAGS, DATE, NUMBER = (
    "line", "lines", "choice", "several", "tags", "date", "number",
)  # fmt: skip


_NOT_KNOWN = pgettext_lazy("of a fact", "Not known")


@dataclass(frozen=True)
class Fact:
    """One thing that is known: how it is called, shown, asked for and read from a form."""

    name: str
    label: Words
    control: str = LINE
    # What to say while it is not known.
    missing: Words = _NOT_KNOWN
    hint: Words = ""
    choices: Choices = field(default=lambda: ())
    custom: CustomField | None = None
    # The column, or of a person's own facts where it is found.
    of_person: bool = False

    def value(self, row: Row) -> Any:
        if self.custom is not None:
            return row.fields.get(self.custom.slot)
        if self.name == "domains":
            assert isinstance(row, Organisation)
            return [one.domain for one in row.domains.all()]
        source = row.person if self.of_person and isinstance(row, Customer) else row
        return getattr(source, self.name)

    def shown(self, row: Row) -> str:
        """As one text for people."""
        value = self.value(row)
        if self.custom is not None:
            return shown_value(self.custom, value)
        if isinstance(value, list):
            return ", ".join(value)
        if self.name == "language":
            return language_name(value) if value else ""
        if self.control == CHOICE:
            return str(dict(_flat(self.choices())).get(value, value))
        return str(value or "")

    def typed(self, row: Row) -> str:
        """As it stands in a text field."""
        value = self.value(row)
        if isinstance(value, list):
            return ("\n" if self.control == LINES else " ").join(value)
        return "" if value is None else str(value)

    def given(self, form: QueryDict) -> Any:
        """From a form, or the address that an undo leads to."""
        if self.control == SEVERAL:
            return [one for one in form.getlist("value") if one]
        text = form.get("value", "")
        if self.control == TAGS or self.name == "domains":
            return text.replace(",", " ").split()
        return text

    def as_facts(self, given: Any) -> Mapping[str, Any]:
        """What the actions take."""
        if self.custom is not None:
            return {"fields": {self.custom.slot: given}}
        return {self.name: given}


_NOTES = Fact("notes", _("Notes"), control=LINES, missing=_("Add a note…"))
_TAGS = Fact("tags", _("Tags"), control=TAGS, missing=pgettext_lazy("of tags", "None"))
_EXTERNAL_ID = Fact(
    "external_id", _("External id"), hint=_("How another system of yours names the same.")
)

_OF_CUSTOMERS = (
    Fact("name", _("Name"), of_person=True),
    Fact("language", _("Language"), CHOICE, choices=lambda: _languages(), of_person=True),
    Fact("time_zone", _("Time zone"), CHOICE, choices=lambda: _time_zones(), of_person=True),
    _TAGS,
    _NOTES,
    _EXTERNAL_ID,
)
_OF_ORGANISATIONS = (
    Fact("name", _("Name")),
    Fact(
        "domains",
        _("Domains"),
        LINES,
        hint=_("One in a line. Whoever writes from there for the first time becomes a member."),
        missing=pgettext_lazy("of domains", "None"),
    ),
    _TAGS,
    _NOTES,
    Fact(
        "members_see",
        _("New members see"),
        CHOICE,
        choices=lambda: [one for one in Sight.choices if one[0] != Sight.CHOSEN],
        hint=_("Of the other members’ tickets, in the portal. It can be set for each member, too."),
    ),
    _EXTERNAL_ID,
)


def facts_of_customers() -> list[Fact]:
    return [*_OF_CUSTOMERS, *_custom(FieldSubject.CUSTOMER)]


def facts_of_organisations() -> list[Fact]:
    return [*_OF_ORGANISATIONS, *_custom(FieldSubject.ORGANISATION)]


def fact_called(name: str, facts: Sequence[Fact]) -> Fact:
    found = next((one for one in facts if one.name == name), None)
    if found is None:
        raise Http404
    return found


def notes_of_customers() -> Fact:
    return _NOTES


def _custom(subject: FieldSubject) -> list[Fact]:
    return [
        Fact(
            name=f"field-{custom.slot}",
            label=custom.title,
            control=_CONTROLS.get(FieldKind(custom.kind), LINE),
            hint=custom.description,
            choices=lambda custom=custom: _answers(custom),  # type: ignore[misc]
            custom=custom,
        )
        for custom in CustomField.objects.about(subject)
    ]


_CONTROLS = {
    FieldKind.TEXTAREA: LINES,
    FieldKind.DATE: DATE,
    FieldKind.INTEGER: NUMBER,
    FieldKind.LOOKUP: NUMBER,
    FieldKind.CHECKBOX: CHOICE,
    FieldKind.DROPDOWN: CHOICE,
    FieldKind.MULTISELECT: SEVERAL,
}


def _answers(custom: CustomField) -> list[tuple[str, Any]]:
    nothing: tuple[str, Any] = ("", _("Not answered"))
    if custom.kind == FieldKind.CHECKBOX:
        return [nothing, ("True", _("Yes")), ("False", _("No"))]
    options = list(custom.choices.items())
    return options if custom.kind == FieldKind.MULTISELECT else [nothing, *options]


def _languages() -> list[tuple[str, Any]]:
    named = sorted((language_name(code), code) for code, _name in settings.LANGUAGES)
    return [("", _("Not known")), *((code, name) for name, code in named)]


def _time_zones() -> list[tuple[str, Any]]:
    return [("", _("Not known")), *time_zone_choices()]


def _flat(choices: Sequence[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """Without the groups that choices may be in."""
    return [
        pair
        for value, label in choices
        for pair in (label if isinstance(label, tuple) else [(value, label)])
    ]
