"""What can happen to the keys of the API."""

from dataclasses import dataclass
from typing import Any

from firstline.api.models import ApiToken
from firstline.platform.events.publishing import DomainEvent


@dataclass(frozen=True, kw_only=True)
class TokenEvent(DomainEvent):
    token: ApiToken

    def subject(self) -> tuple[str, int]:
        return "api_token", self.token.pk

    def data(self) -> dict[str, Any]:
        return {"agent": self.token.agent_id, "name": self.token.name}


@dataclass(frozen=True, kw_only=True)
class TokenIssued(TokenEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class TokenRevoked(TokenEvent):
    pass
