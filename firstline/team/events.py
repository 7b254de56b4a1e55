"""What can happen in the team."""

from dataclasses import dataclass
from typing import Any

from firstline.platform.events.publishing import DomainEvent
from firstline.team.models import Agent, AgentGroup, Invitation, Role


@dataclass(frozen=True, kw_only=True)
class AgentEvent(DomainEvent):
    """Something that happened to an agent."""

    agent: Agent

    def subject(self) -> tuple[str, int]:
        return "agent", self.agent.pk


@dataclass(frozen=True, kw_only=True)
class AgentJoined(AgentEvent):
    def data(self) -> dict[str, Any]:
        return {"name": str(self.agent), "role": self.agent.role.name}


@dataclass(frozen=True, kw_only=True)
class RoleChanged(AgentEvent):
    previous: Role

    def data(self) -> dict[str, Any]:
        return {"from": self.previous.name, "to": self.agent.role.name}


@dataclass(frozen=True, kw_only=True)
class AgentDeactivated(AgentEvent):
    """The agent left: signed out everywhere, but part of the history."""


@dataclass(frozen=True, kw_only=True)
class AgentReactivated(AgentEvent):
    """The agent came back."""


@dataclass(frozen=True, kw_only=True)
class GroupEvent(DomainEvent):
    """Something that happened to a group of agents."""

    group: AgentGroup

    def subject(self) -> tuple[str, int]:
        return "group", self.group.pk


@dataclass(frozen=True, kw_only=True)
class GroupCreated(GroupEvent):
    def data(self) -> dict[str, Any]:
        return {"name": self.group.name, "is_restricted": self.group.is_restricted}


@dataclass(frozen=True, kw_only=True)
class GroupRenamed(GroupEvent):
    previous: str

    def data(self) -> dict[str, Any]:
        return {"from": self.previous, "to": self.group.name}


@dataclass(frozen=True, kw_only=True)
class GroupRestricted(GroupEvent):
    """From now on only members and admins see the group's tickets."""


@dataclass(frozen=True, kw_only=True)
class GroupOpened(GroupEvent):
    """From now on every agent sees the group's tickets."""


@dataclass(frozen=True, kw_only=True)
class MemberAdded(GroupEvent):
    agent: Agent

    def data(self) -> dict[str, Any]:
        return {"agent": self.agent.pk, "name": str(self.agent)}


@dataclass(frozen=True, kw_only=True)
class MemberRemoved(MemberAdded):
    pass


@dataclass(frozen=True, kw_only=True)
class InvitationEvent(DomainEvent):
    """Something that happened to an invitation."""

    invitation: Invitation

    def subject(self) -> tuple[str, int]:
        return "invitation", self.invitation.pk

    def data(self) -> dict[str, Any]:
        return {"email": self.invitation.email, "role": self.invitation.role.name}


@dataclass(frozen=True, kw_only=True)
class AgentInvited(InvitationEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class InvitationRenewed(InvitationEvent):
    """Sent again with a new link; the old one is dead."""


@dataclass(frozen=True, kw_only=True)
class InvitationRevoked(InvitationEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class InvitationAccepted(InvitationEvent):
    pass
