"""The record of what admins changed: who, what, when, from what to what."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from firstline.platform.events.models import BUSINESS, Event
from firstline.platform.events.publishing import DomainEvent
from firstline.team.rights import Right

PAGE = 50
_LONGEST = 300

Words = str | Promise


@dataclass(frozen=True, kw_only=True)
class SettingEvent(DomainEvent):
    """An admin arranged something; `changes` has each fact before and after."""

    kind: str
    ident: int
    title: str
    changes: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)

    def subject(self) -> tuple[str, int]:
        return self.kind, self.ident

    def data(self) -> dict[str, Any]:
        changes = {fact: list(pair) for fact, pair in self.changes.items()}
        return {"title": self.title, "changes": changes}


@dataclass(frozen=True, kw_only=True)
class SettingAdded(SettingEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class SettingChanged(SettingEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class SettingRemoved(SettingEvent):
    pass


# What is arranged, by the kind of its events' subject. Areas above add theirs with `area`.
_areas: dict[str, Words] = {
    "agent": gettext_lazy("Agents"),
    "group": gettext_lazy("Groups"),
    "role": gettext_lazy("Roles"),
    "invitation": gettext_lazy("Invitations"),
    "api_token": gettext_lazy("API tokens"),
    "company": gettext_lazy("Company"),
}
_verbs: dict[str, Words] = {
    "setting_added": gettext_lazy("added"),
    "setting_changed": gettext_lazy("changed"),
    "setting_removed": gettext_lazy("deleted"),
}
_facts: dict[str, Words] = {
    "sees": gettext_lazy("Which tickets they see"),
    **{f"may_{right.value}": right.label for right in Right},
}


def area(kind: str, label: Words) -> None:
    """Name what events about such subjects are about."""
    _areas[kind] = label


def facts(**labels: Words) -> None:
    """Name the facts that changes are about."""
    _facts.update(labels)


def areas() -> dict[str, Words]:
    return dict(sorted(_areas.items(), key=lambda one: str(one[1])))


@dataclass(frozen=True)
class Change:
    fact: str
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    """One line of the record."""

    id: int
    at: datetime
    who: str
    area: str
    what: str
    verb: str
    changes: list[Change]


def entries(*, person: int | None, kind: str, before: int | None) -> list[Entry]:
    """The newest first; one more than a page, where there are more."""
    rows: QuerySet[Event] = Event.objects.exclude(subject_kind__in=BUSINESS).order_by("-pk")
    if person is not None:
        rows = rows.filter(person=person)
    if kind in _areas:
        rows = rows.filter(subject_kind=kind)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return [_entry(event) for event in rows[: PAGE + 1]]


def _entry(event: Event) -> Entry:
    return Entry(
        id=event.pk,
        at=event.at,
        who=event.actor_name,
        area=str(_areas.get(event.subject_kind, event.subject_kind.replace("_", " "))),
        what=str(event.data.get("title") or _name_in(event.data)),
        verb=str(_verbs.get(event.name, event.name.replace("_", " "))),
        changes=_changes(event.data),
    )


def _name_in(data: Mapping[str, Any]) -> str:
    """What it happened to, as older events name it."""
    named = data.get("name") or data.get("group") or data.get("agent") or data.get("email") or ""
    return str(named.get("name", "")) if isinstance(named, dict) else str(named)


def _changes(data: Mapping[str, Any]) -> list[Change]:
    changes = dict(data.get("changes") or {})
    if "from" in data or "to" in data:
        changes["from"] = [data.get("from"), data.get("to")]
    return [
        Change(_label(fact), _as_text(before), _as_text(after))
        for fact, (before, after) in changes.items()
    ]


def _label(fact: str) -> str:
    return "" if fact == "from" else str(_facts.get(fact, fact.replace("_", " ")))


def _as_text(value: Any) -> str:
    if value is None or value == "" or value == []:
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return ", ".join(_as_text(one) for one in value)[:_LONGEST]
    if isinstance(value, dict):
        return str(value.get("name", value))[:_LONGEST]
    return str(value)[:_LONGEST]
