"""Changing a ticket over HTTP: by htmx, by a plain form, by who may and who may not."""

import json

import pytest
from django.test import Client

from firstline.desk.models import Ticket
from firstline.team.models import Agent
from tests import world
from tests.conftest import ClientOf

HTMX = {"HX-Request": "true"}


@pytest.fixture
def browser(client_of: ClientOf, amara: Agent) -> Client:
    return client_of(amara)


@pytest.fixture
def ticket(db: None) -> Ticket:
    return world.make_ticket()


def test_htmx_gets_the_changed_parts_and_an_undo(browser: Client, ticket: Ticket) -> None:
    answer = browser.post(f"/tickets/{ticket.pk}/status", {"status": "pending"}, headers=HTMX)
    assert f'id="ticket-{ticket.pk}-side"' in answer.content.decode()
    undo = json.loads(answer["HX-Trigger"])["toast"]["undo"]
    browser.post(undo, headers=HTMX)
    ticket.refresh_from_db()
    assert ticket.status == "new"


def test_a_plain_form_goes_back_to_the_ticket_in_its_view(browser: Client, ticket: Ticket) -> None:
    answer = browser.post(f"/tickets/{ticket.pk}/priority?view=mine", {"priority": "high"})
    assert answer["Location"] == f"/tickets/{ticket.pk}/?view=mine"


def test_assigning_and_giving_back(browser: Client, ticket: Ticket, bo: Agent) -> None:
    address = f"/tickets/{ticket.pk}/assignment"
    browser.post(address, {"agent": bo.pk}, headers=HTMX)
    assert Ticket.objects.get(pk=ticket.pk).assignee == bo
    browser.delete(address, headers=HTMX)
    assert Ticket.objects.get(pk=ticket.pk).assignee is None


def test_tags_are_added_and_removed(browser: Client, ticket: Ticket) -> None:
    address = f"/tickets/{ticket.pk}/tags"
    browser.post(address, {"add": "VIP, late gold"}, headers=HTMX)
    browser.post(address, {"remove": "late"}, headers=HTMX)
    assert Ticket.objects.get(pk=ticket.pk).tags == ["gold", "vip"]


def test_renaming(browser: Client, ticket: Ticket) -> None:
    browser.post(f"/tickets/{ticket.pk}/subject", {"subject": "Two lamps"}, headers=HTMX)
    assert Ticket.objects.get(pk=ticket.pk).subject == "Two lamps"


def test_copying_in_and_leaving_out(browser: Client, ticket: Ticket) -> None:
    address = f"/tickets/{ticket.pk}/participants"
    browser.post(address, {"address": " Olga@Acme.example "}, headers=HTMX)
    person = ticket.participants.get().customer.person
    assert person.email == "olga@acme.example"
    browser.delete(f"{address}/{person.pk}", headers=HTMX)
    assert not ticket.participants.exists()


@pytest.mark.parametrize("address", ["", "olga", "olga@", "a@b.example, c@d.example", "x@y\r\nz"])
def test_what_is_no_address_copies_nobody_in(browser: Client, ticket: Ticket, address: str) -> None:
    answer = browser.post(f"/tickets/{ticket.pk}/participants", {"address": address}, headers=HTMX)
    assert answer.status_code == 422
    assert "data-refused" in answer.content.decode()
    assert not ticket.participants.exists()


def test_who_moves_a_ticket_out_of_sight_is_led_back_to_the_list(
    browser: Client, ticket: Ticket
) -> None:
    security = world.group(world.SECURITY)
    answer = browser.post(
        f"/tickets/{ticket.pk}/group?view=mine", {"group": security.pk}, headers=HTMX
    )
    assert answer["HX-Redirect"] == "/tickets/?view=mine"
    assert browser.get(f"/tickets/{ticket.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("noun", "data"),
    [
        ("status", {"status": "done"}),
        ("priority", {"priority": ""}),
        ("assignment", {"agent": "999999999999"}),
        ("assignment", {"agent": "x"}),
        ("group", {"group": "9" * 40}),
        ("subject", {"subject": "  "}),
    ],
)
def test_nonsense_is_refused_with_a_sentence(
    browser: Client, ticket: Ticket, noun: str, data: dict[str, str]
) -> None:
    answer = browser.post(f"/tickets/{ticket.pk}/{noun}", data, headers=HTMX)
    assert answer.status_code == 422
    assert "data-refused" in answer.content.decode()


def test_reading_changes_nothing(browser: Client, ticket: Ticket) -> None:
    for noun in ("status", "assignment", "tags", "group", "subject", "participants", "replies"):
        assert browser.get(f"/tickets/{ticket.pk}/{noun}").status_code == 405


CHANGES: list[tuple[str, str, dict[str, str]]] = [
    ("post", "status", {"status": "solved"}),
    ("post", "priority", {"priority": "high"}),
    ("post", "assignment", {"agent": ""}),
    ("post", "tags", {"add": "x"}),
    ("post", "group", {"group": ""}),
    ("post", "subject", {"subject": "x"}),
    ("post", "participants", {"address": "eli@elsewhere.example"}),
    ("post", "replies", {"body": "x"}),
]
ADDITIONS: list[tuple[str, str, dict[str, str]]] = [
    ("post", "notes", {"body": "x"}),
    ("post", "drafts", {"body": "x", "kind": "note"}),
    ("post", "uploads", {}),
]
READS: list[tuple[str, str, dict[str, str]]] = [
    ("get", page, {}) for page in ("", "changes", "history", "messages")
]


@pytest.mark.parametrize(("method", "noun", "data"), CHANGES)
def test_a_light_agent_changes_nothing(
    client_of: ClientOf,
    lin: Agent,
    ticket: Ticket,
    method: str,
    noun: str,
    data: dict[str, str],
) -> None:
    answer = getattr(client_of(lin), method)(f"/tickets/{ticket.pk}/{noun}", data, headers=HTMX)
    assert answer.status_code == 403


@pytest.mark.parametrize(("method", "noun", "data"), [*READS, *CHANGES, *ADDITIONS])
def test_a_ticket_of_a_restricted_group_is_not_there(
    browser: Client, method: str, noun: str, data: dict[str, str]
) -> None:
    hidden = world.make_ticket(group=world.group(world.SECURITY))
    missing = 987_654_321
    for number in (hidden.pk, missing, 10**30):
        answer = getattr(browser, method)(f"/tickets/{number}/{noun}", data, headers=HTMX)
        assert answer.status_code == 404


@pytest.mark.parametrize(("method", "noun", "data"), [*READS, *CHANGES, *ADDITIONS])
def test_strangers_and_customers_get_nothing(
    client_of: ClientOf, ticket: Ticket, method: str, noun: str, data: dict[str, str]
) -> None:
    address = f"/tickets/{ticket.pk}/{noun}"
    assert getattr(Client(), method)(address, data).status_code == 302
    customer = client_of(world.customer(world.DANA))
    assert getattr(customer, method)(address, data).status_code == 403


def test_a_forged_form_is_refused(amara: Agent, ticket: Ticket) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(amara.person)
    answer = strict.post(f"/tickets/{ticket.pk}/status", {"status": "solved"})
    assert answer.status_code == 403


def test_opening_a_ticket_for_a_customer(browser: Client, amara: Agent) -> None:
    answer = browser.post(
        "/tickets/new",
        {
            "address": "Nora@New.example",
            "name": "Nora Berg",
            "subject": "Your call",
            "body": "As promised on the phone.",
            "kind": "reply",
            "priority": "high",
            "tags": "phone",
        },
    )
    ticket = Ticket.objects.latest("pk")
    assert answer["Location"] == f"/tickets/{ticket.pk}/"
    assert ticket.requester.person.email == "nora@new.example"
    assert ticket.assignee == amara
    assert ticket.messages.get().is_public


def test_an_incomplete_form_comes_back_with_its_errors(browser: Client) -> None:
    answer = browser.post("/tickets/new", {"address": "nobody", "subject": "x"})
    assert answer.status_code == 422
    assert "field-error" in answer.content.decode()


def test_a_light_agent_opens_no_tickets(client_of: ClientOf, lin: Agent) -> None:
    assert client_of(lin).get("/tickets/new").status_code == 403
