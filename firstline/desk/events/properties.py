"""Whose a ticket is, how it stands, and what is known of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from firstline.desk.events.ticket import TicketEvent, named
from firstline.desk.models import (
    TicketForm,
)
from firstline.platform.fields.models import CustomField
from firstline.platform.fields.values import Value, shown
from firstline.team.models import Agent, AgentGroup


@dataclass(frozen=True, kw_only=True)
class TicketAssigned(TicketEvent):
    previous: Agent | None

    def data(self) -> dict[str, Any]:
        return {"from": named(self.previous), "to": named(self.ticket.assignee)}


@dataclass(frozen=True, kw_only=True)
class TicketMoved(TicketEvent):
    """The ticket went to another group."""

    previous: AgentGroup | None

    def data(self) -> dict[str, Any]:
        return {"from": named(self.previous), "to": named(self.ticket.group)}


@dataclass(frozen=True, kw_only=True)
class StatusChanged(TicketEvent):
    previous: str
    # What the desk calls the status, when that is its own word.
    was_called: str = ""

    def data(self) -> dict[str, Any]:
        words = {}
        if self.was_called or self.ticket.custom_status:
            words = {"was_called": self.was_called, "called": self.ticket.status_label}
        return {"from": self.previous, "to": self.ticket.status, **words}


@dataclass(frozen=True, kw_only=True)
class PriorityChanged(TicketEvent):
    previous: str

    def data(self) -> dict[str, Any]:
        return {"from": self.previous, "to": self.ticket.priority}


@dataclass(frozen=True, kw_only=True)
class TagsChanged(TicketEvent):
    previous: list[str]

    def data(self) -> dict[str, Any]:
        return {"from": self.previous, "to": self.ticket.tags}


@dataclass(frozen=True, kw_only=True)
class SubjectChanged(TicketEvent):
    previous: str

    def data(self) -> dict[str, Any]:
        return {"from": self.previous, "to": self.ticket.subject}


@dataclass(frozen=True, kw_only=True)
class TypeChanged(TicketEvent):
    previous: str

    def data(self) -> dict[str, Any]:
        return {"from": self.previous, "to": self.ticket.type}


@dataclass(frozen=True, kw_only=True)
class DueChanged(TicketEvent):
    previous: datetime | None

    def data(self) -> dict[str, Any]:
        to = self.ticket.due_at
        return {
            "from": self.previous.isoformat() if self.previous else None,
            "to": to.isoformat() if to else None,
        }


@dataclass(frozen=True, kw_only=True)
class FormChanged(TicketEvent):
    previous: TicketForm | None

    def data(self) -> dict[str, Any]:
        return {"from": named(self.previous), "to": named(self.ticket.form)}


@dataclass(frozen=True, kw_only=True)
class FieldsChanged(TicketEvent):
    """Custom fields were filled in or emptied: each with what it held before and holds now."""

    changes: Mapping[CustomField, tuple[Value, Value]]

    def data(self) -> dict[str, Any]:
        return {
            "changes": [
                {
                    "field": field.pk,
                    "title": field.title,
                    "from": before,
                    "to": after,
                    "was_shown": shown(field, before),
                    "shown": shown(field, after),
                }
                for field, (before, after) in self.changes.items()
            ]
        }


@dataclass(frozen=True, kw_only=True)
class TicketSnoozed(TicketEvent):
    """Out of sight until a time, or until the customer writes."""

    def data(self) -> dict[str, Any]:
        until = self.ticket.snoozed_until
        return {"until": until.isoformat() if until else None}


@dataclass(frozen=True, kw_only=True)
class TicketWoken(TicketEvent):
    """A snoozed ticket is back in sight."""


@dataclass(frozen=True, kw_only=True)
class TicketRemoved(TicketEvent):
    """The ticket went into the bin or into spam."""

    def data(self) -> dict[str, Any]:
        return {"to": self.ticket.removed_as}


@dataclass(frozen=True, kw_only=True)
class TicketRestored(TicketEvent):
    previous: str

    def data(self) -> dict[str, Any]:
        return {"from": self.previous}
