"""Time that is worked on tickets: off without a trace; on, noted with what is sent."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from firstline.desk import actions
from firstline.desk.administration.time_tracking import set_time_tracking
from firstline.desk.models import Draft, Message, Ticket, TimeEntry
from firstline.desk.time_spent import MOST_MINUTES, in_words
from firstline.platform.errors import NotAllowed
from firstline.platform.events.models import Event
from firstline.team.models import Agent
from tests import world
from tests.conftest import ClientOf, StoppedClock
from tests.jobs import run_due_jobs

HTMX = {"HX-Request": "true"}


@pytest.fixture
def browser(client_of: ClientOf, amara: Agent) -> Client:
    return client_of(amara)


@pytest.fixture
def ticket(db: None) -> Ticket:
    return world.make_ticket()


@pytest.fixture
def tracked(farah: Agent) -> None:
    set_time_tracking(is_on=True, by=farah)


def worked(ticket: Ticket, agent: Agent, minutes: int) -> Message:
    draft = Draft.objects.create(
        ticket=ticket,
        author=agent,
        is_public=False,
        html="<p>Done.</p>",
        minutes=minutes,
        updated_at=ticket.updated_at,
    )
    return actions.add_draft_as_note(draft)


def total(ticket: Ticket) -> int:
    return Ticket.objects.get(pk=ticket.pk).time_spent


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "0 min"), (59, "59 min"), (60, "1 h"), (61, "1 h 1 min"), (1500, "25 h")],
)
def test_time_reads_as_people_say_it(minutes: int, words: str) -> None:
    assert in_words(minutes) == words


def test_off_there_is_no_trace_of_it(browser: Client, ticket: Ticket, amara: Agent) -> None:
    Ticket.objects.update(time_spent=30)
    form = {"kind": "note", "body": "Looked at it.", "minutes": "7"}
    browser.post(f"/tickets/{ticket.pk}/notes", form, headers=HTMX)
    assert not TimeEntry.objects.exists()
    for address in (
        f"/tickets/{ticket.pk}/",
        "/tickets/?columns=number,time_spent",
        "/tickets/choices?columns=number",
        "/tickets/filter/fields",
    ):
        page = browser.get(address).content.decode()
        for word in ("Time spent", "Minutes spent", "data-time-spent", "30 min"):
            assert word not in page, address


def test_on_or_off_a_ticket_takes_as_many_queries(
    browser: Client, ticket: Ticket, farah: Agent
) -> None:
    taken = []
    for is_on in (False, True):
        set_time_tracking(is_on=is_on, by=farah)
        browser.get(f"/tickets/{ticket.pk}/")
        with CaptureQueriesContext(connection) as queries:
            browser.get(f"/tickets/{ticket.pk}/")
        taken.append(len(queries))
    assert taken[0] == taken[1]


@pytest.mark.usefixtures("tracked")
def test_a_note_takes_its_minutes_along(browser: Client, ticket: Ticket, amara: Agent) -> None:
    form = {"kind": "note", "body": "Looked at it.", "minutes": "7"}
    browser.post(f"/tickets/{ticket.pk}/notes", form, headers=HTMX)
    entry = TimeEntry.objects.get()
    assert (entry.minutes, entry.agent, entry.message.number) == (7, amara, 2)
    assert total(ticket) == 7
    page = browser.get(f"/tickets/{ticket.pk}/").content.decode()
    assert "<dt>Time spent</dt>" in page
    assert "spent <strong>7 min</strong>" in page


@pytest.mark.usefixtures("tracked")
def test_a_reply_notes_them_when_it_leaves_and_not_when_it_is_taken_back(
    browser: Client, ticket: Ticket, clock: StoppedClock
) -> None:
    form = {"body": "On its way.", "minutes": "12"}
    browser.post(f"/tickets/{ticket.pk}/replies", form, headers=HTMX)
    browser.delete(f"/drafts/{Draft.objects.get().pk}/hold", headers=HTMX)
    assert 'value="12"' in browser.get(f"/tickets/{ticket.pk}/").content.decode()
    browser.post(f"/tickets/{ticket.pk}/replies", form | {"minutes": "13"}, headers=HTMX)
    assert total(ticket) == 0
    clock.pass_by(timedelta(seconds=30))
    run_due_jobs()
    assert total(ticket) == 13
    assert Event.objects.get(name="time_spent").data == {"minutes": 13}


@pytest.mark.usefixtures("tracked")
@pytest.mark.parametrize(
    ("given", "kept"), [("", 0), ("-5", 0), ("x", 0), ("0", 0), ("99999", MOST_MINUTES)]
)
def test_what_cannot_be_meant_is_not_noted(
    browser: Client, ticket: Ticket, given: str, kept: int
) -> None:
    form = {"kind": "note", "body": "Looked at it.", "minutes": given}
    browser.post(f"/tickets/{ticket.pk}/notes", form, headers=HTMX)
    assert total(ticket) == kept


def test_merged_tickets_add_up_and_come_apart_again(ticket: Ticket, amara: Agent) -> None:
    other = world.make_ticket()
    worked(ticket, amara, 10)
    worked(other, amara, 5)
    record = actions.merge([other], into=ticket, by=amara)
    assert (total(ticket), total(other)) == (15, 0)
    worked(ticket, amara, 1)
    actions.put_back(record, by=amara)
    assert (total(ticket), total(other)) == (11, 5)


def test_a_message_that_is_split_off_takes_its_time_along(ticket: Ticket, amara: Agent) -> None:
    message = worked(ticket, amara, 10)
    worked(ticket, amara, 5)
    record = actions.split(ticket, messages=[message.pk], subject="Another matter", by=amara)
    assert (total(ticket), total(record.target)) == (5, 10)


@pytest.mark.usefixtures("tracked")
def test_lists_show_sort_and_filter_by_it(browser: Client, ticket: Ticket, amara: Agent) -> None:
    longer = world.make_ticket(subject="Took an hour")
    worked(ticket, amara, 10)
    worked(longer, amara, 65)
    columns = "/tickets/?view=all&columns=number,subject,time_spent"
    page = browser.get(f"{columns}&sort=time_spent").content.decode()
    assert page.index("1 h 5 min") < page.index("10 min")
    page = browser.get(f"{columns}&sort=-time_spent").content.decode()
    assert page.index("10 min") < page.index("1 h 5 min")
    assert "Time spent" in browser.get("/tickets/choices?columns=number").content.decode()
    assert "Minutes spent" in browser.get("/tickets/filter/fields").content.decode()


def test_only_who_arranges_tickets_turns_it_on(
    client_of: ClientOf, farah: Agent, amara: Agent
) -> None:
    with pytest.raises(NotAllowed):
        set_time_tracking(is_on=True, by=amara)
    browser = client_of(farah)
    browser.post("/settings/time/", {"is_on": "1"})
    assert 'name="is_on" value="on" checked' in browser.get("/settings/time/").content.decode()
    changed = Event.objects.get(name="setting_changed", subject_kind="time_tracking")
    assert changed.data["changes"]["tracks_time"] == [False, True]
