"""What can happen in a story: the desk's own verbs, so that the desk's own rules can follow it.

Nothing here knows about the database.
"""

from dataclasses import dataclass
from datetime import datetime

from firstline.demo.company import AgentPlan, CustomerPlan
from firstline.demo.mails import Mail


@dataclass(frozen=True, kw_only=True)
class Act:
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Received(Act):
    """A customer wrote; the first one opens the ticket."""

    by: CustomerPlan
    mail: Mail


@dataclass(frozen=True, kw_only=True)
class Replied(Act):
    by: AgentPlan
    mail: Mail
    then: str = ""


@dataclass(frozen=True, kw_only=True)
class Noted(Act):
    by: AgentPlan
    mail: Mail


@dataclass(frozen=True, kw_only=True)
class Assigned(Act):
    by: AgentPlan
    to: AgentPlan


@dataclass(frozen=True, kw_only=True)
class Moved(Act):
    by: AgentPlan
    group: str


@dataclass(frozen=True, kw_only=True)
class Prioritised(Act):
    by: AgentPlan
    priority: str


@dataclass(frozen=True, kw_only=True)
class Tagged(Act):
    by: AgentPlan
    tags: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class StatusSet(Act):
    """By an agent, or by Firstline itself when `by` is None."""

    by: AgentPlan | None
    status: str


@dataclass(frozen=True)
class Story:
    """One ticket-to-be."""

    requester: CustomerPlan
    subject: str
    acts: tuple[Act, ...]

    @property
    def opened_at(self) -> datetime:
        return self.acts[0].at
