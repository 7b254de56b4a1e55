import base64

import pytest
from django.test import Client

from firstline.api.actions import issue_token, revoke_token
from firstline.api.models import ApiToken
from firstline.platform.events.actors import SYSTEM
from firstline.team.models import Agent
from tests.api.conftest import Caller
from tests.conftest import ClientOf

ME = "/api/v2/users/me.json"


def test_a_token_says_who_calls(amaras: Caller) -> None:
    answer = amaras.get("users/me.json")

    assert answer.status_code == 200
    assert answer.json()["user"]["email"] == amaras.agent.person.email
    assert answer.json()["user"]["role"] == "agent"


def test_the_same_token_works_as_bearer(amaras: Caller) -> None:
    answer = Client().get(ME, headers={"authorization": f"Bearer {amaras.secret}"})

    assert answer.json()["user"]["id"] == amaras.agent.pk


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Bearer wrong",
        "Basic",
        "Basic not-base64!",
        "Basic " + base64.b64encode(b"amara@brightwell.example:password").decode(),
        "Basic " + base64.b64encode(b"\xff\xfe/token:x").decode(),
        "Digest abc",
    ],
)
def test_without_a_valid_token_nothing_is_answered(authorization: str, db: None) -> None:
    answer = Client().get(ME, headers={"authorization": authorization})

    assert answer.status_code == 401
    assert answer.json() == {"error": "Couldn't authenticate you"}


def test_a_token_with_another_address_is_refused(amaras: Caller, bo: Agent) -> None:
    stolen = Caller(bo, amaras.secret)

    assert stolen.get("users/me").status_code == 401


def test_a_session_cookie_does_not_open_the_api(amara: Agent, client_of: ClientOf) -> None:
    assert client_of(amara).get(ME).status_code == 401


def test_a_revoked_token_is_dead(amara: Agent) -> None:
    token, secret = issue_token(amara, by=SYSTEM)
    revoke_token(token, by=SYSTEM)

    assert Caller(amara, secret).get("users/me").status_code == 401


def test_the_token_of_an_agent_who_left_is_dead(amaras: Caller) -> None:
    amaras.agent.person.is_active = False
    amaras.agent.person.save()

    assert amaras.get("users/me").status_code == 401


def test_only_the_hash_of_a_token_is_kept(amara: Agent) -> None:
    token, secret = issue_token(amara, by=SYSTEM)

    assert secret not in str(ApiToken.objects.filter(pk=token.pk).values().get())
