"""Who may do what. Every part of Firstline asks here; the roles themselves say the answer."""

from django.utils.translation import gettext as _

from firstline.platform.errors import NotAllowed
from firstline.platform.events.actors import Actor
from firstline.team.models import Agent, AgentGroup, Role
from firstline.team.rights import Right, Sees

_REACH = (Sees.OWN, Sees.GROUPS, Sees.ALL)


def may(actor: Actor, right: Right) -> bool:
    """Agents whose role has the right, and Firstline itself; no customer ever."""
    return actor.actor_kind == "system" or (isinstance(actor, Agent) and actor.may(right))


def must(actor: Actor, right: Right) -> None:
    if not may(actor, right):
        raise NotAllowed(
            _("Your role does not include “%s”. Ask a colleague, or an admin for the right.")
            % right.label
        )


def must_be_admin(actor: Actor) -> None:
    """Admins, and Firstline itself (the set-up, the command line, a sign-in service)."""
    if actor.actor_kind == "system" or (isinstance(actor, Agent) and actor.is_admin):
        return
    raise NotAllowed(_("Only admins can do this. Ask one of yours."))


def may_give(actor: Actor, role: Role) -> bool:
    """May make others be this: nobody gives more than they have themselves."""
    if not isinstance(actor, Agent) or actor.is_admin:
        return may(actor, Right.TEAM)
    reaches_further = _REACH.index(Sees(role.sees)) > _REACH.index(Sees(actor.sees))
    return (
        actor.may(Right.TEAM)
        and not role.is_admin
        and not reaches_further
        and set(role.rights) <= set(actor.role.rights)
    )


def must_be_allowed_to_give(actor: Actor, role: Role) -> None:
    must(actor, Right.TEAM)
    if not may_give(actor, role):
        raise NotAllowed(
            _("The role “%s” reaches further than yours. Ask an admin to give it.") % role
        )


def may_lead(actor: Actor, agent: Agent) -> bool:
    """May change another's role or let them go; of themselves only admins may."""
    is_oneself = isinstance(actor, Agent) and actor.pk == agent.pk and not actor.is_admin
    return not is_oneself and may_give(actor, agent.role)


def must_lead(actor: Actor, agent: Agent) -> None:
    must(actor, Right.TEAM)
    if not may_lead(actor, agent):
        raise NotAllowed(
            _("%s is not for you to change: only for somebody who may do more. Ask an admin.")
            % agent
        )


def may_arrange(actor: Actor, group: AgentGroup) -> bool:
    """May say who is in a group; nobody lets themselves in where they see nothing yet."""
    if not isinstance(actor, Agent) or actor.is_admin:
        return may(actor, Right.TEAM)
    sees_it = actor.sees == Sees.ALL and not group.is_restricted
    return actor.may(Right.TEAM) and (sees_it or group.pk in actor.group_ids)


def must_arrange(actor: Actor, group: AgentGroup) -> None:
    must(actor, Right.TEAM)
    if not may_arrange(actor, group):
        raise NotAllowed(_("Only admins and members can change the group “%s”.") % group)
