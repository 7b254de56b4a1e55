"""`firstline setup` and `firstline user`, as an operator types them."""

import io

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import connection

from firstline.config.cli import commands, main
from firstline.platform.company.models import Company
from firstline.team.models import Agent, Role
from tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_other_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands run in the test's own database, which is there."""
    for name in ("setup", "user"):
        command = commands.COMMANDS[name]
        ready = commands.Command(command.name, command.help, commands.Need.NOTHING)
        monkeypatch.setitem(commands.COMMANDS, name, ready)


def _type(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))


def test_a_user_is_created_with_the_password_that_was_piped_in(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _type(monkeypatch, f"{world.PASSWORD}\n")
    person = ["--email", "Nia@brightwell.example", "--name", "Nia Mensah", "--role", "light"]

    assert main(["user", "create", *person, "--password-stdin"]) == 0

    nia = world.agent("nia@brightwell.example")
    assert (nia.role_id, str(nia)) == (Role.LIGHT, "Nia Mensah")
    assert nia.person.check_password(world.PASSWORD)
    assert world.PASSWORD not in capsys.readouterr().out


def test_a_password_is_made_and_shown_when_none_is_given(
    capsys: pytest.CaptureFixture[str],
) -> None:
    person = ["--email", "nia@brightwell.example", "--name", "Nia", "--role", "admin"]
    assert main(["user", "create", *person]) == 0
    shown = capsys.readouterr().out.rpartition("Password: ")[2].strip()
    assert world.agent("nia@brightwell.example").person.check_password(shown)


@pytest.mark.parametrize("password", ["short", "password"])
def test_a_weak_password_is_refused_in_a_sentence(
    password: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _type(monkeypatch, password)
    person = ["--email", "nia@brightwell.example", "--name", "Nia", "--role", "agent"]
    assert main(["user", "create", *person, "--password-stdin"]) == 1
    assert capsys.readouterr().err.startswith("firstline: This password is too")
    assert not Agent.objects.filter(person__email="nia@brightwell.example").exists()


def test_nobody_is_on_the_team_twice(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["user", "create", "--email", world.BO, "--name", "Bo", "--role", "agent"]) == 1
    assert "already on the team" in capsys.readouterr().err


def test_a_lost_second_step_is_forgotten(bo: Agent) -> None:
    TOTP.activate(bo.person, generate_totp_secret())
    assert main(["user", "forget-second-step", "--email", world.BO]) == 0
    assert not Authenticator.objects.filter(user=bo.person).exists()


def test_a_desk_is_set_up_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE company_company, email_mailbox, accounts_person, team_agentgroup CASCADE"
        )
    answers = ["--company", "Lumen", "--support-address", "help@lumen.example"]
    answers += ["--admin-email", "ada@lumen.example", "--admin-name", "Ada Park"]
    answers += ["--time-zone", "Asia/Seoul", "--language", "de", "--password-stdin"]
    _type(monkeypatch, world.PASSWORD)
    assert main(["setup", *answers]) == 0
    company = Company.current()
    assert company is not None
    assert (company.name, company.language) == ("Lumen", "de")

    _type(monkeypatch, world.PASSWORD)
    assert main(["setup", *answers]) == 1
    assert "already" in capsys.readouterr().err


def test_people_come_after_the_set_up(capsys: pytest.CaptureFixture[str]) -> None:
    Company.objects.all().delete()
    person = ["--email", "nia@brightwell.example", "--name", "Nia", "--role", "agent"]
    assert main(["user", "create", *person]) == 1
    assert "firstline setup" in capsys.readouterr().err
