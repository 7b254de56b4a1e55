"""How tickets come together and apart."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from firstline.desk.events.ticket import TicketEvent
from firstline.desk.models import (
    Rearrangement,
    RearrangementKind,
)


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
