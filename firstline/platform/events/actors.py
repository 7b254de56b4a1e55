"""Who acts. Agents and customers are actors; so is Firstline itself."""

from dataclasses import dataclass
from typing import Literal, Protocol

ActorKind = Literal["agent", "customer", "system"]


class Actor(Protocol):
    @property
    def actor_kind(self) -> ActorKind: ...

    @property
    def person_id(self) -> int | None: ...

    @property
    def actor_name(self) -> str: ...


@dataclass(frozen=True)
class System:
    """A part of Firstline that acts by itself, named so that history can say which."""

    actor_name: str = "Firstline"
    actor_kind: ActorKind = "system"
    person_id: int | None = None


SYSTEM = System()
