"""Signing in, over HTTP: who gets in, who is slowed down, and what a session is worth."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from firstline.team import actions
from firstline.team.models import Agent
from tests import world
from tests.conftest import ClientOf, StoppedClock

pytestmark = pytest.mark.django_db
LOGIN = "/account/login/"


@pytest.fixture
def bo_with_password(bo: Agent) -> Agent:
    world.give_password(bo)
    return bo


def _sign_in(client: Client, email: str, password: str = world.PASSWORD) -> bool:
    answer = client.post(LOGIN, {"login": email, "password": password})
    return answer.status_code == 302


def test_an_agent_signs_in_by_address_and_password(bo_with_password: Agent) -> None:
    client = Client()
    assert _sign_in(client, "BO@brightwell.example")
    assert client.get("/account/").status_code == 200


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(
    bo_with_password: Agent,
) -> None:
    wrong = Client().post(LOGIN, {"login": world.BO, "password": "not it"})
    unknown = Client().post(LOGIN, {"login": "nobody@nowhere.example", "password": "not it"})
    sentence = "The email address and/or password you specified are not correct."
    assert sentence in wrong.content.decode()
    assert sentence in unknown.content.decode()


def test_a_customer_with_a_password_stays_outside() -> None:
    person = world.customer(world.DANA).person
    person.set_password(world.PASSWORD)
    person.save()
    client = Client()

    answer = client.post(LOGIN, {"login": world.DANA, "password": world.PASSWORD})

    assert answer.headers["Location"] == "/account/inactive/"
    assert client.get("/account/").status_code == 302


def test_guessing_is_locked_out_even_for_the_right_password(bo_with_password: Agent) -> None:
    for _attempt in range(5):
        assert not _sign_in(Client(), world.BO, "a guess")
    assert not _sign_in(Client(), world.BO)


def test_the_lock_is_per_address_and_other_people_still_get_in(
    bo_with_password: Agent, amara: Agent
) -> None:
    world.give_password(amara)
    for _attempt in range(6):
        _sign_in(Client(), world.BO, "a guess")
    assert _sign_in(Client(), world.AMARA)


def test_the_session_key_changes_at_sign_in(bo_with_password: Agent) -> None:
    client = Client()
    client.session["planted"] = True
    client.session.save()
    before = client.session.session_key
    assert _sign_in(client, world.BO)
    assert client.session.session_key != before


def test_there_is_no_way_to_sign_up() -> None:
    for address in ("/account/signup/", "/account/email/", "/account/oidc/signup/"):
        assert Client().post(address, {}).status_code == 404


def test_only_addresses_of_this_desk_are_redirected_to(bo_with_password: Agent) -> None:
    for target in ("https://evil.example/", "//evil.example/", "http://localhost/"):
        answer = Client().post(
            f"{LOGIN}?next={target}", {"login": world.BO, "password": world.PASSWORD}
        )
        assert answer.headers["Location"] == "/"


def test_a_deactivated_agent_is_out_at_once(
    bo_with_password: Agent, farah: Agent, client_of: ClientOf
) -> None:
    client = client_of(bo_with_password)
    assert client.get("/account/").status_code == 200
    actions.deactivate(bo_with_password, by=farah)

    assert client.get("/account/").status_code == 302
    assert not UserSession.objects.filter(user=bo_with_password.person).exists()

    actions.reactivate(bo_with_password, by=farah)
    assert client.get("/account/").status_code == 302


def test_a_changed_password_ends_every_other_session(bo_with_password: Agent) -> None:
    here, elsewhere = Client(), Client()
    assert _sign_in(here, world.BO)
    assert _sign_in(elsewhere, world.BO)

    new = "quite another well of words"
    answer = here.post(
        "/account/password/",
        {"oldpassword": world.PASSWORD, "password1": new, "password2": new},
    )

    assert answer.status_code == 302
    assert here.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302


def test_a_person_signs_another_device_out(bo_with_password: Agent) -> None:
    here, elsewhere = Client(), Client()
    _sign_in(here, world.BO)
    _sign_in(elsewhere, world.BO)
    other = UserSession.objects.get(session_key=elsewhere.session.session_key)

    here.post(f"/account/sessions/{other.pk}/end/")

    assert here.get("/account/sessions/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302


def test_nobody_ends_the_session_of_somebody_else(
    bo_with_password: Agent, amara: Agent, client_of: ClientOf
) -> None:
    bos = Client()
    _sign_in(bos, world.BO)
    session = UserSession.objects.get(user=bo_with_password.person)

    assert client_of(amara).post(f"/account/sessions/{session.pk}/end/").status_code == 404
    assert bos.get("/account/").status_code == 200


def test_a_session_ends_after_thirty_days_however_busy(
    bo_with_password: Agent, clock: StoppedClock
) -> None:
    client = Client()
    _sign_in(client, world.BO)
    for _decade in range(3):
        assert client.get("/account/").status_code == 200
        clock.pass_by(timedelta(days=10, seconds=1))
    assert client.get("/account/").status_code == 302


def test_changing_the_second_factor_asks_for_the_password_again(
    bo_with_password: Agent, client_of: ClientOf
) -> None:
    client = client_of(bo_with_password)
    answer = client.get("/account/security/app/")
    assert answer.headers["Location"].startswith("/account/reauthenticate/")


def test_a_password_alone_is_not_enough_with_a_second_factor(bo_with_password: Agent) -> None:
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(bo_with_password.person, generate_totp_secret())
    client = Client()

    answer = client.post(LOGIN, {"login": world.BO, "password": world.PASSWORD})

    assert answer.headers["Location"] == "/account/security/code/"
    assert client.get("/account/").status_code == 302
