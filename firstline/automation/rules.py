"""Who may do what with macros. No database."""

from django.utils.translation import gettext as _

from firstline.automation.models import Macro
from firstline.platform.errors import NotAllowed
from firstline.team.models import Agent
from firstline.team.rights import Right
from firstline.team.rules import may, must


def may_have(agent: Agent) -> bool:
    """May use macros and make their own: everybody who answers customers or changes tickets."""
    return may(agent, Right.REPLY) or may(agent, Right.EDIT)


def may_share(agent: Agent) -> bool:
    """May make macros for others."""
    return may(agent, Right.SHARE_MACROS)


def may_change(macro: Macro, agent: Agent) -> bool:
    return macro.owner_id == agent.pk if macro.owner_id else may_share(agent)


def must_have(agent: Agent) -> None:
    if not may_have(agent):
        raise NotAllowed(
            _("Macros are for those who answer customers or change tickets. Ask one of them.")
        )


def must_be_allowed_to_share(agent: Agent) -> None:
    must(agent, Right.SHARE_MACROS)


def must_be_allowed_to_change(macro: Macro, agent: Agent) -> None:
    must_have(agent)
    if not may_change(macro, agent):
        raise NotAllowed(_("Your role cannot change macros that others use. Copy it instead."))
