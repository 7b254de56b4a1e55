"""Everything that can be done to the team, one verb a function: `actions.deactivate(agent, …)`."""

from firstline.team.actions.agents import (
    add_agent,
    add_with_password,
    change_role,
    deactivate,
    reactivate,
)
from firstline.team.actions.display import choose_density
from firstline.team.actions.groups import (
    add_member,
    create_group,
    open_group,
    remove_member,
    rename_group,
    restrict_group,
    set_members,
)
from firstline.team.actions.invite import (
    accept,
    accept_proven,
    invite,
    renew_invitation,
    revoke_invitation,
)
from firstline.team.actions.roles import add_role, copy_role, delete_role, edit_role
from firstline.team.actions.sign import sign

__all__ = [
    "accept",
    "accept_proven",
    "add_agent",
    "add_member",
    "add_role",
    "add_with_password",
    "change_role",
    "choose_density",
    "copy_role",
    "create_group",
    "deactivate",
    "delete_role",
    "edit_role",
    "invite",
    "open_group",
    "reactivate",
    "remove_member",
    "rename_group",
    "renew_invitation",
    "restrict_group",
    "revoke_invitation",
    "set_members",
    "sign",
]
