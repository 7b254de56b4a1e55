"""Fields about time. The field's vocabulary counts hours since, or until, something happened."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from firstline.desk.models import TicketStatus
from firstline.platform.conditions.columns import Path, When
from firstline.platform.conditions.fields import Field, Words
from firstline.platform.conditions.kinds import HOURS_SINCE, HOURS_UNTIL, MOMENT

DATES = _("Dates")
HOURS = _("Hours")


def _of(column: str) -> Callable[[Any], Any]:
    return lambda ticket: getattr(ticket, column)


def _date(name: str, label: Words, column: str) -> Field:
    return Field(
        name=name,
        label=label,
        kind=MOMENT,
        column=Path(column),
        value=_of(column),
        section=DATES,
        icon="calendar",
    )


def _hours_since(name: str, label: Words, column: str) -> Field:
    return Field(
        name=name,
        label=label,
        kind=HOURS_SINCE,
        column=Path(column),
        value=_of(column),
        section=HOURS,
        icon="clock",
    )


def _hours_in(status: TicketStatus, label: Words) -> Field:
    return Field(
        name=status.value.upper(),
        label=label,
        kind=HOURS_SINCE,
        column=When(Path("status_changed_at"), Q(status=status)),
        value=lambda ticket: ticket.status_changed_at if ticket.status == status else None,
        section=HOURS,
        icon="clock",
    )


MOMENTS = [
    _date("exact_created_at", _("Created"), "created_at"),
    _date("exact_updated_at", _("Updated"), "updated_at"),
    _date("exact_solved_at", _("Solved on"), "solved_at"),
    _date("exact_due_at", _("Due"), "due_at"),
    _hours_since("created_at", _("Hours since it was created"), "created_at"),
    _hours_since("updated_at", _("Hours since the last change"), "updated_at"),
    _hours_since("waiting_since", _("Hours the customer waits"), "waiting_since"),
    _hours_since("assigned_at", _("Hours since it was assigned"), "assigned_at"),
    _hours_since("requester_updated_at", _("Hours since the customer wrote"), "customer_acted_at"),
    _hours_since("assignee_updated_at", _("Hours since an agent replied"), "assignee_acted_at"),
    _hours_in(TicketStatus.NEW, _("Hours since it is new")),
    _hours_in(TicketStatus.OPEN, _("Hours since it is open")),
    _hours_in(TicketStatus.PENDING, _("Hours since it is pending")),
    _hours_in(TicketStatus.HOLD, _("Hours since it is on hold")),
    _hours_in(TicketStatus.SOLVED, _("Hours since it is solved")),
    _hours_in(TicketStatus.CLOSED, _("Hours since it is closed")),
    _hours_since("due_date", _("Hours since it was due"), "due_at"),
    Field(
        name="until_due_date",
        label=_("Hours until it is due"),
        kind=HOURS_UNTIL,
        column=Path("due_at"),
        value=_of("due_at"),
        section=HOURS,
        icon="calendar-clock",
    ),
]
