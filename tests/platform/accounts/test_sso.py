"""Sign-in by the company's own service, against a service of straw (T17)."""

import html
import re
import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from pytest_django import Settings

from firstline.config.sign_on import SignInService, providers
from firstline.platform.accounts.sso import SingleSignOnAdapter
from firstline.team import actions
from firstline.team.models import Agent, Role
from tests import world

ISSUER = "https://sign-in.example.com"
CLIENT_ID = "firstline"
REFUSED = "/account/oidc/refused/"


class Answer:
    status_code = 200
    headers = {"content-type": "application/json"}

    def __init__(self, content: dict[str, Any]) -> None:
        self._content = content

    def json(self) -> dict[str, Any]:
        return self._content

    def raise_for_status(self) -> None: ...


class SignInServiceOfStraw:
    """Answers allauth's requests with what the test has put in."""

    def __init__(self) -> None:
        self.claims: dict[str, Any] = {}
        self.userinfo: dict[str, Any] = {}

    def says(self, subject: str = "subject-7", **claims: Any) -> None:
        self.claims = {"sub": subject, **claims}
        self.userinfo = dict(self.claims)

    def __enter__(self) -> "SignInServiceOfStraw":
        return self

    def __exit__(self, *_: object) -> None: ...

    def get(self, url: str, **_: object) -> Answer:
        if url.endswith("/.well-known/openid-configuration"):
            places = ("authorization", "token", "userinfo")
            known = {f"{place}_endpoint": f"{ISSUER}/{place}" for place in places}
            return Answer({**known, "issuer": ISSUER, "jwks_uri": f"{ISSUER}/keys"})
        return Answer(self.userinfo)

    def request(self, method: str, url: str, **_: object) -> Answer:
        times = {"iat": int(time.time()), "exp": int(time.time()) + 60}
        token = {"iss": ISSUER, "aud": CLIENT_ID, **times, **self.claims}
        signed = jwt.encode(token, "a key of thirty-two bytes or more", algorithm="HS256")
        return Answer({"access_token": "x", "token_type": "Bearer", "id_token": signed})


@pytest.fixture
def service(db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> SignInServiceOfStraw:
    configured = SignInService(ISSUER, CLIENT_ID, "secret", "Okta")
    # The addresses were made without a service; they call it "none".
    monkeypatch.setattr(SignInService, "provider_id", "none")
    settings.OIDC = configured
    settings.SOCIALACCOUNT_PROVIDERS = providers(configured)
    straw = SignInServiceOfStraw()
    monkeypatch.setattr(SingleSignOnAdapter, "get_requests_session", lambda self: straw)
    return straw


def _come_back(client: Client) -> str:
    """Go through the sign-in; where the browser is led in the end."""
    page = client.post("/account/oidc/login/").content.decode()
    found = re.search(r'http-equiv="refresh" content="0;url=([^"]+)"', page)
    assert found
    address = urlsplit(html.unescape(found[1]))
    asked = parse_qs(address.query)
    assert asked["redirect_uri"] == ["http://testserver/account/oidc/callback/"]
    assert asked["code_challenge_method"] == ["S256"]
    answer = client.get("/account/oidc/callback/", {"code": "c", "state": asked["state"][0]})
    return answer.headers.get("Location", "")


def test_an_agent_with_a_verified_address_is_linked_once_and_known_by_subject(
    service: SignInServiceOfStraw, bo: Agent
) -> None:
    service.says(email=world.BO, email_verified=True)
    assert _come_back(Client()) == "/"
    linked = SocialAccount.objects.get()
    assert (linked.user, linked.uid) == (bo.person, "subject-7")

    # The service may rename the address as it likes: the subject counts.
    service.says(email="robert@elsewhere.example", email_verified=False)
    client = Client()
    assert _come_back(client) == "/"
    assert client.get("/account/").status_code == 200
    assert SocialAccount.objects.count() == 1


@pytest.mark.parametrize("verified", [False, None, "true", 1])
def test_an_unverified_address_opens_nothing(
    service: SignInServiceOfStraw, bo: Agent, verified: object
) -> None:
    service.says(email=world.BO, email_verified=verified)
    client = Client()
    assert _come_back(client) == REFUSED
    assert client.get("/account/").status_code == 302
    assert not SocialAccount.objects.exists()


def test_strangers_and_customers_are_refused(service: SignInServiceOfStraw) -> None:
    for email in ("nobody@nowhere.example", world.DANA):
        service.says(email=email, email_verified=True)
        assert _come_back(Client()) == REFUSED


def test_the_invited_join_by_the_service(service: SignInServiceOfStraw, farah: Agent) -> None:
    actions.invite("nia@brightwell.example", role=Role.LEAD, by=farah)
    service.says(email="Nia@brightwell.example", email_verified=True, name="Nia Mensah")
    client = Client()

    assert _come_back(client) == "/"

    nia = world.agent("nia@brightwell.example")
    assert (str(nia), nia.role_id) == ("Nia Mensah", Role.LEAD)
    assert not nia.person.has_usable_password()
    assert client.get("/account/").status_code == 200


def test_a_leaver_stays_outside_though_linked(
    service: SignInServiceOfStraw, bo: Agent, farah: Agent
) -> None:
    service.says(email=world.BO, email_verified=True)
    _come_back(Client())
    actions.deactivate(bo, by=farah)
    client = Client()
    assert _come_back(client) == "/account/inactive/"
    assert client.get("/account/").status_code == 302


def test_two_answers_about_different_people_are_refused(
    service: SignInServiceOfStraw, bo: Agent
) -> None:
    service.says(email=world.BO, email_verified=True)
    service.userinfo["sub"] = "somebody-else"
    assert _come_back(Client()) == REFUSED


def test_another_issuer_is_another_service() -> None:
    one = SignInService("https://a.example", CLIENT_ID, "secret", "A")
    other = SignInService("https://b.example", CLIENT_ID, "secret", "A")
    assert one.provider_id != other.provider_id


def test_the_second_factor_is_asked_for_here_too(service: SignInServiceOfStraw, bo: Agent) -> None:
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(bo.person, generate_totp_secret())
    service.says(email=world.BO, email_verified=True)
    assert _come_back(Client()) == "/account/security/code/"
