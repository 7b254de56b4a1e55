"""What the list shows of a ticket where it is a table: a column for each."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from firstline.desk.models import TicketType
from firstline.desk.time_spent import in_words, is_tracked
from firstline.platform.fields.models import CustomField, FieldSubject
from firstline.platform.fields.values import shown

Words = str | Promise
CUSTOM = "custom_fields_"
MOST_COLUMNS = 16
_CHANNELS: dict[str, Words] = {"email": _("Mail"), "web": _("Web"), "api": _("API")}


@dataclass(frozen=True)
class Column:
    name: str
    label: Words
    # How its cells are drawn: `text`, `moment`, `status`, `priority`, `assignee` or `tags`.
    kind: str
    # From a row of the list to what the cell shows; nothing where the kind knows it by itself.
    value: Callable[[Any], Any]
    # The name of what the list is sorted by when the heading is clicked.
    sort: str = ""
    # How much room it wants: `s`, `m` or `l`.
    width: str = "m"


@dataclass(frozen=True)
class Heading:
    """A column's heading; a click sorts the list by the column, and another turns it round."""

    column: Column
    # The address of the list sorted by it; empty for what cannot be sorted by.
    query: str = ""
    # As `aria-sort` has it: `ascending`, `descending`, or nothing.
    direction: str = ""


COLUMNS = {
    column.name: column
    for column in (
        Column("number", _("Number"), "text", lambda row: f"#{row.id}", "number", "s"),
        Column("status", _("Status"), "status", lambda row: row.status_label, "status"),
        Column("priority", _("Priority"), "priority", lambda row: row.priority_label, "priority"),
        Column("subject", _("Subject"), "text", lambda row: row.subject, "subject", "l"),
        Column("requester", _("Requester"), "text", lambda row: row.requester),
        Column("organisation", _("Organisation"), "text", lambda row: row.organisation),
        Column("assignee", _("Assignee"), "assignee", lambda row: row.assignee),
        Column("group", _("Group"), "text", lambda row: row.group),
        Column("tags", _("Tags"), "tags", lambda row: row.tags),
        Column("created", _("Created"), "moment", lambda row: row.created_at, "created", "s"),
        Column("updated", _("Last change"), "moment", lambda row: row.updated_at, "updated", "s"),
        Column("due", _("Due"), "moment", lambda row: row.due_at, "due", "s"),
        Column("waiting", _("Waiting"), "moment", lambda row: row.waiting_since, "waiting", "s"),
        Column("channel", _("Channel"), "text", lambda row: _channel(row.channel), width="s"),
        Column("type", _("Type"), "text", lambda row: _type(row.type), width="s"),
    )
}
TIME_SPENT = Column(
    "time_spent",
    _("Time spent"),
    "text",
    lambda row: in_words(row.time_spent) if row.time_spent else "",
    "time_spent",
    "s",
)


def columns_named(names: Iterable[str]) -> tuple[Column, ...]:
    """Those that there are, each once, in the order in which they were asked for."""
    wanted = list(dict.fromkeys(names))[:MOST_COLUMNS]
    custom = custom_columns() if any(name.startswith(CUSTOM) for name in wanted) else {}
    known = COLUMNS | custom
    if TIME_SPENT.name in wanted:
        known |= time_columns()
    return tuple(known[name] for name in wanted if name in known)


def custom_columns() -> dict[str, Column]:
    """A column for each of the desk's own fields."""
    fields = CustomField.objects.filter(subject=FieldSubject.TICKET, is_active=True)
    rows = fields.order_by("position", "pk").prefetch_related("options")
    return {f"{CUSTOM}{field.pk}": _custom(field) for field in rows}


def time_columns() -> dict[str, Column]:
    """Where time is tracked."""
    return {TIME_SPENT.name: TIME_SPENT} if is_tracked() else {}


def _custom(field: CustomField) -> Column:
    def value(row: Any) -> str:
        held = row.fields.get(field.slot)
        return "" if held is None else shown(field, held)

    return Column(f"{CUSTOM}{field.pk}", field.title, "text", value)


def _channel(name: str) -> Words:
    return _CHANNELS.get(name, name)


def _type(value: str) -> Words:
    return TicketType(value).label if value else ""
