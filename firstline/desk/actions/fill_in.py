"""What is known of a ticket beside its conversation: type, form, due date, custom fields."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from firstline.desk import course, rules
from firstline.desk.actions.conversation import locked
from firstline.desk.errors import BadValue
from firstline.desk.events import DueChanged, FieldsChanged, FormChanged, StatusChanged, TypeChanged
from firstline.desk.models import CustomStatus, Ticket, TicketForm, TicketType
from firstline.platform.clock import now
from firstline.platform.events.actors import Actor
from firstline.platform.events.publishing import publish
from firstline.platform.fields.models import CustomField
from firstline.platform.fields.values import cleaned, tags_of


@transaction.atomic
def set_type(ticket: Ticket, *, type: str, by: Actor) -> Ticket:  # noqa: A002 - the field's term
    if type and type not in TicketType.values:
        raise BadValue(_("%r is not a type of ticket.") % type)
    ticket = _to_change(ticket, by)
    previous, ticket.type = ticket.type, type
    if previous != type:
        _save(ticket, "type")
        publish(TypeChanged(ticket=ticket, previous=previous, by=by))
    return ticket


@transaction.atomic
def set_due(ticket: Ticket, *, due_at: datetime | None, by: Actor) -> Ticket:
    ticket = _to_change(ticket, by)
    previous, ticket.due_at = ticket.due_at, due_at
    if previous != due_at:
        _save(ticket, "due_at")
        publish(DueChanged(ticket=ticket, previous=previous, by=by))
    return ticket


@transaction.atomic
def set_form(ticket: Ticket, *, form: TicketForm | None, by: Actor) -> Ticket:
    ticket = _to_change(ticket, by)
    previous, ticket.form = ticket.form, form
    if previous != form:
        _save(ticket, "form")
        publish(FormChanged(ticket=ticket, previous=previous, by=by))
    return ticket


@transaction.atomic
def set_custom_status(ticket: Ticket, *, status: CustomStatus | None, by: Actor) -> Ticket:
    """Give the ticket the desk's own status and its category; None leaves the category alone."""
    ticket = _to_change(ticket, by)
    previous, was_called = ticket.status, ticket.status_label
    if ticket.custom_status == status:
        return ticket
    course.enter_status(ticket, status.category if status else ticket.status, by=by, at=now())
    ticket.custom_status = status
    ticket.save(update_fields=course.OF_STATUS)
    publish(StatusChanged(ticket=ticket, previous=previous, was_called=was_called, by=by))
    return ticket


@transaction.atomic
def set_fields(ticket: Ticket, *, values: Mapping[CustomField, object], by: Actor) -> Ticket:
    """Fill in custom fields; None empties one. Choices and ticked boxes bring their tags along."""
    ticket = _to_change(ticket, by)
    kept, tags, changes = dict(ticket.fields), set(ticket.tags), {}
    for field, given in values.items():
        value, previous = cleaned(field, given), kept.get(field.slot)
        if value == previous:
            continue
        tags = tags - tags_of(field, previous) | tags_of(field, value)
        kept[field.slot] = value
        changes[field] = (previous, value)
    if not changes:
        return ticket

    ticket.fields = {slot: value for slot, value in kept.items() if value is not None}
    ticket.tags = rules.clean_tags(list(tags))
    _save(ticket, "fields", "tags")
    publish(FieldsChanged(ticket=ticket, changes=changes, by=by))
    return ticket


def _to_change(ticket: Ticket, by: Actor) -> Ticket:
    ticket = locked(ticket)
    rules.must_work(by)
    rules.must_be_open(ticket)
    return ticket


def _save(ticket: Ticket, *fields: str) -> None:
    ticket.updated_at = now()
    ticket.save(update_fields=[*fields, "updated_at"])
