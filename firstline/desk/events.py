"""What can happen on the desk."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from firstline.desk.models import (
    BulkEdit,
    Draft,
    Message,
    Rearrangement,
    RearrangementKind,
    SavedView,
    Ticket,
    TicketForm,
)
from firstline.desk.recipients import AS_EVER, Deviation
from firstline.platform.events.publishing import DomainEvent
from firstline.platform.fields.models import CustomField
from firstline.platform.fields.values import Value, shown
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

    deviation: Deviation = AS_EVER
    is_signed: bool = True


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
        return {**super().data(), "agent": _named(self.agent)}


@dataclass(frozen=True, kw_only=True)
class TicketFollowed(TicketEvent):
    """An agent asked to hear of what happens to the ticket."""


@dataclass(frozen=True, kw_only=True)
class TicketUnfollowed(TicketEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class MessageRedacted(MessageEvent):
    """Words or files were made unreadable for good. What they were, no history tells."""

    # For those who keep copies: subscribers get the words, the history only their number.
    passages: tuple[str, ...] = ()
    files: int = 0

    def data(self) -> dict[str, Any]:
        return {**super().data(), "passages": len(self.passages), "files": self.files}


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
        return {"author": _named(self.author)}


@dataclass(frozen=True, kw_only=True)
class DraftShared(TicketEvent):
    """Colleagues may read what somebody is writing, and take it over."""


@dataclass(frozen=True, kw_only=True)
class DraftTakenOver(TicketEvent):
    previous: Agent

    def data(self) -> dict[str, Any]:
        return {"from": _named(self.previous)}


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
        return {"from": _named(self.previous), "to": _named(self.ticket.form)}


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


@dataclass(frozen=True, kw_only=True)
class ParticipantAdded(TicketEvent):
    person: int
    label: str

    def data(self) -> dict[str, Any]:
        return {"person": self.person, "name": self.label}


@dataclass(frozen=True, kw_only=True)
class ParticipantRemoved(ParticipantAdded):
    pass


@dataclass(frozen=True, kw_only=True)
class RearrangementEvent(TicketEvent):
    """Messages went from or to this ticket; `changes` are its facts before and after."""

    rearrangement: Rearrangement
    changes: Mapping[str, list[Any]]

    def data(self) -> dict[str, Any]:
        return {"rearrangement": self.rearrangement.pk, "changes": dict(self.changes)}


@dataclass(frozen=True, kw_only=True)
class TicketsMerged(RearrangementEvent):
    """Other tickets live on in this one."""

    sources: list[int]

    def data(self) -> dict[str, Any]:
        messages = len(self.rearrangement.moved)
        return {**super().data(), "tickets": self.sources, "messages": messages}


@dataclass(frozen=True, kw_only=True)
class TicketMergedAway(RearrangementEvent):
    """The ticket is closed and lives on in another one."""

    into: int
    messages: int

    def data(self) -> dict[str, Any]:
        return {**super().data(), "into": self.into, "messages": self.messages}


@dataclass(frozen=True, kw_only=True)
class MergeUndone(RearrangementEvent):
    """What was merged is apart again; one event for each of the tickets."""


@dataclass(frozen=True, kw_only=True)
class MessagesMovedOut(RearrangementEvent):
    """Messages of this ticket went to another one, or into one of their own."""

    def data(self) -> dict[str, Any]:
        numbers = [old for _message, _ticket, old, _new in self.rearrangement.moved]
        return {
            **super().data(),
            "to": self.rearrangement.target_id,
            "numbers": numbers,
            "is_split": self.rearrangement.kind == RearrangementKind.SPLIT,
        }


@dataclass(frozen=True, kw_only=True)
class MessagesMovedIn(RearrangementEvent):
    """Messages of another ticket came here."""

    def data(self) -> dict[str, Any]:
        numbers = [new for _message, _ticket, _old, new in self.rearrangement.moved]
        return {**super().data(), "from": self.rearrangement.left_ids, "numbers": numbers}


@dataclass(frozen=True, kw_only=True)
class MoveUndone(RearrangementEvent):
    """Messages are back where they came from; one event for each of the tickets."""


@dataclass(frozen=True, kw_only=True)
class TicketLinked(TicketEvent):
    """The ticket stands to another one from now on; each of the two has its event."""

    relation: str
    other: int

    def data(self) -> dict[str, Any]:
        return {"relation": self.relation, "other": self.other}


@dataclass(frozen=True, kw_only=True)
class TicketUnlinked(TicketLinked):
    pass


@dataclass(frozen=True, kw_only=True)
class FollowUpOpened(TicketEvent):
    """A closed ticket goes on in a new one."""

    follow_up: int

    def data(self) -> dict[str, Any]:
        return {"follow_up": self.follow_up}


@dataclass(frozen=True, kw_only=True)
class IncidentsSolved(TicketEvent):
    """The incidents of this problem have been solved, but for those that refused."""

    solved: int
    refused: int

    def data(self) -> dict[str, Any]:
        return {"solved": self.solved, "refused": self.refused}


@dataclass(frozen=True, kw_only=True)
class ViewSaved(DomainEvent):
    """Somebody kept a view of the queue."""

    view: SavedView

    def subject(self) -> tuple[str, int]:
        return "view", self.view.pk

    def data(self) -> dict[str, Any]:
        return {"title": self.view.title}


@dataclass(frozen=True, kw_only=True)
class ViewChanged(ViewSaved):
    previous: dict[str, object]

    def data(self) -> dict[str, Any]:
        now = {name: getattr(self.view, name) for name in self.previous}
        return {"from": self.previous, "to": now}


@dataclass(frozen=True, kw_only=True)
class ViewDiscarded(ViewSaved):
    pass


@dataclass(frozen=True, kw_only=True)
class ViewRestored(ViewSaved):
    pass


@dataclass(frozen=True, kw_only=True)
class BulkEditBegun(DomainEvent):
    """Somebody makes the same changes to many tickets."""

    edit: BulkEdit

    def subject(self) -> tuple[str, int]:
        return "bulk_edit", self.edit.pk

    def data(self) -> dict[str, Any]:
        return {
            "wanted": self.edit.changes,
            "total": self.edit.total,
            "listing": self.edit.listing,
        }


@dataclass(frozen=True, kw_only=True)
class BulkEditCancelled(BulkEditBegun):
    """The tickets that it had not come to stay as they are."""

    def data(self) -> dict[str, Any]:
        return {"changed": self.edit.changed, "total": self.edit.total}


@dataclass(frozen=True, kw_only=True)
class BulkEditUndone(BulkEditBegun):
    """What it changed is being put back."""

    def data(self) -> dict[str, Any]:
        return {"changed": self.edit.changed}


def _named(row: Agent | AgentGroup | TicketForm | None) -> dict[str, Any] | None:
    """Id and name: history keeps the name of that day."""
    return None if row is None else {"id": row.pk, "name": str(row)}
