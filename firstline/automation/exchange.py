"""Macros as JSON, in the field's shape: taken out, and brought in from here or elsewhere."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from firstline.automation import rules
from firstline.automation.actions import Scope, add_macro
from firstline.automation.errors import BadMacro
from firstline.automation.models import COMMENTS, Macro
from firstline.desk import changes as vocabulary
from firstline.platform.errors import DomainError
from firstline.team.models import Agent, AgentGroup

LARGEST = 5 * 1024 * 1024
MOST = 2_000


@dataclass
class Imported:
    """What came of it: how many macros, and what was left out, macro by macro."""

    macros: int = 0
    left_out: list[str] = field(default_factory=list)


def exported(agent: Agent) -> dict[str, Any]:
    """Everything that the agent can look up."""
    macros = Macro.objects.visible_to(agent).kept().prefetch_related("for_groups")
    return {"macros": [as_json(macro) for macro in macros.order_by("position", "pk")]}


def as_json(macro: Macro) -> dict[str, Any]:
    """The field's macro; `language`, `variants` and the names of groups are our own."""
    groups = list(macro.for_groups.all())
    restriction: dict[str, Any] | None = None
    if macro.owner_id:
        restriction = {"type": "User", "id": macro.owner_id}
    elif groups:
        ids = [group.pk for group in groups]
        restriction = {"type": "Group", "id": ids[0], "ids": ids}
    return {
        "id": macro.pk,
        "title": macro.title,
        "raw_title": macro.title,
        "description": macro.description or None,
        "active": macro.is_active,
        "position": macro.position,
        "actions": macro.actions,
        "restriction": restriction,
        "groups": [group.name for group in groups],
        "language": macro.language,
        "variants": macro.variants,
        "created_at": macro.created_at.isoformat(),
        "updated_at": macro.updated_at.isoformat(),
    }


@transaction.atomic
def bring_in(content: bytes, *, by: Agent) -> Imported:
    """Add the macros of a file. What has no meaning here is left out, and said.

    One that belonged to a person or to a group that is not here becomes the importer's own.
    """
    rules.must_have(by)
    imported = Imported()
    for given in _macros_in(content):
        title = str(given.get("title") or given.get("raw_title") or "")
        try:
            with transaction.atomic():
                _add(given, title, imported, by)
        except DomainError as refusal:
            imported.left_out.append(f"{title}: {refusal.sentence}")
        else:
            imported.macros += 1
    return imported


def _add(given: Mapping[str, Any], title: str, imported: Imported, by: Agent) -> None:
    actions = []
    for one in given.get("actions") or ():
        reason = _refusal(one, by)
        if reason:
            imported.left_out.append(f"{title}: {reason}")
        else:
            actions.append(one)
    variants = given.get("variants")
    add_macro(
        title=title,
        actions=actions,
        by=by,
        scope=_scope(given, by),
        description=str(given.get("description") or ""),
        language=str(given.get("language") or ""),
        variants={str(code): str(html) for code, html in variants.items()}
        if isinstance(variants, Mapping)
        else {},
        is_active=given.get("active") is not False,
    )


def _refusal(action: object, by: Agent) -> str:
    """Why the action means nothing here; empty where it does."""
    if isinstance(action, Mapping) and action.get("field") in COMMENTS:
        return ""
    try:
        vocabulary.check(vocabulary.read([action]), by=by)
    except DomainError as refusal:
        return refusal.sentence
    return ""


def _scope(given: Mapping[str, Any], by: Agent) -> Scope:
    if not rules.may_share(by):
        return Scope()
    if given.get("restriction") is None:
        return Scope(is_shared=True)
    names = given.get("groups")
    known = AgentGroup.objects.filter(name__in=[str(name) for name in names or ()])
    groups = list(known.exclude(pk__in=by.hidden_group_ids))
    return Scope(is_shared=bool(groups), groups=groups)


def _macros_in(content: bytes) -> list[Mapping[str, Any]]:
    try:
        read = json.loads(content) if len(content) <= LARGEST else None
    except (ValueError, RecursionError):
        read = None
    rows = read.get("macros", [read.get("macro")]) if isinstance(read, dict) else read
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadMacro(_("This is no file of macros: JSON with a list called “macros”."))
    if len(rows) > MOST:
        raise BadMacro(_("A file has at most %d macros. Divide it.") % MOST)
    return rows
