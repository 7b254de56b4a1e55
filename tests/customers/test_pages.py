"""The pages about customers and organisations, over HTTP: what they show, change, cost."""

import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from firstline.customers import actions, queries
from firstline.customers.models import Customer, Merge, Organisation
from firstline.platform.accounts.models import Identity, Person
from firstline.platform.fields.models import CustomField, FieldKind, FieldSubject
from firstline.team.models import Agent
from tests import world
from tests.conftest import ClientOf

HTMX = {"HX-Request": "true"}


@pytest.fixture
def browser(client_of: ClientOf, amara: Agent) -> Client:
    return client_of(amara)


def shown(browser: Client, address: str, **data: Any) -> str:
    answer = browser.get(address, data)
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def cost(browser: Client, address: str) -> int:
    """How many queries a page makes beyond those of the frame around every page."""
    totals = []
    for page in (address, "/customers/new"):
        browser.get(page)
        with CaptureQueriesContext(connection) as made:
            browser.get(page)
        totals.append(len(made))
    return totals[0] - totals[1]


def toast(answer: Any) -> dict[str, str]:
    told: dict[str, dict[str, str]] = json.loads(answer["HX-Trigger"])
    return told["toast"]


def test_the_list_is_found_from_everywhere(browser: Client) -> None:
    page = shown(browser, "/customers/")
    assert 'data-shortcut="g c"' in page
    assert page.index("Dana Fischer") < page.index("Eli Stone"), "by name"


@pytest.mark.parametrize(
    "typed", ["dan", "Fischer dana", "acme", "dana@acme", "home", "+49 30 123456", "DANA"]
)
def test_people_are_found_by_name_address_number_and_organisation(
    browser: Client, amara: Agent, dana: Customer, typed: str
) -> None:
    actions.add_phone(dana, number="+49 30 123456", by=amara)
    actions.add_address(dana, address="d@home.example", by=amara)
    page = shown(browser, "/customers/", q=typed)
    assert "Dana Fischer" in page
    assert "Eli Stone" not in page


@pytest.mark.parametrize(
    "typed", ["\x00", "'", "\\", "%", "x" * 10_000, "(", "<script>", ":*", "& |"]
)
def test_whatever_is_typed_into_a_search_only_finds_nothing(browser: Client, typed: str) -> None:
    for address in ("/customers/", "/organisations/"):
        assert browser.get(address, {"q": typed}).status_code == 200
        assert "<script>alert" not in shown(browser, address, q=typed)
    assert browser.get("/organisations/names", {"organisation": typed}).status_code == 200
    assert browser.get("/customers/", {"after": typed, "id": "7"}).status_code == 200
    assert browser.get("/customers/", {"after": "a", "id": typed}).status_code == 200


def test_lists_come_page_by_page(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "PAGE", 2)
    for name in ("Ada", "Bea", "Bea", "Cleo"):
        world.make_customer(name, email=f"{name}{Customer.objects.count()}@x.example")
    seen: list[str] = []
    page = queries.people_page(world.agent(world.AMARA))
    while True:
        seen += [row.person.name for row in page.rows]
        if page.next is None:
            break
        assert len(page.rows) == 2
        if len(seen) == 2:
            link = page.next.as_query().replace("&", "&amp;")
            assert f"/customers/{link}" in shown(browser, "/customers/")
        page = queries.people_page(world.agent(world.AMARA), after=page.next)
    assert seen == ["Ada", "Bea", "Bea", "Cleo", "Dana Fischer", "Eli Stone"]


@pytest.mark.parametrize(
    ("address", "most"), [("/customers/", 1), ("/organisations/", 3), ("/customers/?q=a", 4)]
)
def test_a_list_costs_the_same_however_long(browser: Client, address: str, most: int) -> None:
    few = cost(browser, address)
    for number in range(8):
        house = world.make_organisation(f"A house {number}", domains=[f"a{number}.example"])
        world.make_customer(f"Ada {number}", email=f"a@a{number}.example")
        assert house.pk
    assert cost(browser, address) == few <= most


def test_a_persons_page_costs_the_same_whatever_they_have(
    browser: Client, amara: Agent, dana: Customer
) -> None:
    address = f"/customers/{dana.pk}/"
    world.make_ticket(requester=dana)
    actions.add_phone(dana, number="+49 30 123450", by=amara)
    few = cost(browser, address)
    for number in range(5):
        world.make_ticket(requester=dana)
        actions.add_phone(dana, number=f"+49 30 12345{number}", by=amara)
        other = world.make_customer(f"N {number}", email=f"n{number}@acme.example")
        actions.add_phone(other, number=f"+49 30 12345{number}", by=amara)
        house = world.make_organisation(f"House {number}")
        membership = actions.join(dana, organisation=house, by=amara)
        actions.leave(membership, by=amara)
    assert cost(browser, address) == few <= 12


def test_an_organisations_page_costs_the_same_however_big(
    browser: Client, amara: Agent, dana: Customer
) -> None:
    address = f"/organisations/{dana.organisation_id}/"
    world.make_ticket(requester=dana)
    few = cost(browser, address)
    for number in range(5):
        one = world.make_customer(f"N {number}", email=f"n{number}@acme.example")
        world.make_ticket(requester=one)
        actions.leave(one.memberships.get(), by=amara) if number % 2 else None
    assert cost(browser, address) == few <= 10


def test_a_fact_is_changed_where_it_stands(browser: Client, dana: Customer) -> None:
    address = f"/customers/{dana.pk}/facts/notes"
    form = browser.get(address, headers=HTMX).content.decode()
    assert "data-keep" in form, "what comes in from elsewhere leaves it alone"
    answer = browser.post(address, {"value": "Kind.", "notes_were": ""}, headers=HTMX)
    assert "Kind." in answer.content.decode()
    assert answer["HX-Retarget"] == f"#customer-{dana.pk}-notes"
    undone = browser.post(toast(answer)["undo"], headers=HTMX)
    assert "Add a note" in undone.content.decode()
    assert world.customer(world.DANA).notes == ""


def test_a_fact_is_changed_without_a_script(browser: Client, dana: Customer) -> None:
    address = f"/customers/{dana.pk}/facts/language"
    assert "<select" in shown(browser, address)
    answer = browser.post(address, {"value": "fr"})
    assert answer["Location"] == f"/customers/{dana.pk}/"
    assert "French" in shown(browser, f"/customers/{dana.pk}/")


def test_two_who_write_notes_at_once_lose_nothing(
    browser: Client, bo: Agent, dana: Customer
) -> None:
    actions.describe(dana, facts={"notes": "Bo’s."}, by=bo)
    answer = browser.post(
        f"/customers/{dana.pk}/facts/notes", {"value": "Mine.", "notes_were": ""}, headers=HTMX
    )
    assert answer.status_code == 409
    assert "Somebody else has changed these notes" in answer.content.decode()


def test_custom_fields_stand_among_the_facts(browser: Client, dana: Customer) -> None:
    plan = CustomField.objects.create(
        subject=FieldSubject.CUSTOMER, kind=FieldKind.DROPDOWN, key="plan", title="Plan"
    )
    plan.options.create(value="gold", label="Gold")
    address = f"/customers/{dana.pk}/facts/field-{plan.slot}"
    assert "Gold" in browser.get(address, headers=HTMX).content.decode()
    assert "Gold" in browser.post(address, {"value": "gold"}, headers=HTMX).content.decode()
    assert "Gold" in shown(browser, f"/customers/{dana.pk}/")
    assert browser.post(address, {"value": "lead"}, headers=HTMX).status_code == 422
    assert browser.get(f"/customers/{dana.pk}/facts/field-0").status_code == 404


def test_one_field_takes_addresses_and_numbers(browser: Client, dana: Customer) -> None:
    address = f"/customers/{dana.pk}/identities/"
    assert (
        "+49 30 123456"
        in browser.post(address, {"value": "030 123456"}, headers=HTMX).content.decode()
    )
    part = browser.post(address, {"value": "dana@home.example"}, headers=HTMX).content.decode()
    assert "dana@home.example" in part
    taken = browser.post(address, {"value": world.ELI}, headers=HTMX)
    assert "belongs to Eli Stone" in taken.content.decode()
    identity = Identity.objects.at("dana@home.example").get()
    browser.post(f"{address}{identity.pk}/main", headers=HTMX)
    assert Person.objects.get(pk=dana.pk).email == "dana@home.example"
    browser.post(f"{address}{identity.pk}/verification")
    identity.refresh_from_db()
    assert identity.is_verified
    other = Identity.objects.at(world.DANA).get()
    browser.delete(f"{address}{other.pk}", headers=HTMX)
    assert not Identity.objects.at(world.DANA).exists()


def test_another_persons_address_is_not_there(
    browser: Client, dana: Customer, eli: Customer
) -> None:
    identity = Identity.objects.at(world.ELI).get()
    address = f"/customers/{dana.pk}/identities/{identity.pk}"
    assert browser.delete(address).status_code == 404


def test_same_person_new_company_in_one_gesture(browser: Client, dana: Customer) -> None:
    dana.memberships.update(began_on=None)
    answer = browser.post(
        f"/customers/{dana.pk}/new-company",
        {"organisation": "Globex", "on": "2026-05-04", "address": "dana@globex.example"},
    )
    assert answer["Location"] == f"/customers/{dana.pk}/"
    page = shown(browser, f"/customers/{dana.pk}/")
    assert "dana@globex.example" in page
    assert "since May 2026" in page


def test_where_somebody_was_stays_written(browser: Client, amara: Agent, dana: Customer) -> None:
    membership = dana.memberships.get()
    dana.memberships.update(began_on=None)
    browser.post(f"/customers/{dana.pk}/memberships/{membership.pk}", {"on": "2026-05-04"})
    assert "was at Acme until May 2026" in shown(browser, f"/customers/{dana.pk}/")
    assert "until May 2026" in shown(browser, f"/organisations/{membership.organisation_id}/")


def test_what_somebody_sees_is_chosen_on_a_page(browser: Client, dana: Customer) -> None:
    carl = world.make_customer("Carl", email="carl@acme.example")
    membership = dana.memberships.get()
    address = f"/customers/{dana.pk}/memberships/{membership.pk}/sight"
    assert "Carl" in shown(browser, address)
    browser.post(address, {"sees": "chosen", "chosen": [str(carl.pk), "x", "-1"]})
    membership.refresh_from_db()
    assert (membership.sees, list(membership.chosen.all())) == ("chosen", [carl])


def test_a_merge_is_previewed_made_and_undone(
    browser: Client, dana: Customer, eli: Customer
) -> None:
    world.make_ticket(requester=eli)
    address = f"/customers/{dana.pk}/merge"
    assert "Eli Stone" in shown(browser, address, q="eli")
    preview = shown(browser, address, **{"with": eli.pk})
    assert "1 ticket, 1 unsolved" in preview
    assert world.ELI in preview
    browser.post(address, {"with": eli.pk, "into": dana.pk})
    moved_on = browser.get(f"/customers/{eli.pk}/")
    assert moved_on["Location"] == f"/customers/{dana.pk}/"
    assert "Eli Stone became part of this" in shown(browser, f"/customers/{dana.pk}/")
    browser.post(f"/merges/{Merge.objects.get().pk}")
    assert "Eli Stone" in shown(browser, f"/customers/{eli.pk}/")


def test_a_preview_tells_nothing_of_tickets_out_of_sight(
    browser: Client, dana: Customer, eli: Customer
) -> None:
    world.make_ticket(
        requester=eli, subject="Obsidian", group=world.group(world.SECURITY), text="Obsidian"
    )
    for address in (f"/customers/{dana.pk}/merge?with={eli.pk}", f"/customers/{eli.pk}/"):
        page = shown(browser, address)
        assert not re.search(r"\d tickets, \d+ unsolved", page)
        assert "Obsidian" not in page


def test_organisations_are_made_changed_merged_and_deleted(browser: Client, dana: Customer) -> None:
    made = browser.post("/organisations/new", {"name": "Globex", "domains": "globex.example"})
    globex = Organisation.objects.get(name="Globex")
    assert made["Location"] == f"/organisations/{globex.pk}/"
    refused = browser.post("/organisations/new", {"name": "Globex 2", "domains": "gmail.com"})
    assert refused.status_code == 422
    assert "Anybody can have an address at gmail.com" in refused.content.decode()
    facts = f"/organisations/{globex.pk}/facts"
    browser.post(f"{facts}/domains", {"value": "globex.example\nglobex.test"}, headers=HTMX)
    assert globex.domains.count() == 2
    acme = dana.organisation
    assert acme is not None
    refusal = browser.post(f"/organisations/{acme.pk}/deletion")
    assert refusal.status_code == 409
    browser.post(f"/organisations/{acme.pk}/merge", {"with": globex.pk, "into": acme.pk})
    assert "Globex became part of this" in shown(browser, f"/organisations/{acme.pk}/")
    assert browser.get(f"/organisations/{globex.pk}/")["Location"] == f"/organisations/{acme.pk}/"
    browser.post(f"/merges/{Merge.objects.get().pk}")
    browser.post(f"/organisations/{globex.pk}/deletion")
    assert not Organisation.objects.filter(pk=globex.pk).exists()


def test_a_customer_is_written_down_by_hand(browser: Client) -> None:
    given = {"name": "Nia", "phone": "+4930123456", "organisation": "Initech"}
    answer = browser.post("/customers/new", given)
    nia = Customer.objects.get(person__name="Nia")
    assert answer["Location"] == f"/customers/{nia.pk}/"
    assert str(nia.organisation) == "Initech"
    refused = browser.post("/customers/new", {"name": "Dana", "address": world.DANA})
    assert refused.status_code == 422
    assert "belongs to Dana Fischer already" in refused.content.decode()
    hostile = browser.post("/customers/new", {"name": "N\x00", "phone": "x" * 10_000})
    assert hostile.status_code == 422


def test_the_history_says_who_changed_what(browser: Client, amara: Agent, dana: Customer) -> None:
    evil = "<script>alert(1)</script>"
    actions.describe(dana, facts={"notes": evil}, by=amara)
    actions.add_phone(dana, number="+49 30 123456", by=amara)
    page = shown(browser, f"/customers/{dana.pk}/history")
    assert "Amara Obi</strong> changed the notes" in page
    assert "+49 30 123456" in page
    assert evil not in page


def test_words_of_strangers_are_only_words_here_too(browser: Client, amara: Agent) -> None:
    evil = "<script>alert(1)</script>"
    mallory = world.make_customer(f"{evil} Mallory", email="m@x.example")
    house = world.make_organisation(evil)
    actions.join(mallory, organisation=house, by=amara)
    actions.describe(mallory, facts={"tags": [evil], "notes": evil}, by=amara)
    for address in (
        "/customers/",
        f"/customers/{mallory.pk}/",
        f"/customers/{mallory.pk}/merge?q=mallory",
        "/organisations/",
        f"/organisations/{house.pk}/",
        "/organisations/names?organisation=script",
    ):
        assert evil not in shown(browser, address)


def test_light_agents_read_and_find_nothing_to_press(
    client_of: ClientOf, lin: Agent, dana: Customer
) -> None:
    reader = client_of(lin)
    for address in (f"/customers/{dana.pk}/", f"/organisations/{dana.organisation_id}/"):
        page = shown(reader, address)
        assert "/merge" not in page
        assert 'class="fact-value' not in page


def test_the_ticket_shows_its_customer_in_one_glance(
    browser: Client, amara: Agent, dana: Customer
) -> None:
    actions.describe(
        dana,
        facts={
            "language": "de",
            "time_zone": "Europe/Vienna",
            "tags": ["vip"],
            "notes": "Calls on Mondays.",
        },
        by=amara,
    )
    assert dana.organisation is not None
    actions.describe_organisation(dana.organisation, facts={"notes": "Pays late."}, by=amara)
    ticket = world.make_ticket(requester=dana)
    world.make_ticket(requester=dana, subject="Second question")
    solved = world.make_ticket(requester=dana, subject="Old question")
    world.make_reply(solved, then="solved")
    page = shown(browser, f"/tickets/{ticket.pk}/")
    card = page[page.index("person-line-name") :]
    for words in ("German", "Europe/Vienna", "vip", "Calls on Mondays.", "Pays late.", "Acme"):
        assert words in card
    assert "Other tickets: 1 unsolved of 2" in card
    assert card.index("Second question") < card.index("Old question"), "what is open first"
