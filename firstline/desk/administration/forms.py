"""Ticket forms: which fields, in which order, and on what condition."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from firstline.desk.administration import arranging
from firstline.desk.errors import BadValue
from firstline.desk.models import FieldCondition, FormField, Ticket, TicketForm, TicketStatus
from firstline.platform.events.actors import Actor
from firstline.platform.fields.models import CustomField, FieldKind, FieldSubject
from firstline.platform.fields.values import Value, cleaned, shown
from firstline.team.rights import Right
from firstline.team.rules import must

KIND = "ticket_form"
CHANGEABLE = ("name", "name_for_customers", "is_default", "is_shown_to_customers")


@transaction.atomic
def add_form(name: str, *, by: Actor) -> TicketForm:
    """A new form, last in the list, with all the fields in use; the first one is the default."""
    must(by, Right.FIELDS)
    name = _free_name(name)
    form = TicketForm.objects.create(
        name=name,
        position=arranging.next_position(TicketForm.objects.all()),
        is_default=not TicketForm.objects.exists(),
    )
    fields = CustomField.objects.filter(subject=FieldSubject.TICKET, is_active=True)
    FormField.objects.bulk_create(
        FormField(form=form, field=field, position=position)
        for position, field in enumerate(fields.order_by("position", "pk"))
    )
    arranging.added(KIND, form, by)
    return form


@transaction.atomic
def change_form(form: TicketForm, *, by: Actor, **facts: Any) -> TicketForm:
    must(by, Right.FIELDS)
    assert facts.keys() <= set(CHANGEABLE)
    form = arranging.held(TicketForm.objects.all(), form.pk)
    if "name" in facts:
        facts["name"] = _free_name(facts["name"], but=form)
    if "name_for_customers" in facts:
        facts["name_for_customers"] = facts["name_for_customers"].replace("\x00", "").strip()[:120]
    if facts.get("is_default"):
        TicketForm.objects.filter(is_default=True).exclude(pk=form.pk).update(is_default=False)
    arranging.changed(KIND, form, by, arranging.set_facts(form, facts))
    return form


@transaction.atomic
def place_form(form: TicketForm, *, before: int | None, by: Actor) -> None:
    must(by, Right.FIELDS)
    places = arranging.place(TicketForm.objects.all(), moved=form.pk, before=before)
    arranging.changed(KIND, form, by, {"position": places} if places else {})


@transaction.atomic
def set_form_active(form: TicketForm, *, is_active: bool, by: Actor) -> TicketForm:
    """Out of use it can no longer be chosen; tickets that have it keep it."""
    must(by, Right.FIELDS)
    form = arranging.held(TicketForm.objects.all(), form.pk)
    if form.is_default and not is_active:
        raise BadValue(_("Tickets without a form have this one. Make another the default first."))
    arranging.changed(KIND, form, by, arranging.set_facts(form, {"is_active": is_active}))
    return form


@transaction.atomic
def delete_form(form: TicketForm, *, by: Actor) -> None:
    must(by, Right.FIELDS)
    form = arranging.held(TicketForm.objects.all(), form.pk)
    if form.is_default and TicketForm.objects.exclude(pk=form.pk).exists():
        raise BadValue(_("Tickets without a form have this one. Make another the default first."))
    if Ticket.objects.filter(form=form).exists():
        raise BadValue(_("There are tickets with “%s”. Put it out of use instead.") % form)
    arranging.removed(KIND, form, by)
    form.delete()


@transaction.atomic
def add_field(form: TicketForm, *, field: CustomField, by: Actor) -> None:
    must(by, Right.FIELDS)
    form = arranging.held(TicketForm.objects.all(), form.pk)
    if field.subject != FieldSubject.TICKET or form.form_fields.filter(field=field).exists():
        raise BadValue(_("“%s” cannot be added to this form.") % field)
    before = _fields_of(form)
    FormField.objects.create(
        form=form, field=field, position=arranging.next_position(form.form_fields.all())
    )
    arranging.changed(KIND, form, by, {"fields": (before, _fields_of(form))})


@transaction.atomic
def remove_field(form: TicketForm, *, field: CustomField, by: Actor) -> None:
    """Take the field out, and the conditions that it is part of."""
    must(by, Right.FIELDS)
    form = arranging.held(TicketForm.objects.all(), form.pk)
    before = _fields_of(form)
    form.form_fields.filter(field=field).delete()
    form.conditions.filter(parent=field).delete()
    form.conditions.filter(child=field).delete()
    if before != _fields_of(form):
        arranging.changed(KIND, form, by, {"fields": (before, _fields_of(form))})


@transaction.atomic
def place_form_field(row: FormField, *, before: int | None, by: Actor) -> None:
    must(by, Right.FIELDS)
    form = arranging.held(TicketForm.objects.all(), row.form_id)
    was = _fields_of(form)
    if arranging.place(form.form_fields.all(), moved=row.pk, before=before):
        arranging.changed(KIND, form, by, {"fields": (was, _fields_of(form))})


@transaction.atomic
def add_condition(
    form: TicketForm,
    *,
    parent: CustomField,
    value: object,
    child: CustomField,
    required_on: Sequence[str] = (),
    by: Actor,
) -> FieldCondition:
    """Show a field of the form only where another one has this value."""
    must(by, Right.FIELDS)
    form = arranging.held(TicketForm.objects.all(), form.pk)
    inside = set(form.form_fields.values_list("field_id", flat=True))
    if parent == child or not {parent.pk, child.pk} <= inside:
        raise BadValue(_("Choose two fields of this form."))
    if not set(required_on) <= set(TicketStatus.values):
        raise BadValue(_("There is no such status."))
    kept = _value_of(parent, value)
    condition, _made = form.conditions.update_or_create(
        parent=parent, value=kept, child=child, defaults={"required_on": list(required_on)}
    )
    arranging.changed(KIND, form, by, {"condition": (None, sentence(condition))})
    return condition


@transaction.atomic
def remove_condition(condition: FieldCondition, *, by: Actor) -> None:
    must(by, Right.FIELDS)
    words = sentence(condition)
    arranging.changed(KIND, condition.form, by, {"condition": (words, None)})
    condition.delete()


def sentence(condition: FieldCondition) -> str:
    """As people read it."""
    facts = {
        "child": condition.child,
        "parent": condition.parent,
        "value": shown(condition.parent, condition.value),
    }
    words = _("Show %(child)s when %(parent)s is %(value)s") % facts
    if not condition.required_on:
        return f"{words}."
    statuses = ", ".join(str(TicketStatus(one).label) for one in condition.required_on)
    return _("%(words)s, and require it for: %(statuses)s.") % {
        "words": words,
        "statuses": statuses,
    }


def _value_of(parent: CustomField, given: object) -> Value:
    """What the parent must hold; of several choices, one."""
    if parent.kind == FieldKind.CHECKBOX:
        return str(given).lower() in ("true", "1", "on", "yes")
    value = cleaned(parent, [given] if parent.kind == FieldKind.MULTISELECT else given)
    value = value[0] if isinstance(value, list) else value
    if value is None:
        raise BadValue(_("Say which value the other field must have."))
    return value


def _fields_of(form: TicketForm) -> list[str]:
    rows = form.form_fields.select_related("field").order_by("position", "pk")
    return [row.field.title for row in rows]


def _free_name(name: str, *, but: TicketForm | None = None) -> str:
    name = arranging.one_line(name, longest=120)
    others = TicketForm.objects.filter(name=name)
    if (others.exclude(pk=but.pk) if but else others).exists():
        raise BadValue(_("There is already a form called “%s”.") % name)
    return name
