"""What is said on a ticket, and who takes part."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from firstline.desk.dispatch import AS_USUAL, Dispatch
from firstline.desk.events.ticket import TicketEvent, named
from firstline.desk.models import (
    Draft,
    Message,
)
from firstline.team.models import Agent


@dataclass(frozen=True, kw_only=True)
class MessageEvent(TicketEvent):
    message: Message
    # What it was until now, while it is still there: areas above may keep something with it.
    draft: Draft | None = None

    def data(self) -> dict[str, Any]:
        return {"message": self.message.pk, "number": self.message.number}


@dataclass(frozen=True, kw_only=True)
class CustomerWrote(MessageEvent):
    """A customer's message arrived; also the one that opened the ticket."""


@dataclass(frozen=True, kw_only=True)
class ReplySent(MessageEvent):
    """A public reply is part of the conversation now; channels deliver it."""

    dispatch: Dispatch = AS_USUAL


@dataclass(frozen=True, kw_only=True)
class TimeSpent(TicketEvent):
    """An agent worked on the ticket for so long, up to a message."""

    minutes: int

    def data(self) -> dict[str, Any]:
        return {"minutes": self.minutes}


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
class AgentMentioned(MessageEvent):
    """A colleague was called to a note, alone or with a group; one event for each."""

    agent: Agent

    def data(self) -> dict[str, Any]:
        return {**super().data(), "agent": named(self.agent)}


@dataclass(frozen=True, kw_only=True)
class TicketFollowed(TicketEvent):
    """An agent asked to hear of what happens to the ticket."""


@dataclass(frozen=True, kw_only=True)
class TicketUnfollowed(TicketEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class MessageRedacted(MessageEvent):
    """Words or files were made unreadable for good. What they were, no history tells."""

    # For those who keep copies: subscribers get the words and the ids of the stored files, the
    # history only their number.
    passages: tuple[str, ...] = ()
    files: tuple[int, ...] = ()

    def data(self) -> dict[str, Any]:
        return {**super().data(), "passages": len(self.passages), "files": len(self.files)}


@dataclass(frozen=True, kw_only=True)
class MessageMadeInternal(MessageEvent):
    """A public message is the team's alone from now on."""


@dataclass(frozen=True, kw_only=True)
class MessageMadePublicAgain(MessageEvent):
    """A message that had been public before it was made internal is so again."""


@dataclass(frozen=True, kw_only=True)
class ReplyScheduled(TicketEvent):
    """A reply will go out at a time its author chose."""

    at: datetime

    def data(self) -> dict[str, Any]:
        return {"at": self.at.isoformat()}


@dataclass(frozen=True, kw_only=True)
class ScheduleCancelled(TicketEvent):
    """A scheduled reply is a draft of its author again."""

    author: Agent

    def data(self) -> dict[str, Any]:
        return {"author": named(self.author)}


@dataclass(frozen=True, kw_only=True)
class DraftShared(TicketEvent):
    """Colleagues may read what somebody is writing, and take it over."""


@dataclass(frozen=True, kw_only=True)
class DraftTakenOver(TicketEvent):
    previous: Agent

    def data(self) -> dict[str, Any]:
        return {"from": named(self.previous)}


@dataclass(frozen=True, kw_only=True)
class ParticipantAdded(TicketEvent):
    person: int
    label: str

    def data(self) -> dict[str, Any]:
        return {"person": self.person, "name": self.label}


@dataclass(frozen=True, kw_only=True)
class ParticipantRemoved(ParticipantAdded):
    pass
