"""Macros are made, changed, ordered, and put away."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from firstline.automation import content, rules
from firstline.automation.errors import BadMacro
from firstline.automation.events import (
    MacroAdded,
    MacroChanged,
    MacroEvent,
    MacroRemoved,
    MacroRestored,
)
from firstline.automation.models import LEVELS, Macro
from firstline.platform.clock import now
from firstline.platform.events.publishing import publish
from firstline.platform.language import KNOWN_LANGUAGES
from firstline.team.models import Agent, AgentGroup

# Of everybody together, and of one person alone.
MOST_SHARED, MOST_OWN = 2_000, 500


@dataclass(frozen=True)
class Scope:
    """Who has it: the agent alone, everybody, or these groups."""

    is_shared: bool = False
    groups: Sequence[AgentGroup] = ()


OWN = Scope()


@transaction.atomic
def add_macro(
    *,
    title: str,
    actions: object,
    by: Agent,
    scope: Scope = OWN,
    description: str = "",
    language: str = "",
    variants: Mapping[str, str] | None = None,
    is_active: bool = True,
) -> Macro:
    """Keep a new macro, at the end of the list."""
    rules.must_have(by)
    _must_be_room(scope, by)
    macro = Macro(
        title=content.title_of(title),
        description=_line(description),
        actions=content.actions_of(actions, by=by),
        language=language if language in KNOWN_LANGUAGES else "",
        variants=content.variants_of(variants or {}),
        is_active=is_active,
        position=(Macro.objects.aggregate(last=Max("position"))["last"] or 0) + 1,
    )
    content.must_do_something(macro.actions)
    macro.text = content.words_of(macro)
    _give(macro, scope, by)
    publish(MacroAdded(macro=macro, by=by, changes=_differences({}, _facts(macro))))
    return macro


@transaction.atomic
def change_macro(
    macro: Macro,
    *,
    by: Agent,
    title: str | None = None,
    actions: object | None = None,
    scope: Scope | None = None,
    description: str | None = None,
    language: str | None = None,
    variants: Mapping[str, str] | None = None,
) -> Macro:
    """Write it anew; what is None stays as it is."""
    macro = _to_change(macro, by)
    before = _facts(macro)
    if title is not None:
        macro.title = content.title_of(title)
    if description is not None:
        macro.description = _line(description)
    if actions is not None:
        macro.actions = content.actions_of(actions, by=by)
    if language is not None:
        macro.language = language if language in KNOWN_LANGUAGES else ""
    if variants is not None:
        macro.variants = content.variants_of(variants)
    content.must_do_something(macro.actions)
    macro.text = content.words_of(macro)
    if scope is not None:
        _give(macro, scope, by)
    if _facts(macro) != before:
        macro.save()
        _tell(MacroChanged, macro, before, by)
    return macro


@transaction.atomic
def set_in_use(macro: Macro, *, is_active: bool, by: Agent) -> Macro:
    """Take it out of the picker, or put it in again."""
    macro = _to_change(macro, by)
    if macro.is_active != is_active:
        before = _facts(macro)
        macro.is_active = is_active
        macro.save(update_fields=["is_active", "updated_at"])
        _tell(MacroChanged, macro, before, by)
    return macro


def clone_macro(macro: Macro, *, by: Agent) -> Macro:
    """A copy to be changed: for the same people where the agent may make such, else for itself."""
    is_shared = macro.owner_id is None and rules.may_share(by)
    *above, name = macro.levels
    return add_macro(
        title=LEVELS.join([*above, _("%s (copy)") % name]),
        actions=macro.actions,
        by=by,
        scope=Scope(is_shared, list(macro.for_groups.all()) if is_shared else ()),
        description=macro.description,
        language=macro.language,
        variants=macro.variants,
    )


@transaction.atomic
def move_macro(macro: Macro, *, before: Macro | None, by: Agent) -> None:
    """Put it before another one in the list, or at its end."""
    macro = _to_change(macro, by)
    others = Macro.objects.visible_to(by).kept().exclude(pk=macro.pk).values_list("pk", flat=True)
    order = list(others.order_by("position", "pk"))
    order.insert(order.index(before.pk) if before and before.pk in order else len(order), macro.pk)
    rows = {row.pk: row for row in Macro.objects.select_for_update().filter(pk__in=order)}
    # Their places are dealt out anew among them: those that the agent does not see keep theirs.
    places = sorted({row.position for row in rows.values()})
    places += range(places[-1] + 1, places[-1] + 1 + len(order) - len(places))
    for ident, place in zip(order, places, strict=True):
        rows[ident].position = place
    Macro.objects.bulk_update(rows.values(), ["position"], batch_size=500)


@transaction.atomic
def remove_macro(macro: Macro, *, by: Agent) -> None:
    """Delete it; `restore_macro` brings it back."""
    macro = _to_change(macro, by)
    if macro.removed_at is None:
        macro.removed_at = now()
        macro.save(update_fields=["removed_at", "updated_at"])
        publish(MacroRemoved(macro=macro, by=by))


@transaction.atomic
def restore_macro(macro: Macro, *, by: Agent) -> None:
    macro = _to_change(macro, by)
    if macro.removed_at is not None:
        macro.removed_at = None
        macro.save(update_fields=["removed_at", "updated_at"])
        publish(MacroRestored(macro=macro, by=by))


def _to_change(macro: Macro, by: Agent) -> Macro:
    macro = Macro.objects.select_for_update().get(pk=macro.pk)
    rules.must_be_allowed_to_change(macro, by)
    return macro


def _must_be_room(scope: Scope, by: Agent) -> None:
    owner = None if scope.is_shared else by
    kept = Macro.objects.kept().filter(owner=owner).count()
    most = MOST_SHARED if scope.is_shared else MOST_OWN
    if kept >= most:
        raise BadMacro(_("There are already %d. Delete one that nobody uses.") % most)


def _give(macro: Macro, scope: Scope, by: Agent) -> None:
    """Say who has it. What others used stays theirs, whoever gives it to a group."""
    if scope.is_shared:
        rules.must_be_allowed_to_share(by)
    macro.owner = None if scope.is_shared else by
    macro.save()
    macro.for_groups.set(scope.groups if scope.is_shared else [])


def _tell(kind: type[MacroEvent], macro: Macro, before: Mapping[str, Any], by: Agent) -> None:
    publish(kind(macro=macro, by=by, changes=_differences(before, _facts(macro))))


def _facts(macro: Macro) -> dict[str, Any]:
    return {
        "title": macro.title,
        "description": macro.description,
        "actions": macro.actions,
        "language": macro.language,
        "variants": macro.variants,
        "is_active": macro.is_active,
        "owner": macro.owner_id,
        "groups": sorted(group.name for group in macro.for_groups.all()),
    }


def _differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    return {
        fact: [before.get(fact), value]
        for fact, value in after.items()
        if before.get(fact) != value and (value or before.get(fact))
    }


def _line(text: str) -> str:
    return " ".join(text.replace("\x00", "").split())[:500]
