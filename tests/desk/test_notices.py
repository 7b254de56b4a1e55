"""Who is told of what: every event of the desk against everybody who might hear of it."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from firstline.desk import actions as desk
from firstline.desk.actions import bulk
from firstline.desk.actions.hold import hand_back
from firstline.desk.changes import Change
from firstline.desk.content import Content
from firstline.desk.errors import TicketIsClosed
from firstline.desk.models import Ticket
from firstline.platform.notices import actions as notices
from firstline.platform.notices.models import Choice, Mute, Notice, NoticeSettings
from firstline.platform.notices.queries import bell_of, lines_of
from firstline.team import actions as team
from firstline.team.models import Agent
from tests import world
from tests.conftest import ClientOf, StoppedClock
from tests.jobs import run_due_jobs

pytestmark = pytest.mark.django_db

Doing = Callable[[Ticket], object]


def _mention(ticket: Ticket) -> None:
    goran = world.agent(world.GORAN)
    html = f'<p>Look, <span data-mention="agent:{goran.pk}">@Goran</span></p>'
    desk.add_note(ticket, Content.from_composer(html), by=world.agent(world.CHIDI))


def _snooze_and_wake(ticket: Ticket) -> None:
    desk.snooze(ticket, until=None, by=world.agent(world.BO))
    Notice.objects.all().delete()
    desk.wake(ticket, by=world.agent(world.CHIDI))


def _solve_and_write(ticket: Ticket) -> None:
    desk.solve(ticket, by=world.agent(world.AMARA))
    world.make_message(ticket)


WRITES = "ticket.message"
TABLE: list[tuple[str, Doing, dict[str, set[str]]]] = [
    # Amara has the ticket and Bo follows it; what happens; who hears of it, as which kind.
    (
        "the customer writes",
        world.make_message,
        {world.AMARA: {WRITES}, world.BO: {"ticket.followed"}},
    ),
    (
        "the assignee replies",
        world.make_reply,
        {world.BO: {"ticket.colleague"}},
    ),
    (
        "a follower adds a note",
        lambda ticket: world.make_note(ticket, by=world.agent(world.BO)),
        {world.AMARA: {"ticket.colleague"}},
    ),
    (
        "a colleague is mentioned by a third one",
        _mention,
        {
            world.AMARA: {"ticket.colleague"},
            world.BO: {"ticket.colleague"},
            world.GORAN: {"ticket.mentioned"},
        },
    ),
    (
        "the ticket goes to somebody else",
        lambda ticket: desk.assign(
            ticket, to=world.agent(world.CHIDI), by=world.agent(world.FARAH)
        ),
        {world.CHIDI: {"ticket.assigned"}},
    ),
    (
        "somebody takes it",
        lambda ticket: desk.assign(
            ticket, to=world.agent(world.CHIDI), by=world.agent(world.CHIDI)
        ),
        {},
    ),
    (
        "it is set free in a group whose members did not ask to hear of that",
        lambda ticket: desk.assign(ticket, to=None, by=world.agent(world.FARAH)),
        {},
    ),
    (
        "the customer writes after it was solved",
        _solve_and_write,
        {world.AMARA: {WRITES, "ticket.reopened"}, world.BO: {"ticket.followed"}},
    ),
    ("its snooze is over", _snooze_and_wake, {world.BO: {"ticket.woken"}}),
    (
        "its priority changes",
        lambda ticket: desk.set_priority(ticket, priority="urgent", by=world.agent(world.FARAH)),
        {},
    ),
]


@pytest.fixture
def ticket(amara: Agent, bo: Agent) -> Ticket:
    """Amara's, and Bo follows it; nobody has a notice of it yet."""
    made = world.make_ticket(assignee=amara, group=world.group(world.SUPPORT))
    desk.follow(made, by=bo)
    Notice.objects.all().delete()
    return made


def told() -> dict[str, set[str]]:
    return {
        str(notice.person.email): set(notice.happened)
        for notice in Notice.objects.select_related("person")
    }


@pytest.mark.parametrize(("what", "happens", "expected"), TABLE, ids=[row[0] for row in TABLE])
def test_who_hears_of_what(
    ticket: Ticket, what: str, happens: Doing, expected: dict[str, set[str]]
) -> None:
    happens(ticket)
    assert told() == expected, what


def test_a_new_ticket_is_news_for_its_assignee_alone(amara: Agent) -> None:
    world.make_ticket(assignee=amara, group=world.group(world.SUPPORT))
    assert told() == {world.AMARA: {"ticket.assigned"}}


def test_who_asked_for_it_hears_of_tickets_that_wait_in_the_group(amara: Agent, lin: Agent) -> None:
    for agent in (amara, lin):
        Choice.objects.create(person=agent.person, kind="ticket.unassigned", channels=["app"])
    world.make_ticket(group=world.group(world.SUPPORT))
    # Lin is a light agent, who takes no tickets.
    assert told() == {world.AMARA: {"ticket.unassigned"}}


def test_a_reply_that_was_not_sent_is_told_to_its_author(ticket: Ticket, amara: Agent) -> None:
    draft = desk.keep_draft(ticket, html="<p>Hello</p>", is_public=True, by=amara)
    assert draft is not None
    desk.hold_reply(draft)
    hand_back(draft.pk, TicketIsClosed("Closed."))
    assert told() == {world.AMARA: {"ticket.not_sent"}}


def test_what_happens_again_joins_the_unread_notice(ticket: Ticket, amara: Agent) -> None:
    for _ in range(3):
        world.make_message(ticket)
    world.make_note(ticket, by=world.agent(world.BO))
    notice = Notice.objects.get(person=amara.person)
    (line,), _next = lines_of(amara.person)
    assert notice.happened[WRITES] == {"count": 3, "actor": "Dana Fischer"}
    assert line.sentences == [
        "3 new messages, the last by Dana Fischer",
        "Bo Lindqvist added to it",
    ]
    assert line.topic.label == f"#{ticket.pk}"


def test_what_happens_after_reading_is_a_new_notice(ticket: Ticket, amara: Agent) -> None:
    world.make_message(ticket)
    notices.read_topic(amara.person, ("ticket", ticket.pk))
    world.make_message(ticket)
    assert Notice.objects.filter(person=amara.person).count() == 2
    assert bell_of(amara.person).unread == 1


def test_a_right_that_is_taken_away_hides_the_notice(
    ticket: Ticket, bo: Agent, farah: Agent
) -> None:
    world.make_message(ticket)
    assert bell_of(bo.person).unread == 1
    desk.move_to_group(ticket, group=world.group(world.SECURITY), by=farah)
    bo = world.agent(world.BO)
    assert bell_of(bo.person).unread == 0
    assert lines_of(bo.person) == ([], "")


def test_of_a_hidden_ticket_nobody_outside_is_told(ticket: Ticket, bo: Agent, farah: Agent) -> None:
    desk.move_to_group(ticket, group=world.group(world.SECURITY), by=farah)
    Notice.objects.all().delete()
    world.make_message(ticket)
    assert told() == {}


def test_a_ticket_in_the_bin_is_no_news(ticket: Ticket, amara: Agent) -> None:
    world.make_message(ticket)
    desk.remove(ticket, to="bin", by=amara)
    assert bell_of(world.agent(world.AMARA).person).unread == 0


def test_who_left_is_told_nothing(ticket: Ticket, bo: Agent, farah: Agent) -> None:
    team.deactivate(bo, by=farah)
    world.make_message(ticket)
    assert world.BO not in told()


def test_a_muted_ticket_is_silent_until_it_is_not(
    ticket: Ticket, bo: Agent, client_of: ClientOf
) -> None:
    address = f"/notices/mutes/ticket/{ticket.pk}/"
    client_of(bo).post(address)
    world.make_message(ticket)
    assert world.BO not in told()
    client_of(bo).delete(address)
    assert not Mute.objects.exists()
    world.make_message(ticket)
    assert world.BO in told()


def test_what_is_put_away_comes_back_as_it_was(
    ticket: Ticket, amara: Agent, client_of: ClientOf
) -> None:
    world.make_message(ticket)
    client = client_of(amara)
    address = f"/notices/{Notice.objects.get(person=amara.person).pk}/archive/"
    answer = client.post(address, headers={"HX-Request": "true"})
    assert lines_of(amara.person)[0] == []
    assert bell_of(amara.person).unread == 0
    undo = json.loads(answer["HX-Trigger"])["toast"]["undo"]
    client.delete(undo)
    assert bell_of(amara.person).unread == 1


def test_nobody_touches_the_notices_of_somebody_else(
    ticket: Ticket, amara: Agent, bo: Agent, client_of: ClientOf
) -> None:
    world.make_message(ticket)
    notice = Notice.objects.get(person=amara.person)
    client = client_of(bo)
    assert client.get(f"/notices/{notice.pk}/").status_code == 404
    for what in ("archive", "reading"):
        assert client.post(f"/notices/{notice.pk}/{what}/").status_code == 404
        assert client.delete(f"/notices/{notice.pk}/{what}/").status_code == 404
    client.post("/notices/reading/")
    assert bell_of(amara.person).unread == 1


def test_a_notice_leads_to_its_ticket_and_is_read(
    ticket: Ticket, amara: Agent, client_of: ClientOf
) -> None:
    world.make_message(ticket)
    notice = Notice.objects.get(person=amara.person)
    answer = client_of(amara).get(f"/notices/{notice.pk}/")
    assert answer["Location"] == f"/tickets/{ticket.pk}/"
    assert bell_of(amara.person).unread == 0


def test_the_choices_of_one_person_are_kept(
    ticket: Ticket, amara: Agent, client_of: ClientOf
) -> None:
    client = client_of(amara)
    client.post(
        "/notices/settings/",
        {
            "ticket.message": ["mail", "carrier pigeon"],
            "days": ["0", "2"],
            "starts_at": "22:00",
            "ends_at": "06:00",
        },
    )
    settings = NoticeSettings.of(amara.person)
    assert (settings.days, settings.starts_at.hour, settings.wants_mail) == ([0, 2], 22, False)
    world.make_message(ticket)
    notice = Notice.objects.get(person=amara.person)
    assert (notice.is_in_app, notice.waits_for_mail) == (False, True)
    assert bell_of(amara.person).unread == 0
    answer = client.post("/notices/settings/", {"days": ["9"], "starts_at": "noon"})
    assert answer.status_code == 422


def test_silence_hides_the_number_until_its_end(
    ticket: Ticket, amara: Agent, client_of: ClientOf, clock: StoppedClock
) -> None:
    client = client_of(amara)
    client.post("/notices/quiet/", {"span": "hour"})
    world.make_message(ticket)
    assert bell_of(amara.person).is_muted
    assert bell_of(amara.person).unread == 0
    clock.pass_by(timedelta(minutes=61))
    assert bell_of(amara.person).unread == 1


def test_opening_the_ticket_by_any_way_reads_its_notice(
    ticket: Ticket, amara: Agent, client_of: ClientOf
) -> None:
    world.make_message(ticket)
    html = client_of(amara).get("/tickets/").content.decode()
    assert 'data-unread="1"' in html
    html = client_of(amara).get(f"/tickets/{ticket.pk}/").content.decode()
    assert 'data-unread=""' in html
    assert Notice.objects.get(person=amara.person).read_at is not None


def test_a_page_that_is_open_reads_what_arrives(
    ticket: Ticket, amara: Agent, client_of: ClientOf
) -> None:
    world.make_message(ticket)
    client_of(amara).post(f"/tickets/{ticket.pk}/reading", {"number": "2"})
    assert bell_of(amara.person).unread == 0


def test_the_bell_costs_one_query_however_much_there_is(amara: Agent) -> None:
    for _ in range(3):
        world.make_ticket(assignee=amara)
    _ = amara.hidden_group_ids
    with CaptureQueriesContext(connection) as asked:
        assert bell_of(amara.person).unread == 3
    assert len(asked) == 1


def test_the_bell_counts_no_further_than_anybody_reads(
    amara: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("firstline.platform.notices.queries.MOST_COUNTED", 2)
    for _ in range(4):
        world.make_ticket(assignee=amara)
    assert bell_of(amara.person).count == "2+"


def test_a_list_of_many_notices_asks_no_more_than_one_of_few(
    amara: Agent, client_of: ClientOf
) -> None:
    client = client_of(amara)
    client.get("/notices/")
    counts = []
    for _ in range(2):
        for _ in range(5):
            world.make_ticket(assignee=amara)
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/notices/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_pages_of_notices_go_on_where_the_last_one_ended(
    amara: Agent, client_of: ClientOf, clock: StoppedClock
) -> None:
    tickets = []
    for _ in range(35):
        clock.pass_by(timedelta(seconds=1))
        tickets.append(world.make_ticket(assignee=amara).pk)
    first, following = lines_of(amara.person)
    second, none = lines_of(amara.person, before=following)
    seen = [line.notice.topic_id for line in (*first, *second)]
    assert seen == tickets[::-1]
    assert none == ""
    html = client_of(amara).get(f"/notices/?before={following}").content.decode()
    assert f"#{tickets[0]}<" in html
    assert client_of(amara).get("/notices/?before=x,y&show=unread").status_code == 200


def test_snoozes_that_end_by_themselves_are_told_to_who_snoozed(
    ticket: Ticket, bo: Agent, clock: StoppedClock
) -> None:
    desk.snooze(ticket, until=clock.moment + timedelta(hours=2), by=bo)
    Notice.objects.all().delete()
    clock.pass_by(timedelta(hours=3))
    run_due_jobs(queue="default")
    assert told() == {world.BO: {"ticket.woken"}}


def test_many_tickets_handed_over_at_once_are_one_notice(
    bo: Agent, farah: Agent, client_of: ClientOf
) -> None:
    tickets = [world.make_ticket() for _ in range(5)]
    given = [Change("assignee_id", str(bo.pk))]
    desk.edit_in_bulk([ticket.pk for ticket in tickets], given, by=farah)
    assert told() == {world.BO: {"bulk.assigned"}}
    (line,), _next = lines_of(bo.person)
    assert line.sentences == ["Farah Aziz assigned 5 tickets to you"]
    answer = client_of(bo).get(f"/notices/{line.notice.pk}/")
    assert answer["Location"] == "/tickets/?view=mine"


def test_who_began_a_long_bulk_edit_hears_when_it_is_done(
    amara: Agent, bo: Agent, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "AT_ONCE", 0)
    edit = desk.edit_in_bulk([world.make_ticket().pk], [Change("priority", "high")], by=amara)
    desk.go_on_with_bulk_edit(edit.pk)
    assert told() == {world.AMARA: {"bulk.finished"}}
    html = client_of(amara).get("/notices/").content.decode()
    assert "Bulk edit" in html
    assert lines_of(bo.person) == ([], "")
