"""What happens to views, and to many tickets at once."""

from dataclasses import dataclass
from typing import Any

from firstline.desk.models import (
    BulkEdit,
    SavedView,
)
from firstline.platform.events.publishing import DomainEvent


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
