"""Who may do what with macros. No database."""

from django.utils.translation import gettext as _

from firstline.automation.models import Macro
from firstline.platform.errors import NotAllowed
from firstline.team.models import Agent, Role


def may_have(agent: Agent) -> bool:
    """May use macros and make their own: everybody who answers customers."""
    return not agent.is_light


def may_share(agent: Agent) -> bool:
    """May make macros for others: admins and leads."""
    return agent.role in (Role.ADMIN, Role.LEAD)


def may_change(macro: Macro, agent: Agent) -> bool:
    return macro.owner_id == agent.pk if macro.owner_id else may_share(agent)


def must_have(agent: Agent) -> None:
    if not may_have(agent):
        raise NotAllowed(_("Light agents write notes, without macros. Ask an agent to do this."))


def must_be_allowed_to_share(agent: Agent) -> None:
    if not may_share(agent):
        raise NotAllowed(_("Only leads and admins make macros for others. Keep it for yourself."))


def must_be_allowed_to_change(macro: Macro, agent: Agent) -> None:
    must_have(agent)
    if not may_change(macro, agent):
        raise NotAllowed(_("Only leads and admins change macros that others use. Copy it instead."))
