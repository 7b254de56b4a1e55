"""Custom fields and their options."""

import re
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from firstline.customers.models import Customer, Organisation
from firstline.desk import rules
from firstline.desk.administration import arranging
from firstline.desk.errors import BadValue
from firstline.desk.models import FieldCondition, FormField, Ticket
from firstline.platform.events.actors import Actor
from firstline.platform.fields.models import (
    CustomField,
    FieldKind,
    FieldOption,
    FieldSubject,
    LookupTarget,
)
from firstline.platform.fields.values import check_pattern
from firstline.team.rights import Right
from firstline.team.rules import must

MOST_OPTIONS = 20_000
MOST_COUNTED = 1_000
_LONGEST_KEY = 64
_ROWS_OF = {
    FieldSubject.TICKET: Ticket,
    FieldSubject.CUSTOMER: Customer,
    FieldSubject.ORGANISATION: Organisation,
}
# What can be changed later; the kind, the key and what is looked up are for good.
CHANGEABLE = (
    "title",
    "description",
    "is_required",
    "pattern",
    "tag",
    "is_shown_to_customers",
    "is_asked_of_customers",
    "is_required_of_customers",
    "title_for_customers",
)


def kind_of(field: CustomField) -> str:
    """How the record calls it."""
    return f"{field.subject}_field"


@transaction.atomic
def add_field(
    *,
    subject: str,
    kind: str,
    title: str,
    by: Actor,
    key: str = "",
    lookup: str = "",
    **facts: Any,
) -> CustomField:
    """A new question, last in the list. Without a key, one is made of the title."""
    must(by, Right.FIELDS)
    if kind not in FieldKind.values or subject not in FieldSubject.values:
        raise BadValue(_("There is no such kind of field."))
    if (lookup in LookupTarget.values) != (kind == FieldKind.LOOKUP):
        raise BadValue(_("Choose what is to be looked up."))
    title = arranging.one_line(title, longest=120)
    others = CustomField.objects.filter(subject=subject)
    field: CustomField = CustomField(
        subject=subject,
        kind=kind,
        title=title,
        lookup=lookup,
        key=_key(key or title, taken=set(others.values_list("key", flat=True))),
        position=arranging.next_position(others),
        **_cleaned(kind, facts),
    )
    _must_fit(field)
    field.save()
    arranging.added(kind_of(field), field, by, kind=field.kind, key=field.key)
    return field


@transaction.atomic
def change_field(field: CustomField, *, by: Actor, **facts: Any) -> CustomField:
    """Change what is said about a field; its values stay as they are."""
    must(by, Right.FIELDS)
    assert facts.keys() <= set(CHANGEABLE)
    field = arranging.held(CustomField.objects.all(), field.pk)
    changes = arranging.set_facts(field, _cleaned(field.kind, facts))
    _must_fit(field)
    arranging.changed(kind_of(field), field, by, changes)
    return field


@transaction.atomic
def place_field(field: CustomField, *, before: int | None, by: Actor) -> None:
    must(by, Right.FIELDS)
    rows = CustomField.objects.filter(subject=field.subject)
    places = arranging.place(rows, moved=field.pk, before=before)
    arranging.changed(kind_of(field), field, by, {"position": places} if places else {})


@transaction.atomic
def set_field_active(field: CustomField, *, is_active: bool, by: Actor) -> CustomField:
    """Out of use a field is neither shown nor asked for; what it holds is kept."""
    must(by, Right.FIELDS)
    field = arranging.held(CustomField.objects.all(), field.pk)
    changes = arranging.set_facts(field, {"is_active": is_active})
    arranging.changed(kind_of(field), field, by, changes)
    return field


@transaction.atomic
def delete_field(field: CustomField, *, by: Actor) -> None:
    """Only what nothing holds and no form asks for; else it is put out of use."""
    must(by, Right.FIELDS)
    field = arranging.held(CustomField.objects.all(), field.pk)
    if uses_of(field):
        raise BadValue(_("“%s” has been filled in. Put it out of use instead.") % field)
    if FormField.objects.filter(field=field).exists():
        raise BadValue(_("“%s” is part of a form. Take it out there first.") % field)
    arranging.removed(kind_of(field), field, by)
    field.delete()


def uses_of(field: CustomField) -> int:
    """How many hold a value, counted no further than a thousand and one."""
    rows = _ROWS_OF[FieldSubject(field.subject)]._default_manager
    # Written so that the index of filled-in fields serves it.
    filled = rows.exclude(fields={}).filter(fields__has_key=field.slot)
    return filled.order_by().values("pk")[: MOST_COUNTED + 1].count()


@transaction.atomic
def add_options(field: CustomField, *, labels: Sequence[str], by: Actor) -> list[FieldOption]:
    """New answers, last in the list; each gets a value that is also a tag and never changes."""
    must(by, Right.FIELDS)
    field = arranging.held(CustomField.objects.all(), field.pk)
    if not field.has_options:
        raise BadValue(_("“%s” is not filled in by choosing.") % field)
    known = field.options.values_list("value", "label")
    values, known_labels = {value for value, _label in known}, {label for _value, label in known}
    wanted = list(dict.fromkeys(arranging.one_line(label, longest=120) for label in labels))
    wanted = [label for label in wanted if label not in known_labels]
    if len(values) + len(wanted) > MOST_OPTIONS:
        raise BadValue(_("A field can have at most %d options.") % MOST_OPTIONS)
    position = arranging.next_position(field.options.all())
    made: list[FieldOption] = []
    for label in wanted:
        value = _value(label, taken=values)
        values.add(value)
        made.append(
            FieldOption(field=field, value=value, label=label, position=position + len(made))
        )
    FieldOption.objects.bulk_create(made, batch_size=1_000)
    if made:
        labels = [option.label for option in made]
        arranging.changed(kind_of(field), field, by, {"options": (None, _shortened(labels))})
    return made


@transaction.atomic
def rename_option(option: FieldOption, *, label: str, by: Actor) -> FieldOption:
    """Another word for the same answer: tickets keep it, and its tag."""
    must(by, Right.FIELDS)
    option = arranging.held(FieldOption.objects.select_related("field"), option.pk)
    label = arranging.one_line(label, longest=120)
    if option.field.options.filter(label=label).exclude(pk=option.pk).exists():
        raise BadValue(_("There is already an option called “%s”.") % label)
    changes = arranging.set_facts(option, {"label": label})
    if changes:
        arranging.changed(kind_of(option.field), option.field, by, {"option": changes["label"]})
    return option


@transaction.atomic
def place_option(option: FieldOption, *, before: int | None, by: Actor) -> None:
    must(by, Right.FIELDS)
    rows = FieldOption.objects.filter(field=option.field_id)
    places = arranging.place(rows, moved=option.pk, before=before)
    if places:
        words = [
            _("%(option)s: place %(place)d") % {"option": option, "place": at} for at in places
        ]
        change = {"option": (words[0], words[1])}
        arranging.changed(kind_of(option.field), option.field, by, change)


@transaction.atomic
def set_option_active(option: FieldOption, *, is_active: bool, by: Actor) -> FieldOption:
    """Out of use it can no longer be chosen; tickets that have it keep it."""
    must(by, Right.FIELDS)
    option = arranging.held(FieldOption.objects.select_related("field"), option.pk)
    if arranging.set_facts(option, {"is_active": is_active}):
        words = _("%s: in use") % option, _("%s: out of use") % option
        change = words[::-1] if is_active else words
        arranging.changed(
            kind_of(option.field), option.field, by, {"option": (change[0], change[1])}
        )
    return option


def conditions_on(field: CustomField) -> int:
    return FieldCondition.objects.filter(parent=field).count()


def _cleaned(kind: str, facts: dict[str, Any]) -> dict[str, Any]:
    facts = dict(facts)
    if "title" in facts:
        facts["title"] = arranging.one_line(facts["title"], longest=120)
    for name, longest in (("title_for_customers", 120), ("description", 2_000), ("pattern", 500)):
        if name in facts:
            facts[name] = str(facts[name]).replace("\x00", "").strip()[:longest]
    if "tag" in facts:
        facts["tag"] = "".join(rules.clean_tags([facts["tag"]])[:1])
    if kind != FieldKind.REGEXP:
        facts.pop("pattern", None)
    if kind != FieldKind.CHECKBOX:
        facts.pop("tag", None)
    return facts


def _must_fit(field: CustomField) -> None:
    if field.kind != FieldKind.REGEXP:
        return
    if not field.pattern:
        raise BadValue(_("Say which pattern the text must have."))
    check_pattern(field.pattern)


def _key(text: str, *, taken: set[str]) -> str:
    base = slugify(text).replace("-", "_")[: _LONGEST_KEY - 4].strip("_") or "field"
    return _free(base, taken)


def _value(label: str, *, taken: set[str]) -> str:
    words = rules.clean_tags([label])
    base = re.sub(r"_+", "_", words[0]) if words else "option"
    return _free(base[: _LONGEST_KEY - 6], taken)


def _free(base: str, taken: set[str]) -> str:
    """The name, or with the first number that makes it one of its own."""
    if base not in taken:
        return base
    number = 2
    while f"{base}_{number}" in taken:
        number += 1
    return f"{base}_{number}"


def _shortened(labels: list[str]) -> list[str]:
    return labels if len(labels) <= 20 else [*labels[:20], f"… (+{len(labels) - 20})"]
