"""Groups of agents: who is in them, and who may see their tickets."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from firstline.platform.events.actors import Actor
from firstline.platform.events.publishing import publish
from firstline.team import rules
from firstline.team.errors import NameIsMissing, NameIsTaken
from firstline.team.events import (
    GroupCreated,
    GroupOpened,
    GroupRenamed,
    GroupRestricted,
    MemberAdded,
    MemberRemoved,
)
from firstline.team.models import Agent, AgentGroup, GroupMembership
from firstline.team.rights import Right

_LONGEST_NAME = 100


@transaction.atomic
def create_group(name: str, *, by: Actor, is_restricted: bool = False) -> AgentGroup:
    rules.must(by, Right.TEAM)
    group, made = AgentGroup.objects.get_or_create(
        name=_clean_name(name), defaults={"is_restricted": is_restricted}
    )
    if not made:
        raise NameIsTaken(_("There is already a group called “%s”.") % group.name)
    publish(GroupCreated(group=group, by=by))
    return group


@transaction.atomic
def rename_group(group: AgentGroup, *, name: str, by: Actor) -> AgentGroup:
    group = _locked(group)
    rules.must_arrange(by, group)
    name = _clean_name(name)
    previous = group.name
    if previous == name:
        return group
    if AgentGroup.objects.filter(name=name).exists():
        raise NameIsTaken(_("There is already a group called “%s”.") % name)

    group.name = name
    group.save(update_fields=["name"])
    publish(GroupRenamed(group=group, previous=previous, by=by))
    return group


def restrict_group(group: AgentGroup, *, by: Actor) -> AgentGroup:
    """Only members and admins see its tickets from now on."""
    return _set_restricted(group, GroupRestricted, is_restricted=True, by=by)


def open_group(group: AgentGroup, *, by: Actor) -> AgentGroup:
    """Every agent sees its tickets from now on."""
    return _set_restricted(group, GroupOpened, is_restricted=False, by=by)


@transaction.atomic
def set_members(group: AgentGroup, *, members: Iterable[Agent], by: Actor) -> AgentGroup:
    """Make exactly these agents the members."""
    group = _locked(group)
    rules.must_arrange(by, group)
    wanted = set(members)
    current = set(group.agents.select_related("person"))
    for agent in sorted(wanted - current, key=lambda agent: agent.pk):
        add_member(group, agent=agent, by=by)
    for agent in sorted(current - wanted, key=lambda agent: agent.pk):
        remove_member(group, agent=agent, by=by)
    return group


@transaction.atomic
def add_member(group: AgentGroup, *, agent: Agent, by: Actor) -> None:
    rules.must_arrange(by, group)
    _membership, made = GroupMembership.objects.get_or_create(group=group, agent=agent)
    if made:
        publish(MemberAdded(group=group, agent=agent, by=by))


@transaction.atomic
def remove_member(group: AgentGroup, *, agent: Agent, by: Actor) -> None:
    rules.must_arrange(by, group)
    removed, _rows = GroupMembership.objects.filter(group=group, agent=agent).delete()
    if removed:
        publish(MemberRemoved(group=group, agent=agent, by=by))


@transaction.atomic
def _set_restricted(
    group: AgentGroup,
    kind: type[GroupRestricted] | type[GroupOpened],
    *,
    is_restricted: bool,
    by: Actor,
) -> AgentGroup:
    group = _locked(group)
    rules.must_arrange(by, group)
    if group.is_restricted == is_restricted:
        return group
    group.is_restricted = is_restricted
    group.save(update_fields=["is_restricted"])
    publish(kind(group=group, by=by))
    return group


def _locked(group: AgentGroup) -> AgentGroup:
    return AgentGroup.objects.select_for_update().get(pk=group.pk)


def _clean_name(name: str) -> str:
    name = " ".join(name.split())[:_LONGEST_NAME]
    if not name:
        raise NameIsMissing(_("A group needs a name."))
    return name
