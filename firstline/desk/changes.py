"""Changes to tickets in the field's vocabulary: read once, applied to any ticket by the verbs.

Bulk edits, macros and rules hold `[{"field": "status", "value": "pending"}, …]`. Reading refuses
what could never be done; applying refuses, ticket by ticket, what this ticket does not allow.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from firstline.desk import actions
from firstline.desk.actions.conversation import locked
from firstline.desk.errors import BadValue
from firstline.desk.models import (
    CustomStatus,
    Priority,
    Removal,
    Ticket,
    TicketForm,
    TicketStatus,
    TicketType,
)
from firstline.desk.snoozes import CUSTOMER_WRITES
from firstline.platform.clock import now
from firstline.platform.events.actors import Actor
from firstline.platform.fields.models import CustomField, FieldSubject
from firstline.platform.fields.values import cleaned
from firstline.team.models import Agent, AgentGroup

Row = TypeVar("Row", bound=Model)
MOST_CHANGES = 50
CUSTOM = "custom_fields_"
_NOBODY = ("", "__NULL__", None)


@dataclass(frozen=True)
class Change:
    """One field and what it becomes, as it is kept and sent: text, or a list of texts."""

    field: str
    value: str | tuple[str, ...] | None

    def as_json(self) -> dict[str, Any]:
        value = list(self.value) if isinstance(self.value, tuple) else self.value
        return {"field": self.field, "value": value}

    @property
    def words(self) -> list[str]:
        """The value as words: tags are written with blanks or commas between them."""
        text = " ".join(self.value) if isinstance(self.value, tuple) else self.value or ""
        return text.replace(",", " ").split()


@dataclass(frozen=True)
class Changer:
    """How one field is changed."""

    label: str | Promise
    # What the value means, or `BadValue`. `by` gives "current_user" its meaning.
    read: Callable[[Change, Actor], Any]
    apply: Callable[[Ticket, Any, Actor], Ticket]
    # What puts the field back as it is now, for undoing.
    before: Callable[[Ticket], Sequence[Change]]


def read(given: object) -> tuple[Change, ...]:
    """Changes from JSON, in their order."""
    if not isinstance(given, list | tuple) or len(given) > MOST_CHANGES:
        raise BadValue(_("Changes are a list of at most %d fields and values.") % MOST_CHANGES)
    return tuple(_read_one(one) for one in given)


def check(changes: Iterable[Change], *, by: Actor) -> None:
    """Refuse fields that do not exist and values they cannot have."""
    for change in changes:
        _changer(change).read(change, by)


def meaning(change: Change, *, by: Actor) -> Any:
    """What the value stands for: a row, a word, a moment; None for nobody and nothing."""
    return _changer(change).read(change, by)


@transaction.atomic
def apply(ticket: Ticket, changes: Iterable[Change], *, by: Actor) -> tuple[Change, ...]:
    """Make the changes, all or none; what it gives back, applied in turn, undoes them."""
    before: list[Change] = []
    ticket = locked(ticket)
    for change in changes:
        changer = _changer(change)
        value = changer.read(change, by)
        before[:0] = changer.before(ticket)
        ticket = changer.apply(ticket, value, by)
    return tuple(before)


def fields() -> dict[str, str | Promise]:
    """What can be changed, with its name for people, custom fields included."""
    labels = {name: changer.label for name, changer in _CHANGERS.items()}
    custom = CustomField.objects.about(FieldSubject.TICKET)
    return labels | {f"{CUSTOM}{field.pk}": field.title for field in custom}


def _read_one(given: object) -> Change:
    if not isinstance(given, Mapping) or not isinstance(given.get("field"), str):
        raise BadValue(_("A change needs a field and a value."))
    value = given.get("value")
    if isinstance(value, list | tuple):
        return Change(given["field"], tuple(str(one).replace("\x00", "") for one in value))
    if isinstance(value, bool):
        return Change(given["field"], "true" if value else "false")
    return Change(given["field"], None if value is None else str(value).replace("\x00", ""))


def _changer(change: Change) -> Changer:
    if change.field.startswith(CUSTOM):
        return _custom(change.field)
    changer = _CHANGERS.get(change.field)
    if changer is None:
        raise BadValue(_("There is no field “%s” to change.") % change.field[:80])
    return changer


# What values mean


def _one_of(choices: Sequence[str]) -> Callable[[Change, Actor], str]:
    def read_choice(change: Change, _by: Actor) -> str:
        value = change.value or ""
        if not isinstance(value, str) or value not in choices:
            raise BadValue(_("“%(value)s” is no value of %(field)s.") % _named(change))
        return value

    return read_choice


def _agent(change: Change, by: Actor) -> Agent | None:
    if change.value in _NOBODY:
        return None
    if change.value == "current_user":
        return by if isinstance(by, Agent) else None
    return _row(Agent, change)


def _group(change: Change, by: Actor) -> AgentGroup | None:
    if change.value in _NOBODY:
        return None
    if change.value == "current_groups":
        own = by.group_ids if isinstance(by, Agent) else ()
        return AgentGroup.objects.filter(pk__in=own).order_by("pk").first()
    return _row(AgentGroup, change)


def _form(change: Change, _by: Actor) -> TicketForm | None:
    if change.value in _NOBODY:
        return None
    if change.value == "default_ticket_form":
        return TicketForm.objects.filter(is_default=True).first()
    return _row(TicketForm, change)


def _own_status(change: Change, _by: Actor) -> CustomStatus:
    return _row(CustomStatus, change)


def _tags(change: Change, _by: Actor) -> list[str]:
    return change.words


def _subject(change: Change, _by: Actor) -> str:
    if not isinstance(change.value, str) or not change.value.strip():
        raise BadValue(_("A ticket needs a subject."))
    return change.value


def _moment(change: Change, _by: Actor) -> datetime | None:
    if change.value in _NOBODY:
        return None
    try:
        moment = datetime.fromisoformat(str(change.value))
    except ValueError:
        raise BadValue(_("“%(value)s” is no value of %(field)s.") % _named(change)) from None
    if moment.tzinfo is None or not 1900 <= moment.year <= 9000:
        raise BadValue(_("“%(value)s” is no value of %(field)s.") % _named(change))
    return moment


def _snooze(change: Change, by: Actor) -> datetime | str | None:
    """A moment, or the word for "until the customer writes"; None is awake."""
    return CUSTOMER_WRITES if change.value == CUSTOMER_WRITES else _moment(change, by)


def _apply_snooze(ticket: Ticket, until: datetime | str | None, by: Actor) -> Ticket:
    if isinstance(until, str):
        return actions.snooze(ticket, until=None, by=_agent_alone(by))
    # What is put back may have come due meanwhile.
    if until is None or until <= now():
        return actions.wake(ticket, by=by)
    return actions.snooze(ticket, until=until, by=_agent_alone(by))


def _agent_alone(by: Actor) -> Agent:
    if not isinstance(by, Agent):
        raise BadValue(_("Only an agent can snooze a ticket."))
    return by


def _apply_removal(ticket: Ticket, to: str, by: Actor) -> Ticket:
    return actions.remove(ticket, to=to, by=by) if to else actions.restore(ticket, by=by)


def _row(model: type[Row], change: Change) -> Row:
    text = change.value if isinstance(change.value, str) else ""
    is_id = text.isascii() and text.isdecimal() and len(text) < 19
    row = model._default_manager.filter(pk=int(text)).first() if is_id else None
    if row is None:
        raise BadValue(_("“%(value)s” is no value of %(field)s.") % _named(change))
    return row


def _named(change: Change) -> dict[str, str]:
    return {"value": str(change.value)[:80], "field": change.field}


# What puts things back


def _id(name: str, column: str) -> Callable[[Ticket], Sequence[Change]]:
    def before(ticket: Ticket) -> Sequence[Change]:
        ident = getattr(ticket, column)
        return (Change(name, None if ident is None else str(ident)),)

    return before


def _text(name: str) -> Callable[[Ticket], Sequence[Change]]:
    return lambda ticket: (Change(name, getattr(ticket, name)),)


def _status_before(ticket: Ticket) -> Sequence[Change]:
    if ticket.custom_status_id:
        return (Change("custom_status_id", str(ticket.custom_status_id)),)
    return (Change("status", ticket.status),)


def _group_before(ticket: Ticket) -> Sequence[Change]:
    # Who loses the ticket with the group gets it back with it.
    return (*_id("group_id", "group_id")(ticket), *_id("assignee_id", "assignee_id")(ticket))


def _tags_before(ticket: Ticket) -> Sequence[Change]:
    return (Change("set_tags", " ".join(ticket.tags)),)


def _snooze_before(ticket: Ticket) -> Sequence[Change]:
    if not ticket.is_snoozed:
        return (Change("snoozed_until", None),)
    until = ticket.snoozed_until
    return (Change("snoozed_until", until.isoformat() if until else CUSTOMER_WRITES),)


def _due_before(ticket: Ticket) -> Sequence[Change]:
    return (Change("due_at", ticket.due_at.isoformat() if ticket.due_at else None),)


def _custom(name: str) -> Changer:
    digits = name.removeprefix(CUSTOM)
    is_id = digits.isascii() and digits.isdecimal() and len(digits) < 19
    known = CustomField.objects.about(FieldSubject.TICKET)
    field = known.filter(pk=int(digits)).first() if is_id else None
    if field is None:
        raise BadValue(_("There is no field “%s” to change.") % name[:80])

    def read_value(change: Change, _by: Actor) -> object:
        given = list(change.value) if isinstance(change.value, tuple) else change.value
        return cleaned(field, given)

    def before(ticket: Ticket) -> Sequence[Change]:
        return (_read_one({"field": name, "value": ticket.fields.get(field.slot)}),)

    return Changer(
        label=field.title,
        read=read_value,
        apply=lambda ticket, value, by: actions.set_fields(ticket, values={field: value}, by=by),
        before=before,
    )


_CHANGERS: dict[str, Changer] = {
    "status": Changer(
        label=gettext_lazy("Status"),
        read=_one_of([status for status in TicketStatus.values if status != TicketStatus.CLOSED]),
        apply=lambda ticket, status, by: actions.set_status(ticket, status=status, by=by),
        before=_status_before,
    ),
    "custom_status_id": Changer(
        label=gettext_lazy("Own status"),
        read=_own_status,
        apply=lambda ticket, status, by: actions.set_custom_status(ticket, status=status, by=by),
        before=_status_before,
    ),
    "assignee_id": Changer(
        label=gettext_lazy("Assignee"),
        read=_agent,
        apply=lambda ticket, agent, by: actions.assign(ticket, to=agent, by=by),
        before=_id("assignee_id", "assignee_id"),
    ),
    "group_id": Changer(
        label=gettext_lazy("Group"),
        read=_group,
        apply=lambda ticket, group, by: actions.move_to_group(ticket, group=group, by=by),
        before=_group_before,
    ),
    "priority": Changer(
        label=gettext_lazy("Priority"),
        read=_one_of(Priority.values),
        apply=lambda ticket, priority, by: actions.set_priority(ticket, priority=priority, by=by),
        before=_text("priority"),
    ),
    "type": Changer(
        label=gettext_lazy("Type"),
        read=_one_of(["", *TicketType.values]),
        apply=lambda ticket, type_, by: actions.set_type(ticket, type=type_, by=by),
        before=_text("type"),
    ),
    "ticket_form_id": Changer(
        label=gettext_lazy("Form"),
        read=_form,
        apply=lambda ticket, form, by: actions.set_form(ticket, form=form, by=by),
        before=_id("ticket_form_id", "form_id"),
    ),
    "due_at": Changer(
        label=gettext_lazy("Due"),
        read=_moment,
        apply=lambda ticket, due_at, by: actions.set_due(ticket, due_at=due_at, by=by),
        before=_due_before,
    ),
    "snoozed_until": Changer(
        label=gettext_lazy("Snoozed until"),
        read=_snooze,
        apply=_apply_snooze,
        before=_snooze_before,
    ),
    "removed_as": Changer(
        label=gettext_lazy("Bin or spam"),
        read=_one_of(["", *Removal.values]),
        apply=_apply_removal,
        before=_text("removed_as"),
    ),
    "subject": Changer(
        label=gettext_lazy("Subject"),
        read=_subject,
        apply=lambda ticket, subject, by: actions.rename(ticket, subject=subject, by=by),
        before=_text("subject"),
    ),
    "set_tags": Changer(
        label=gettext_lazy("Set tags"),
        read=_tags,
        apply=lambda ticket, tags, by: actions.set_tags(ticket, tags=tags, by=by),
        before=_tags_before,
    ),
    "current_tags": Changer(
        label=gettext_lazy("Add tags"),
        read=_tags,
        apply=lambda ticket, tags, by: actions.set_tags(ticket, add=tags, by=by),
        before=_tags_before,
    ),
    "remove_tags": Changer(
        label=gettext_lazy("Remove tags"),
        read=_tags,
        apply=lambda ticket, tags, by: actions.set_tags(ticket, remove=tags, by=by),
        before=_tags_before,
    ),
}
