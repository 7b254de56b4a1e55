"""What a ticket begins with."""

from dataclasses import dataclass
from typing import Any

from firstline.desk.models import Ticket, TicketForm
from firstline.platform.events.publishing import DomainEvent
from firstline.team.models import Agent, AgentGroup


@dataclass(frozen=True, kw_only=True)
class TicketEvent(DomainEvent):
    """Something that happened to a ticket."""

    ticket: Ticket

    def subject(self) -> tuple[str, int]:
        return "ticket", self.ticket.pk


@dataclass(frozen=True, kw_only=True)
class TicketOpened(TicketEvent):
    def data(self) -> dict[str, Any]:
        return {
            "subject": self.ticket.subject,
            "status": self.ticket.status,
            "priority": self.ticket.priority,
            "channel": self.ticket.channel,
            "requester": self.ticket.requester_id,
            "group": self.ticket.group_id,
            "tags": self.ticket.tags,
        }


def named(row: Agent | AgentGroup | TicketForm | None) -> dict[str, Any] | None:
    """Id and name: history keeps the name of that day."""
    return None if row is None else {"id": row.pk, "name": str(row)}
