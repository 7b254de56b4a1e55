"""The reset link: for people of the desk alone, once, for an hour (T42, T43)."""

import re
from datetime import datetime, timedelta

import pytest
from django.core.mail import EmailMessage
from django.test import Client

from firstline.team import actions
from firstline.team.models import Agent
from tests import world

pytestmark = pytest.mark.django_db

ASK = "/account/password/reset/"
NEW = "quite another well of words"


def _asked(email: str) -> None:
    answer = Client().post(ASK, {"email": email})
    assert answer.headers["Location"] == "/account/password/reset/sent/"


def _link_in(mail: EmailMessage) -> str:
    found = re.search(r"http://testserver(/account/password/reset/\S+)", str(mail.body))
    assert found
    return found[1]


def _choose(client: Client, link: str, password: str = NEW) -> bool:
    """Whether the link let us choose a password."""
    page = client.get(link, follow=True)
    form = page.request["PATH_INFO"]
    answer = client.post(form, {"password1": password, "password2": password})
    return answer.status_code == 302


def test_the_link_sets_a_new_password_once(bo: Agent, mailoutbox: list[EmailMessage]) -> None:
    world.give_password(bo)
    _asked(world.BO)
    link = _link_in(mailoutbox[0])

    assert _choose(Client(), link)
    bo.person.refresh_from_db()
    assert bo.person.check_password(NEW)
    assert not _choose(Client(), link, "a third well of words")


def test_strangers_customers_and_leavers_get_the_same_answer_and_no_mail(
    bo: Agent, farah: Agent, mailoutbox: list[EmailMessage]
) -> None:
    actions.deactivate(bo, by=farah)
    for email in ("nobody@nowhere.example", world.DANA, world.BO):
        _asked(email)
    assert mailoutbox == []


def test_the_link_dies_after_an_hour(
    bo: Agent, mailoutbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    _asked(world.BO)
    later = datetime.now() + timedelta(minutes=61)  # noqa: DTZ005 - as the generator reads it
    monkeypatch.setattr(
        "django.contrib.auth.tokens.PasswordResetTokenGenerator._now", lambda self: later
    )
    assert not _choose(Client(), _link_in(mailoutbox[0]))


def test_the_link_dies_with_the_password_it_was_made_for(
    bo: Agent, mailoutbox: list[EmailMessage]
) -> None:
    _asked(world.BO)
    world.give_password(bo, "changed in the meantime")
    assert not _choose(Client(), _link_in(mailoutbox[0]))


def test_the_link_names_the_configured_address_whatever_the_request_says(
    bo: Agent, mailoutbox: list[EmailMessage]
) -> None:
    Client(headers={"host": "localhost"}).post(ASK, {"email": world.BO})
    assert "http://testserver/account/" in str(mailoutbox[0].body)


def test_a_reset_signs_every_device_out_and_nobody_in(
    bo: Agent, mailoutbox: list[EmailMessage]
) -> None:
    world.give_password(bo)
    elsewhere, client = Client(), Client()
    elsewhere.post("/account/login/", {"login": world.BO, "password": world.PASSWORD})
    _asked(world.BO)

    assert _choose(client, _link_in(mailoutbox[0]))

    assert elsewhere.get("/account/").status_code == 302
    assert client.get("/account/").status_code == 302


def test_whoever_asks_too_often_gets_a_page_that_says_so() -> None:
    answers = [Client().post(ASK, {"email": f"{n}@nowhere.example"}) for n in range(21)]
    assert answers[-1].status_code == 429
    assert "Too many attempts" in answers[-1].content.decode()
