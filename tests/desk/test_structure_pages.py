"""The pages and dialogs of merging, splitting, moving and linking, and what they cost."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from firstline.desk import actions
from firstline.desk.models import Rearrangement, Ticket, TicketLink
from firstline.desk.queries.messages import ShownMessage
from firstline.desk.queries.timeline import timeline_of
from firstline.team.models import Agent
from tests import world
from tests.conftest import ClientOf, StoppedClock

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def browser(client_of: ClientOf, amara: Agent) -> Client:
    return client_of(amara)


def page(browser: Client, address: str, **data: str | int) -> str:
    return browser.get(address, data, headers=HTMX).content.decode()


def toast(answer: Any) -> dict[str, str]:
    found: dict[str, str] = json.loads(answer["HX-Trigger"])["toast"]
    return found


def fresh(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


def test_the_dialog_offers_what_the_same_customer_has_open(browser: Client, amara: Agent) -> None:
    ticket = world.make_ticket()
    twin = world.make_ticket(subject="The same lamp")
    solved = world.make_ticket(subject="An old lamp")
    actions.set_status(solved, status="closed", by=amara)
    dialog = page(browser, f"/tickets/{ticket.pk}/merge")
    assert "<dialog" in dialog
    assert "The same lamp" in dialog
    assert "An old lamp" not in dialog
    found = page(browser, f"/tickets/{ticket.pk}/merge", q=f"#{twin.pk}")
    assert f'value="{twin.pk}"' in found


def test_a_restricted_ticket_is_offered_to_no_outsider(browser: Client) -> None:
    ticket = world.make_ticket()
    hidden = world.make_ticket(subject="Obsidian", group=world.group(world.SECURITY))
    TicketLink.objects.create(ticket=ticket, other=hidden, kind="relates")
    for address, data in (
        ("merge", {"q": "Obsidian", "add": hidden.pk}),
        ("moves", {"q": "Obsidian"}),
        ("links/candidates", {"q": f"#{hidden.pk}"}),
        ("", {}),
        ("history", {}),
    ):
        text = page(browser, f"/tickets/{ticket.pk}/{address}", **data)
        assert "Obsidian</" not in text
        assert f"/tickets/{hidden.pk}/" not in text
    posted = browser.post(
        f"/tickets/{ticket.pk}/links", {"other": hidden.pk, "relation": "blocks"}, headers=HTMX
    )
    assert posted.status_code == 422
    assert TicketLink.objects.count() == 1


def test_the_preview_says_what_would_happen(browser: Client) -> None:
    ticket = world.make_ticket()
    other = world.make_ticket(
        requester=world.customer(world.ELI), tags=["lamp"], priority="urgent", subject="Mine too"
    )
    preview = page(browser, f"/tickets/{ticket.pk}/merge", add=other.pk)
    for words in (
        f"1 message comes from #{other.pk}, by Eli Stone",
        "New tags: lamp",
        "Urgent",
        "different customers",
        "different companies",
        world.ELI,
    ):
        assert words in preview
    assert re.search(r'name="keep"[^>]*checked', preview)
    kept = page(
        browser, f"/tickets/{ticket.pk}/merge", **{"with": other.pk}, known=other.requester_id
    )
    assert not re.search(r'name="keep"[^>]*checked', kept)
    assert "hears of no reply" in kept


def test_leaving_a_restricted_group_is_warned_of(client_of: ClientOf, goran: Agent) -> None:
    ticket = world.make_ticket()
    secret = world.make_ticket(group=world.group(world.SECURITY))
    text = page(client_of(goran), f"/tickets/{ticket.pk}/merge", add=secret.pk)
    assert "leave a restricted group" in text


def test_merging_closes_the_other_and_offers_an_undo(browser: Client) -> None:
    ticket, other = world.make_ticket(), world.make_ticket(text="The other words")
    answer = browser.post(
        f"/tickets/{ticket.pk}/merge",
        {"with": other.pk, "into": ticket.pk},
        headers=HTMX | {"HX-Current-URL": f"http://testserver/tickets/{ticket.pk}/"},
    )
    assert "The other words" in answer.content.decode()
    assert fresh(other).merged_into == ticket
    undone = browser.post(toast(answer)["undo"], headers=HTMX)
    assert undone.status_code == 200
    assert fresh(other).merged_into is None


def test_merging_away_the_open_ticket_opens_the_one_that_lives_on(browser: Client) -> None:
    ticket, other = world.make_ticket(), world.make_ticket()
    answer = browser.post(
        f"/tickets/{ticket.pk}/merge",
        {"with": other.pk, "into": other.pk},
        headers=HTMX | {"HX-Current-URL": f"http://testserver/tickets/{ticket.pk}/"},
    )
    assert answer["HX-Retarget"] == "#ticket"
    assert answer["HX-Push-Url"].startswith(f"/tickets/{other.pk}/")
    assert f'id="ticket-{other.pk}-head"' in answer.content.decode()


def test_the_page_of_a_merged_ticket_leads_on_and_offers_the_undo(
    browser: Client, amara: Agent
) -> None:
    ticket, other = world.make_ticket(subject="It lives"), world.make_ticket()
    record = actions.merge([other], into=ticket, by=amara)
    text = page(browser, f"/tickets/{other.pk}/")
    assert "lives on in" in text
    assert f"/tickets/{ticket.pk}/" in text
    assert f"/rearrangements/{record.pk}/undo" in text
    assert "Open a follow-up" not in text
    plain = browser.post(f"/rearrangements/{record.pk}/undo")
    assert plain.status_code == 302
    assert fresh(other).merged_into is None


def test_the_history_offers_the_undo_or_says_why_not(browser: Client, amara: Agent) -> None:
    first, second, third = world.make_ticket(), world.make_ticket(), world.make_ticket()
    below = actions.merge([first], into=second, by=amara)
    history = f"/tickets/{second.pk}/history"
    assert f"/rearrangements/{below.pk}/undo" in page(browser, history)
    above = actions.merge([second], into=third, by=amara)
    text = page(browser, history)
    assert f"/rearrangements/{below.pk}/undo" not in text
    assert "Undo that first" in text
    assert f"/rearrangements/{above.pk}/undo" in text
    refused = browser.post(f"/rearrangements/{below.pk}/undo", headers=HTMX)
    assert refused.status_code == 409


def test_nobody_undoes_what_they_cannot_see(
    browser: Client, client_of: ClientOf, goran: Agent
) -> None:
    ticket = world.make_ticket()
    secret = world.make_ticket(group=world.group(world.SECURITY))
    record = actions.merge([secret], into=ticket, by=goran)
    assert browser.post(f"/rearrangements/{record.pk}/undo").status_code == 404
    text = page(browser, f"/tickets/{ticket.pk}/history")
    assert f"/rearrangements/{record.pk}/undo" not in text
    assert client_of(goran).post(f"/rearrangements/{record.pk}/undo").status_code == 302


def test_splitting_keeps_the_ticket_open_and_links_both(browser: Client) -> None:
    ticket = world.make_ticket()
    message = world.make_message(ticket, text="A new matter")
    dialog = page(browser, f"/tickets/{ticket.pk}/split", message=message.pk)
    assert re.search(rf'name="message" value="{message.pk}" checked', dialog)
    answer = browser.post(
        f"/tickets/{ticket.pk}/split",
        {"message": message.pk, "subject": "Another matter"},
        headers=HTMX,
    )
    made = Rearrangement.objects.get().target
    assert toast(answer)["text"] == f"Opened #{made.pk} with these messages"
    assert f"/tickets/{made.pk}/" in answer.content.decode()
    browser.post(toast(answer)["undo"], headers=HTMX)
    assert f"linked-{made.pk}-relates" not in page(browser, f"/tickets/{ticket.pk}/")


def test_moving_a_message(browser: Client) -> None:
    ticket, other = world.make_ticket(), world.make_ticket()
    message = world.make_message(ticket)
    assert f'value="{other.pk}"' in page(browser, f"/tickets/{ticket.pk}/moves")
    browser.post(
        f"/tickets/{ticket.pk}/moves", {"message": message.pk, "other": other.pk}, headers=HTMX
    )
    message.refresh_from_db()
    assert (message.ticket, message.number) == (other, 2)


def test_a_refusal_of_an_act_says_why(browser: Client) -> None:
    ticket = world.make_ticket()
    answer = browser.post(
        f"/tickets/{ticket.pk}/split",
        {"message": ticket.messages.get().pk, "subject": "X"},
        headers=HTMX,
    )
    assert answer.status_code == 422
    assert "whole conversation" in answer.content.decode()


def test_links_are_added_shown_from_both_ends_and_taken_back(browser: Client) -> None:
    ticket, other = world.make_ticket(), world.make_ticket(subject="The other one")
    assert "The other one" in page(browser, f"/tickets/{ticket.pk}/links/candidates", q="other one")
    answer = browser.post(
        f"/tickets/{ticket.pk}/links", {"q": f"#{other.pk}", "relation": "blocks"}, headers=HTMX
    )
    assert "Blocks" in answer.content.decode()
    assert "Blocked by" in page(browser, f"/tickets/{other.pk}/")
    browser.delete(toast(answer)["undo"], headers=HTMX)
    assert not TicketLink.objects.exists()
    again = browser.post(f"/tickets/{ticket.pk}/links/blocks/{other.pk}?again=", headers=HTMX)
    assert again.status_code == 200
    assert TicketLink.objects.exists()


def test_an_open_part_is_told_of_on_a_solved_ticket(browser: Client, amara: Agent) -> None:
    ticket = world.make_ticket()
    answer = browser.post(
        f"/tickets/{ticket.pk}/children", {"subject": "Ask", "task": "Where?"}, headers=HTMX
    )
    assert "Parts" in answer.content.decode()
    actions.solve(ticket, by=amara)
    assert "1 part of this is still open" in page(browser, f"/tickets/{ticket.pk}/")


def test_solving_a_problem_offers_to_solve_its_incidents(browser: Client, amara: Agent) -> None:
    problem, incident = world.make_ticket(), world.make_ticket()
    actions.link(incident, to=problem, relation="problem", by=amara)
    actions.solve(problem, by=amara)
    address = f"/tickets/{problem.pk}/incidents"
    assert address in page(browser, f"/tickets/{problem.pk}/")
    assert "1 incident is still open" in page(browser, address)
    answer = browser.post(address, {"body": "It is fixed."}, headers=HTMX)
    assert "is solving the incidents" in answer.content.decode()
    taken_back = browser.delete(toast(answer)["undo"], headers=HTMX)
    assert toast(taken_back)["text"] == "No incident was solved"


def test_a_follow_up_is_one_click_away_and_can_be_undone(browser: Client, amara: Agent) -> None:
    closed = actions.set_status(world.make_ticket(), status="closed", by=amara)
    assert "Open a follow-up" in page(browser, f"/tickets/{closed.pk}/")
    answer = browser.post(f"/tickets/{closed.pk}/follow-ups", headers=HTMX)
    follow_up = closed.follow_ups.get()
    assert f"/tickets/{closed.pk}/" in answer.content.decode()
    assert f"/tickets/{follow_up.pk}/" in page(browser, f"/tickets/{closed.pk}/")
    browser.post(toast(answer)["undo"], headers=HTMX)
    assert fresh(follow_up).removed_as == "bin"
    assert f"/tickets/{follow_up.pk}/" not in page(browser, f"/tickets/{closed.pk}/")


@pytest.mark.parametrize("place", ["bin", "spam"])
def test_a_removed_ticket_says_so_and_is_restored(browser: Client, place: str) -> None:
    ticket = world.make_ticket(subject="Buy now")
    answer = browser.post(f"/tickets/{ticket.pk}/removal", {"to": place}, headers=HTMX)
    text = page(browser, f"/tickets/{ticket.pk}/")
    assert "Restore" in text
    assert 'data-composer data-kind="reply"' not in text
    assert "Buy now" not in browser.get("/tickets/").content.decode()
    refused = browser.post(f"/tickets/{ticket.pk}/status", {"status": "solved"}, headers=HTMX)
    assert refused.status_code == 422
    browser.delete(toast(answer)["undo"], headers=HTMX)
    assert not fresh(ticket).is_removed


def test_light_agents_see_structure_and_change_none(client_of: ClientOf, lin: Agent) -> None:
    ticket, other = world.make_ticket(), world.make_ticket(subject="The other one")
    TicketLink.objects.create(ticket=ticket, other=other, kind="blocks")
    light = client_of(lin)
    text = page(light, f"/tickets/{ticket.pk}/")
    assert "The other one" in text
    for address in ("merge", "split", "moves", "children", "removal", "links"):
        assert f"/tickets/{ticket.pk}/{address}?" not in text
        assert light.get(f"/tickets/{ticket.pk}/{address}").status_code in (403, 405)


def test_related_tickets_cost_the_same_queries_however_many(browser: Client, amara: Agent) -> None:
    few, many = world.make_ticket(), world.make_ticket()
    for ticket, number in ((few, 1), (many, 7)):
        for _number in range(number):
            actions.link(ticket, to=world.make_ticket(), relation="blocks", by=amara)
            actions.link(world.make_ticket(), to=ticket, relation="problem", by=amara)
            actions.link(world.make_ticket(), to=ticket, relation="parent", by=amara)
    browser.get(f"/tickets/{few.pk}/")
    counts = []
    for ticket in (few, many):
        with CaptureQueriesContext(connection) as queries:
            browser.get(f"/tickets/{ticket.pk}/changes", headers=HTMX)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_merged_messages_are_read_by_their_time(amara: Agent, clock: StoppedClock) -> None:
    target = world.make_ticket(text="one")
    clock.pass_by(timedelta(hours=1))
    source = world.make_ticket(text="two")
    clock.pass_by(timedelta(hours=1))
    for _turn in range(6):
        world.make_message(target, text="three")
    actions.merge([source], into=target, by=amara)
    entries = timeline_of(fresh(target)).entries
    shown = [entry for entry in entries if isinstance(entry, ShownMessage)]
    assert [entry.gist for entry in shown] == ["one", "two", *["three"] * 6]
    assert [entry.is_folded for entry in shown[-3:]] == [False] * 3
    assert shown[1].is_folded
