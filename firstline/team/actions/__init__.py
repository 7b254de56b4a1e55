"""Everything that can be done to the team, one verb a function: `actions.deactivate(agent, …)`."""

from firstline.team.actions.agents import add_agent, change_role, deactivate, reactivate
from firstline.team.actions.groups import (
    add_member,
    create_group,
    open_group,
    remove_member,
    rename_group,
    restrict_group,
    set_members,
)

__all__ = [
    "add_agent",
    "add_member",
    "change_role",
    "create_group",
    "deactivate",
    "open_group",
    "reactivate",
    "remove_member",
    "rename_group",
    "restrict_group",
    "set_members",
]
