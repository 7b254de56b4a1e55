import base64
import json
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from firstline.api.actions import issue_token
from firstline.platform.events.actors import SYSTEM
from firstline.team.models import Agent


@dataclass
class Caller:
    """A program that uses an agent's token."""

    agent: Agent
    secret: str

    def get(self, path: str, **headers: str) -> Any:
        return Client().get(f"/api/v2/{path}", headers={**self.authorization, **headers})

    def send(self, method: str, path: str, body: Any) -> Any:
        content = body if isinstance(body, (bytes, str)) else json.dumps(body)
        return Client().generic(
            method,
            f"/api/v2/{path}",
            content,
            content_type="application/json",
            headers=self.authorization,
        )

    @property
    def authorization(self) -> dict[str, str]:
        user = f"{self.agent.person.email}/token:{self.secret}"
        return {"authorization": f"Basic {base64.b64encode(user.encode()).decode()}"}


def caller_of(agent: Agent) -> Caller:
    return Caller(agent, issue_token(agent, by=SYSTEM)[1])


@pytest.fixture
def amaras(amara: Agent) -> Caller:
    return caller_of(amara)


@pytest.fixture
def lins(lin: Agent) -> Caller:
    return caller_of(lin)
