"""Roles of the desk's own: made, changed, deleted by admins, each with its line in the record."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from firstline.platform.events.actors import Actor
from firstline.platform.events.publishing import publish
from firstline.team import rules
from firstline.team.audit import SettingAdded, SettingChanged, SettingRemoved
from firstline.team.errors import BadRole, NameIsMissing, NameIsTaken, RoleIsBuiltIn
from firstline.team.events import RoleChanged
from firstline.team.models import Agent, Invitation, Role
from firstline.team.rights import IMPLIED, Right, Sees

KIND = "role"
MOST_ROLES = 100


def role_of(key: str) -> Role:
    found: Role | None = Role.objects.filter(key=key).first()
    if found is None:
        raise BadRole(_("There is no such role."))
    return found


@transaction.atomic
def add_role(
    *, name: str, sees: str, rights: Collection[str], by: Actor, description: str = ""
) -> Role:
    rules.must_be_admin(by)
    if Role.objects.count() >= MOST_ROLES:
        raise BadRole(_("There are already %d roles. Delete one that nobody has.") % MOST_ROLES)
    name = _name(name)
    role = Role.objects.create(
        key=_free_key(name),
        name=name,
        description=_line(description),
        sees=_scope(sees),
        rights=_known(rights),
    )
    changes = {fact: (None, after) for fact, after in _facts(role).items() if after}
    publish(SettingAdded(kind=KIND, ident=role.pk, title=role.name, changes=changes, by=by))
    return role


@transaction.atomic
def edit_role(
    role: Role, *, name: str, sees: str, rights: Collection[str], by: Actor, description: str = ""
) -> Role:
    """What it says from now on holds at once for everybody who has it."""
    rules.must_be_admin(by)
    role = _own(role)
    before = _facts(role)
    role.name = _name(name, besides=role)
    role.description = _line(description)
    role.sees = _scope(sees)
    role.rights = _known(rights)
    after = _facts(role)
    changes = {fact: (before[fact], after[fact]) for fact in after if before[fact] != after[fact]}
    if changes:
        role.save(update_fields=["name", "description", "sees", "rights"])
        publish(SettingChanged(kind=KIND, ident=role.pk, title=role.name, changes=changes, by=by))
    return role


def copy_role(role: Role, *, by: Actor) -> Role:
    """A role of one's own that begins with what another may."""
    return add_role(
        name=_free_name(role.label),
        description=role.purpose,
        sees=role.sees,
        rights=role.rights,
        by=by,
    )


@transaction.atomic
def delete_role(role: Role, *, then: str, by: Actor) -> None:
    """Whoever has the role, or is invited to it, gets the other one first."""
    rules.must_be_admin(by)
    role = _own(role)
    other = role_of(then)
    if other == role:
        raise BadRole(_("Choose another role for those who have this one."))
    for agent in Agent.objects.filter(role=role).select_related("person").order_by("pk"):
        agent.role = other
        agent.save(update_fields=["role"])
        publish(RoleChanged(agent=agent, previous=role, by=by))
    Invitation.objects.filter(role=role).update(role=other)
    ident, name = role.pk, role.name
    role.delete()
    publish(SettingRemoved(kind=KIND, ident=ident, title=name, by=by))


def _own(role: Role) -> Role:
    role = Role.objects.select_for_update().get(pk=role.pk)
    if role.is_built_in:
        raise RoleIsBuiltIn(_("Built-in roles stay as they are. Copy it and change the copy."))
    return role


def _facts(role: Role) -> dict[str, Any]:
    """What the record tells; each right by itself, so that it says which came and which went."""
    facts = {"name": role.name, "description": role.description, "sees": role.get_sees_display()}
    return facts | {f"may_{right.value}": right in role.rights for right in Right}


def _known(rights: Collection[str]) -> list[str]:
    if not set(rights) <= set(Right.values):
        raise BadRole(_("There is no such right."))
    chosen = {Right(right) for right in rights}
    return sorted({*chosen, *(IMPLIED[right] for right in chosen & IMPLIED.keys())})


def _scope(sees: str) -> str:
    if sees not in Sees.values:
        raise BadRole(_("Choose which tickets the role sees."))
    return sees


def _line(text: str) -> str:
    return " ".join(text.replace("\x00", "").split())[:300]


def _name(name: str, *, besides: Role | None = None) -> str:
    name = _line(name)[:60]
    if not name:
        raise NameIsMissing(_("A role needs a name."))
    others = Role.objects.exclude(pk=besides.pk) if besides else Role.objects.all()
    if name.casefold() in {word for other in others for word in _called(other)}:
        raise NameIsTaken(_("There is already a role called “%s”.") % name)
    return name


def _called(role: Role) -> tuple[str, str]:
    return role.name.casefold(), role.label.casefold()


def _free_name(label: str) -> str:
    taken = {word for role in Role.objects.all() for word in _called(role)}
    name, number = _("%s (copy)") % label[:45], 2
    while name.casefold() in taken:
        name, number = f"{_('%s (copy)') % label[:45]} {number}", number + 1
    return name


def _free_key(name: str) -> str:
    root = slugify(name)[:40] or "role"
    taken = set(Role.objects.filter(key__startswith=root).values_list("key", flat=True))
    keys = (root, *(f"{root}-{number}" for number in range(2, MOST_ROLES + 2)))
    return next(key for key in keys if key not in taken)
