"""A ticket's type, form, due date, own status and custom fields, over HTTP."""

import json
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from firstline.desk import actions
from firstline.desk.models import CustomStatus, FieldCondition, FormField, Ticket, TicketForm
from firstline.platform.events.models import Event
from firstline.platform.fields.models import CustomField, FieldKind, FieldSubject
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


def fill(browser: Client, ticket: Ticket, field: CustomField, **data: str) -> int:
    answer = browser.post(f"/tickets/{ticket.pk}/fields/{field.pk}", data, headers=HTMX)
    ticket.refresh_from_db()
    return answer.status_code


def page_of(browser: Client, ticket: Ticket) -> str:
    return browser.get(f"/tickets/{ticket.pk}/").content.decode()


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("text", " A7 ", "A7"),
        ("textarea", "one\ntwo", "one\ntwo"),
        ("integer", "42", 42),
        ("decimal", "4,20", "4.2"),
        ("date", "2026-11-30", "2026-11-30"),
        ("checkbox", "true", True),
        ("dropdown", "lamp", "lamp"),
        ("card", "4111 1111 1111 1234", "XXXXXXXXXXXX1234"),
        ("regexp", "AB-12", "AB-12"),
    ],
)
def test_each_kind_is_filled_in_and_shown(
    browser: Client, ticket: Ticket, kind: str, typed: str, kept: object
) -> None:
    field = world.make_field("Detail", kind=kind, options=["lamp"], pattern="[A-Z]+-[0-9]+")
    assert fill(browser, ticket, field, value=typed) == 200
    assert ticket.fields == {field.slot: kept}
    shown = {"dropdown": "Lamp", "checkbox": "checked"}.get(kind, str(kept))
    assert shown in page_of(browser, ticket)


def test_a_change_is_told_of_and_undone(browser: Client, ticket: Ticket) -> None:
    field = world.make_field("Serial", kind=FieldKind.TEXT)
    fill(browser, ticket, field, value="A1")
    answer = browser.post(f"/tickets/{ticket.pk}/fields/{field.pk}", {"value": "B2"}, headers=HTMX)
    toast = json.loads(answer["HX-Trigger"])["toast"]
    assert toast["text"] == "Saved: Serial"
    assert "set Serial to" in browser.get(f"/tickets/{ticket.pk}/history").content.decode()
    browser.post(toast["undo"], headers=HTMX)
    ticket.refresh_from_db()
    assert ticket.fields == {field.slot: "A1"}


def test_undoing_leaves_what_somebody_changed_since(browser: Client, ticket: Ticket) -> None:
    field = world.make_field("Serial", kind=FieldKind.TEXT)
    fill(browser, ticket, field, value="A1")
    event = Event.objects.get(name="fields_changed")
    fill(browser, ticket, field, value="B2")
    browser.post(f"/tickets/{ticket.pk}/field-changes/{event.pk}", headers=HTMX)
    ticket.refresh_from_db()
    assert ticket.fields == {field.slot: "B2"}


def test_the_change_of_another_ticket_is_not_there(browser: Client, ticket: Ticket) -> None:
    field = world.make_field("Serial", kind=FieldKind.TEXT)
    fill(browser, ticket, field, value="A1")
    event = Event.objects.get(name="fields_changed")
    other = world.make_ticket()
    address = f"/tickets/{other.pk}/field-changes/{event.pk}"
    assert browser.post(address, headers=HTMX).status_code == 404


def test_options_are_ticked_one_by_one(browser: Client, ticket: Ticket) -> None:
    field = world.make_field("Parts", kind=FieldKind.MULTISELECT, options=["bulb", "cord", "hood"])
    fill(browser, ticket, field, option="hood", **{"chosen:hood": "on"})
    fill(browser, ticket, field, option="bulb", **{"chosen:bulb": "on"})
    assert ticket.fields == {field.slot: ["bulb", "hood"]}
    assert ticket.tags == ["bulb", "hood"]
    fill(browser, ticket, field, option="bulb", **{"chosen:hood": "on"})
    assert ticket.fields == {field.slot: ["hood"]}
    assert ticket.tags == ["hood"]


def test_what_is_not_an_answer_is_refused_in_words(browser: Client, ticket: Ticket) -> None:
    field = world.make_field("Serial", kind=FieldKind.REGEXP, pattern="[0-9]{4}")
    answer = browser.post(
        f"/tickets/{ticket.pk}/fields/{field.pk}", {"value": "<b>12"}, headers=HTMX
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "is not what Serial looks like ([0-9]{4})" in page
    assert "<b>" not in page


def test_a_pattern_that_blows_up_elsewhere_takes_no_time(browser: Client, ticket: Ticket) -> None:
    field = world.make_field("Evil", kind=FieldKind.REGEXP, pattern="(a|a?)+$")
    assert fill(browser, ticket, field, value="a" * 900 + "b") == 422


def test_zero_bytes_are_dropped(browser: Client, ticket: Ticket) -> None:
    field = world.make_field("Serial", kind=FieldKind.TEXT)
    assert fill(browser, ticket, field, value="A\x001") == 200
    assert ticket.fields == {field.slot: "A1"}
    choices = f"/tickets/{ticket.pk}/fields/{field.pk}/choices"
    assert browser.get(choices, {"q": "\x00"}).status_code == 200


def test_ten_thousand_options_come_a_few_at_a_time(browser: Client, ticket: Ticket) -> None:
    field = world.make_field("Town", options=[f"town{number}" for number in range(10_000)])
    address = f"/tickets/{ticket.pk}/fields/{field.pk}/choices"
    assert browser.get(address).content.decode().count('type="submit"') == 50
    found = browser.get(address, {"q": "town999"}).content.decode()
    assert found.count('type="submit"') == 11
    assert fill(browser, ticket, field, value="town9999") == 200
    page = page_of(browser, ticket)
    assert "Town9999" in page
    assert "Town9998" not in page


def test_an_option_out_of_use_stays_readable(browser: Client, ticket: Ticket) -> None:
    field = world.make_field(options=["lamp", "chair"])
    fill(browser, ticket, field, value="lamp")
    field.options.filter(value="lamp").update(is_active=False)
    assert "Lamp" in page_of(browser, ticket)
    assert fill(browser, ticket, field, value="lamp") == 422


def test_html_in_words_of_admins_is_only_words(browser: Client, ticket: Ticket) -> None:
    evil = "<script>alert(1)</script>"
    field = world.make_field(evil, description=evil, options=["lamp"])
    field.options.update(label=evil)
    CustomStatus.objects.create(category="open", label=evil)
    form = TicketForm.objects.create(name=evil, is_default=True)
    FormField.objects.create(form=form, field=field)
    fill(browser, ticket, field, value="lamp")
    choices = f"/tickets/{ticket.pk}/fields/{field.pk}/choices"
    for page in (page_of(browser, ticket), browser.get(choices).content.decode()):
        assert evil not in page
        assert "&lt;script&gt;" in page


@pytest.mark.parametrize("target", ["customer", "organisation", "agent", "ticket"])
def test_what_is_known_is_looked_up_and_named(
    browser: Client, ticket: Ticket, amara: Agent, target: str
) -> None:
    customer = world.customer(world.DANA)
    other = world.make_ticket(subject="Quartz lamp")
    known = {
        "customer": (customer.pk, "Dana Fischer", "Dana"),
        "organisation": (customer.organisation_id, "Acme", "Acme"),
        "agent": (amara.pk, str(amara), "Amara"),
        "ticket": (other.pk, f"#{other.pk} Quartz lamp", "Quartz"),
    }
    ident, name, words = known[target]
    field = world.make_field("About", kind=FieldKind.LOOKUP, lookup=target)
    choices = f"/tickets/{ticket.pk}/fields/{field.pk}/choices"
    assert name in browser.get(choices, {"q": words}).content.decode()
    assert fill(browser, ticket, field, value=str(ident)) == 200
    assert name in page_of(browser, ticket)
    assert fill(browser, ticket, field, value="987654321") == 422


def test_a_ticket_out_of_sight_is_not_looked_up(
    browser: Client, ticket: Ticket, farah: Agent
) -> None:
    hidden = world.make_ticket(subject="Quartz secret", group=world.group(world.SECURITY))
    field = world.make_field("About", kind=FieldKind.LOOKUP, lookup="ticket")
    choices = f"/tickets/{ticket.pk}/fields/{field.pk}/choices"
    assert "Quartz" not in browser.get(choices, {"q": "Quartz"}).content.decode()
    assert fill(browser, ticket, field, value=str(hidden.pk)) == 422
    actions.set_fields(ticket, values={field: hidden.pk}, by=farah)
    page = page_of(browser, ticket)
    assert f"#{hidden.pk}" in page
    assert "Quartz secret" not in page


def test_a_form_says_what_is_asked(browser: Client, ticket: Ticket) -> None:
    product, serial = world.make_field(options=["lamp"]), world.make_field("Serial", kind="text")
    form = TicketForm.objects.create(name="Returns")
    FormField.objects.create(form=form, field=product)
    FormField.objects.create(form=form, field=serial, position=1)
    FieldCondition.objects.create(form=form, parent=product, value="lamp", child=serial)
    answer = browser.post(f"/tickets/{ticket.pk}/form", {"form": form.pk}, headers=HTMX)
    assert "Product" in answer.content.decode()
    assert "Serial" not in answer.content.decode()
    fill(browser, ticket, product, value="lamp")
    assert "Serial" in page_of(browser, ticket)
    browser.post(json.loads(answer["HX-Trigger"])["toast"]["undo"], headers=HTMX)
    ticket.refresh_from_db()
    assert ticket.form is None


def test_a_ticket_is_not_solved_before_it_is_complete(browser: Client, ticket: Ticket) -> None:
    field = world.make_field("Serial", kind=FieldKind.TEXT, is_required=True)
    answer = browser.post(f"/tickets/{ticket.pk}/status", {"status": "solved"}, headers=HTMX)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Before this ticket can be solved, fill in: Serial." in page
    assert f'href="#ticket-{ticket.pk}-field-{field.pk}" data-jumps' in page
    reply = {"body": "Done.", "then": "solved"}
    answer = browser.post(f"/tickets/{ticket.pk}/replies", reply, headers=HTMX)
    assert "data-jumps" in answer.content.decode()
    assert Ticket.objects.get(pk=ticket.pk).status == "new"
    fill(browser, ticket, field, value="A1")
    browser.post(f"/tickets/{ticket.pk}/status", {"status": "solved"}, headers=HTMX)
    assert Ticket.objects.get(pk=ticket.pk).status == "solved"


def test_rules_and_integrations_are_not_asked(ticket: Ticket, amara: Agent) -> None:
    world.make_field("Serial", kind=FieldKind.TEXT, is_required=True)
    assert actions.solve(ticket, by=amara).status == "solved"


def test_a_status_of_the_desks_own_is_set_undone_and_left(browser: Client, ticket: Ticket) -> None:
    own = CustomStatus.objects.create(category="open", label="Waiting for parts")
    address = f"/tickets/{ticket.pk}/status"
    answer = browser.post(address, {"status": own.pk}, headers=HTMX)
    assert "Waiting for parts" in json.loads(answer["HX-Trigger"])["toast"]["text"]
    ticket.refresh_from_db()
    assert (ticket.status, ticket.custom_status) == ("open", own)
    browser.post(address, {"status": "open"}, headers=HTMX)
    ticket.refresh_from_db()
    assert (ticket.status, ticket.custom_status) == ("open", None)
    browser.post(json.loads(answer["HX-Trigger"])["toast"]["undo"], headers=HTMX)
    ticket.refresh_from_db()
    assert ticket.status == "new"
    own.is_active = False
    own.save()
    assert browser.post(address, {"status": own.pk}, headers=HTMX).status_code == 422


def test_type_and_due_date_in_the_agents_zone(
    browser: Client, ticket: Ticket, amara: Agent
) -> None:
    amara.person.time_zone = "Europe/Berlin"
    amara.person.save(update_fields=["time_zone"])

    def due() -> datetime | None:
        return Ticket.objects.get(pk=ticket.pk).due_at

    browser.post(f"/tickets/{ticket.pk}/type", {"type": "problem"}, headers=HTMX)
    assert Ticket.objects.get(pk=ticket.pk).type == "problem"
    address = f"/tickets/{ticket.pk}/due"
    answer = browser.post(address, {"due": "2026-11-30T09:00"}, headers=HTMX)
    assert due() == datetime(2026, 11, 30, 8, tzinfo=UTC)
    assert browser.post(address, {"due": "nonsense"}, headers=HTMX).status_code == 422
    browser.post(json.loads(answer["HX-Trigger"])["toast"]["undo"], headers=HTMX)
    assert due() is None
    actions.set_due(ticket, due_at=datetime(2026, 12, 1, tzinfo=UTC), by=world.agent(world.BO))
    answer = browser.delete(address, headers=HTMX)
    assert due() is None
    browser.post(json.loads(answer["HX-Trigger"])["toast"]["undo"], headers=HTMX)
    assert due() == datetime(2026, 12, 1, tzinfo=UTC)


def test_a_light_agent_reads_only(client_of: ClientOf, ticket: Ticket, lin: Agent) -> None:
    field = world.make_field("Serial", kind=FieldKind.TEXT)
    actions.set_fields(ticket, values={field: "A1"}, by=world.agent(world.AMARA))
    page = client_of(lin).get(f"/tickets/{ticket.pk}/").content.decode()
    assert "A1" in page
    assert f'id="ticket-{ticket.pk}-field-{field.pk}"' not in page
    for noun in (f"fields/{field.pk}", "type", "due", "form", "snooze"):
        data = {"value": "B", "type": "task", "due": "2030-01-01T09:00", "for": "customer"}
        answer = client_of(lin).post(f"/tickets/{ticket.pk}/{noun}", data, headers=HTMX)
        assert answer.status_code == 403, noun


def test_fields_of_customers_are_no_fields_of_tickets(browser: Client, ticket: Ticket) -> None:
    field = world.make_field("Plan", kind="text", subject=FieldSubject.CUSTOMER)
    assert "Plan" not in page_of(browser, ticket)
    assert fill(browser, ticket, field, value="A") == 404


def test_fields_cost_a_fixed_number_of_queries(
    browser: Client, ticket: Ticket, farah: Agent
) -> None:
    """One for all that is arranged; one for options, and one for each kind of thing named."""
    address = f"/tickets/{ticket.pk}/changes"

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            browser.get(address)
        return len(caught)

    queries()
    bare = queries()
    for number in range(4):
        world.make_field(f"Line {number}", kind=FieldKind.TEXT)
        CustomStatus.objects.create(category="open", label=f"Own {number}")
    assert queries() == bare
    for number in range(4):
        field = world.make_field(f"Choice {number}", options=["lamp"])
        actions.set_fields(ticket, values={field: "lamp"}, by=farah)
    assert queries() == bare + 1
    for number in range(4):
        field = world.make_field(f"Agent {number}", kind=FieldKind.LOOKUP, lookup="agent")
        actions.set_fields(ticket, values={field: farah.pk}, by=farah)
    assert queries() == bare + 2
