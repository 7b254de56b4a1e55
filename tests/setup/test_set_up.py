"""From an empty database to a working desk."""

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from firstline.channels.email.models import Mailbox
from firstline.desk.models import Message, Ticket
from firstline.platform.accounts.errors import BadAddress, WeakPassword
from firstline.platform.company.models import Company
from firstline.setup import code
from firstline.setup.actions import set_up
from firstline.setup.errors import AlreadySetUp, BadAnswer
from firstline.team.models import Agent, AgentGroup
from tests import world

ANSWERS = {
    "company": "Lumen",
    "support_address": "help@lumen.example",
    "admin_name": "Ada Park",
    "admin_email": "ada@lumen.example",
    "password": world.PASSWORD,
    "time_zone": "Asia/Seoul",
    "language": "en",
}


@pytest.fixture
def empty_desk(db: None, settings: Settings) -> None:
    """As before the set-up, on one's own computer; the cast comes back after the test."""
    settings.BASE_HOST = "localhost"
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE company_company, email_mailbox, accounts_person CASCADE")
        cursor.execute("TRUNCATE team_agentgroup CASCADE")


@pytest.mark.usefixtures("empty_desk")
class TestAnEmptyDesk:
    def test_everything_leads_to_the_wizard(self) -> None:
        for address in ("/", "/tickets/", "/account/login/", "/team/"):
            assert Client().get(address).headers["Location"] == "/setup/"
        assert Client().get("/setup/").status_code == 200

    def test_the_wizard_ends_signed_in_beside_a_ticket_that_teaches(self) -> None:
        client = Client()
        assert client.post("/setup/", ANSWERS).status_code == 302

        company, ticket = Company.current(), Ticket.objects.get()
        assert company is not None
        assert (company.name, company.time_zone) == ("Lumen", "Asia/Seoul")
        assert Mailbox.objects.get().address == "help@lumen.example"
        assert ticket.subject in client.get("/tickets/").content.decode()
        assert "Answer me" in Message.objects.get(ticket=ticket).text
        assert ticket.requester.person.email is None
        admin = Agent.objects.get()
        assert admin.is_admin
        assert list(AgentGroup.objects.get().agents.all()) == [admin]

    def test_a_second_set_up_is_refused(self) -> None:
        set_up(**ANSWERS)
        with pytest.raises(AlreadySetUp):
            set_up(**ANSWERS | {"admin_email": "eve@elsewhere.example"})
        assert Client().get("/setup/").headers["Location"] == "/"
        Client().post("/setup/", ANSWERS | {"admin_email": "eve@elsewhere.example"})
        assert Agent.objects.count() == 1

    @pytest.mark.parametrize(
        ("answer", "value", "refusal"),
        [
            ("password", "password", WeakPassword),
            ("admin_email", "ada", BadAddress),
            ("admin_email", "help@lumen.example", BadAnswer),
            ("company", " ", BadAnswer),
            ("time_zone", "Mars/Base", BadAnswer),
            ("language", "tlh", BadAnswer),
        ],
    )
    def test_nonsense_is_refused_and_leaves_nothing_behind(
        self, answer: str, value: str, refusal: type[Exception]
    ) -> None:
        with pytest.raises(refusal):
            set_up(**ANSWERS | {answer: value})
        assert Company.current() is None
        assert not Agent.objects.exists()

    def test_the_wizard_says_what_is_wrong(self) -> None:
        page = Client().post("/setup/", ANSWERS | {"password": "password"})
        assert "too common" in page.content.decode()
        assert Company.current() is None

    def test_a_desk_that_others_can_reach_asks_for_the_code(self, settings: Settings) -> None:
        settings.BASE_HOST = "desk.example.com"
        for told in ("", "AAAA-BBBB-CCCC"):
            Client().post("/setup/", ANSWERS | {"code": told})
            assert Company.current() is None

        Client().post("/setup/", ANSWERS | {"code": code.setup_code().lower()})
        assert Company.current() is not None

    def test_the_operator_is_told_where_to_begin_until_it_is_done(self, settings: Settings) -> None:
        settings.BASE_HOST = "desk.example.com"
        told: list[str] = []
        code.announce(told.append)
        assert code.setup_code() in told[0]

        set_up(**ANSWERS)
        code.announce(told.append)
        assert len(told) == 1


@pytest.mark.parametrize(
    ("listener", "public", "required"),
    [
        ("127.0.0.1", "127.0.0.1", False),
        ("127.0.0.1", "localhost", False),
        ("::1", "localhost", False),
        ("192.168.1.5", "localhost", True),
        ("127.0.0.1", "desk.example.com", True),
    ],
)
def test_only_a_desk_of_this_computer_alone_needs_no_code(
    settings: Settings, listener: str, public: str, *, required: bool
) -> None:
    settings.HTTP_HOST, settings.BASE_HOST = listener, public
    assert code.is_required() is required


def test_a_desk_that_is_set_up_asks_no_more(bo: Agent) -> None:
    client = Client()
    client.force_login(bo.person)
    client.get("/account/")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Company, "current", lambda: pytest.fail("asked again"))
        assert client.get("/account/logout/").status_code == 200
