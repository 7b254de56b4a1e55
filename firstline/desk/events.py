"""What can happen on the desk."""

from dataclasses import dataclass
from typing import Any

from firstline.desk.models import Message, Ticket
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


@dataclass(frozen=True, kw_only=True)
class MessageEvent(TicketEvent):
    message: Message

    def data(self) -> dict[str, Any]:
        return {"message": self.message.pk, "number": self.message.number}


@dataclass(frozen=True, kw_only=True)
class CustomerWrote(MessageEvent):
    """A customer's message arrived; also the one that opened the ticket."""


@dataclass(frozen=True, kw_only=True)
class ReplySent(MessageEvent):
    """A public reply is part of the conversation now; channels deliver it."""


@dataclass(frozen=True, kw_only=True)
class ReplyNotSent(TicketEvent):
    """A held reply was refused when its time came; it is a draft again."""

    reason: str

    def data(self) -> dict[str, Any]:
        return {"reason": self.reason}


@dataclass(frozen=True, kw_only=True)
class NoteAdded(MessageEvent):
    """An internal note was added."""


@dataclass(frozen=True, kw_only=True)
class TicketAssigned(TicketEvent):
    previous: Agent | None

    def data(self) -> dict[str, Any]:
        return {"from": _named(self.previous), "to": _named(self.ticket.assignee)}


@dataclass(frozen=True, kw_only=True)
class TicketMoved(TicketEvent):
    """The ticket went to another group."""

    previous: AgentGroup | None

    def data(self) -> dict[str, Any]:
        return {"from": _named(self.previous), "to": _named(self.ticket.group)}


@dataclass(frozen=True, kw_only=True)
class StatusChanged(TicketEvent):
    previous: str

    def data(self) -> dict[str, Any]:
        return {"from": self.previous, "to": self.ticket.status}


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
class ParticipantAdded(TicketEvent):
    person: int
    label: str

    def data(self) -> dict[str, Any]:
        return {"person": self.person, "name": self.label}


@dataclass(frozen=True, kw_only=True)
class ParticipantRemoved(ParticipantAdded):
    pass


def _named(row: Agent | AgentGroup | None) -> dict[str, Any] | None:
    """Id and name: history keeps the name of that day."""
    return None if row is None else {"id": row.pk, "name": str(row)}
