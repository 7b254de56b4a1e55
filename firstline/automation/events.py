"""What can happen to macros, and by them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from firstline.automation.models import Macro
from firstline.desk.events import TicketEvent
from firstline.platform.events.publishing import DomainEvent


@dataclass(frozen=True, kw_only=True)
class MacroEvent(DomainEvent):
    """Somebody arranged a macro; `changes` has each fact before and after."""

    macro: Macro
    changes: Mapping[str, list[Any]] = field(default_factory=dict)

    def subject(self) -> tuple[str, int]:
        return "macro", self.macro.pk

    def data(self) -> dict[str, Any]:
        return {"title": self.macro.title, "changes": dict(self.changes)}


@dataclass(frozen=True, kw_only=True)
class MacroAdded(MacroEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class MacroChanged(MacroEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class MacroRemoved(MacroEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class MacroRestored(MacroEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class MacroApplied(TicketEvent):
    """An agent used a macro on the ticket. What it changed has events of its own."""

    macro: Macro
    # What could not be changed, each as a sentence.
    refused: tuple[str, ...] = ()

    def data(self) -> dict[str, Any]:
        told = {"macro": self.macro.pk, "title": self.macro.title}
        return told | {"refused": list(self.refused)} if self.refused else told


@dataclass(frozen=True, kw_only=True)
class MacroUndone(MacroApplied):
    """What a macro had changed is as it was."""
