"""Rows of the list: the tickets by themselves, then the names of what they point at.

One query over all these tables has the planner weigh thousands of orders of joining them, which
takes longer than to find the rows.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import FilteredRelation, Model, Q, QuerySet
from django.utils.functional import Promise

from firstline.customers.models import Organisation
from firstline.desk.models import CustomStatus, Priority, Ticket, TicketStatus
from firstline.desk.models.ticket import UNSOLVED
from firstline.desk.queue.columns import CUSTOM
from firstline.platform.accounts.models import Person
from firstline.team.models import Agent, AgentGroup

Values = dict[str, Any]

_STATUS_LABELS = dict(TicketStatus.choices)
_PRIORITY_LABELS = dict(Priority.choices)
# How far the reader has read the ticket.
_READ = "own_reading__number"
_COLUMNS = (
    "id",
    "subject",
    "status",
    "custom_status_id",
    "priority",
    "tags",
    "preview",
    "updated_at",
    "waiting_since",
    "message_count",
    "requester_id",
    "organisation_id",
    "assignee_id",
    "group_id",
    "is_snoozed",
    "snoozed_until",
    "created_at",
    "due_at",
    "channel",
    "type",
    "time_spent",
)


@dataclass(frozen=True, slots=True)
class TicketRow:
    """One ticket as the list shows it."""

    id: int
    subject: str
    status: str
    status_label: str | Promise
    priority: str
    priority_label: str | Promise
    tags: list[str]
    preview: str
    updated_at: datetime
    waiting_since: datetime | None
    message_count: int
    requester: str
    assignee: str
    # These three only where a column or a group shows them.
    group: str
    organisation: str
    fields: Values
    is_snoozed: bool
    snoozed_until: datetime | None
    created_at: datetime
    due_at: datetime | None
    channel: str
    type: str
    time_spent: int
    # Whether somebody wrote since the reader looked.
    is_unread: bool

    @property
    def path(self) -> str:
        # As `reverse("ticket")` says, which is too slow to ask for every row; a test compares.
        return f"/tickets/{self.id}/"


def read_rows(
    tickets: QuerySet[Ticket],
    most: int,
    order: Sequence[str],
    reader: Agent | None,
    shown: Collection[str],
) -> list[tuple[TicketRow, Values]]:
    """The first tickets of a list in order, each with the values that it is sorted by."""
    more = ["fields"] if any(name.startswith(CUSTOM) for name in shown) else []
    if reader is not None:
        own = FilteredRelation("readings", condition=Q(readings__agent=reader))
        tickets = tickets.annotate(own_reading=own)
        more.append(_READ)
    found = list(tickets.values(*_COLUMNS, *more, *order)[:most])
    names = _Names.of(found, shown)
    return [(_row(values, names), values) for values in found]


@dataclass(frozen=True)
class _Names:
    """By their ids, how the rows that tickets point at are called."""

    people: dict[int, str]
    statuses: dict[int, str]
    groups: dict[int, str]
    organisations: dict[int, str]

    @classmethod
    def of(cls, found: list[Values], shown: Collection[str]) -> "_Names":
        people = [*_ids(found, "requester_id"), *_ids(found, "assignee_id")]
        return cls(
            people={
                ident: name or email or ""
                for ident, name, email in _looked_up(Person, people, "name", "email")
            },
            statuses=dict(_looked_up(CustomStatus, _ids(found, "custom_status_id"), "label")),
            groups=(
                dict(_looked_up(AgentGroup, _ids(found, "group_id"), "name"))
                if "group" in shown
                else {}
            ),
            organisations=(
                dict(_looked_up(Organisation, _ids(found, "organisation_id"), "name"))
                if "organisation" in shown
                else {}
            ),
        )


def _ids(found: list[Values], column: str) -> set[int]:
    return {values[column] for values in found if values[column] is not None}


def _looked_up(model: type[Model], ids: Collection[int], *columns: str) -> Iterable[Any]:
    if not ids:
        return ()
    rows: Iterable[Any] = model._default_manager.filter(pk__in=ids).values_list("pk", *columns)
    return rows


def _row(values: Values, names: _Names) -> TicketRow:
    return TicketRow(
        id=values["id"],
        subject=values["subject"],
        status=values["status"],
        status_label=names.statuses.get(values["custom_status_id"])
        or _STATUS_LABELS[values["status"]],
        priority=values["priority"],
        priority_label=_PRIORITY_LABELS[values["priority"]],
        tags=values["tags"],
        preview=values["preview"],
        updated_at=values["updated_at"],
        waiting_since=values["waiting_since"],
        message_count=values["message_count"],
        requester=names.people.get(values["requester_id"], ""),
        assignee=names.people.get(values["assignee_id"], ""),
        group=names.groups.get(values["group_id"], ""),
        organisation=names.organisations.get(values["organisation_id"], ""),
        fields=values.get("fields", {}),
        is_snoozed=values["is_snoozed"],
        snoozed_until=values["snoozed_until"],
        created_at=values["created_at"],
        due_at=values["due_at"],
        channel=values["channel"],
        type=values["type"],
        time_spent=values["time_spent"],
        is_unread=_is_unread(values),
    )


def _is_unread(values: Values) -> bool:
    """What the reader never opened is only new to them while it is to be worked on."""
    if _READ not in values:
        return False
    if values[_READ] is None:
        return values["status"] in UNSOLVED
    return bool(values[_READ] < values["message_count"])
