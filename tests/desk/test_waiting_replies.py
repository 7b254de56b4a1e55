"""Replies put off to a time, and drafts that are shared: nothing is lost or goes unread."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from firstline.channels.email.models import OutboundMail
from firstline.desk import actions
from firstline.desk.errors import AlreadySent, BadValue, DraftHasChanged
from firstline.desk.forms import moment_of
from firstline.desk.forms.later import next_monday
from firstline.desk.models import Draft, Message, Ticket
from firstline.platform.clock import now
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


def draft_of(ticket: Ticket, by: Agent, text: str = "<p>It leaves tomorrow.</p>") -> Draft:
    draft = actions.keep_draft(ticket, html=text, is_public=True, by=by)
    assert draft is not None
    return draft


def test_a_scheduled_reply_leaves_at_its_time(
    ticket: Ticket, amara: Agent, clock: StoppedClock
) -> None:
    actions.schedule_reply(draft_of(ticket, amara), at=now() + timedelta(hours=2), then="pending")
    run_due_jobs()
    assert ticket.messages.count() == 1
    clock.pass_by(timedelta(hours=2, seconds=1))
    run_due_jobs()
    assert Message.objects.get(ticket=ticket, number=2).text == "It leaves tomorrow."
    ticket.refresh_from_db()
    assert ticket.status == "pending"
    assert OutboundMail.objects.filter(ticket=ticket).count() == 1


def test_it_stops_when_the_customer_writes(
    ticket: Ticket, amara: Agent, clock: StoppedClock
) -> None:
    actions.schedule_reply(draft_of(ticket, amara), at=now() + timedelta(hours=2))
    world.make_message(ticket, text="Never mind, found it.")
    run_due_jobs()
    draft = Draft.objects.get(ticket=ticket)
    assert not draft.is_held
    told = Event.objects.filter(name="reply_not_sent").get()
    assert "The customer wrote" in told.data["reason"]
    clock.pass_by(timedelta(hours=3))
    run_due_jobs()
    assert ticket.messages.count() == 2


def test_it_stops_even_when_the_job_comes_first(
    ticket: Ticket, amara: Agent, clock: StoppedClock
) -> None:
    draft = actions.schedule_reply(draft_of(ticket, amara), at=now() + timedelta(hours=2))
    world.make_message(ticket)
    clock.pass_by(timedelta(hours=3))
    assert actions.send_held(draft.pk) is None
    assert not Draft.objects.get(ticket=ticket).is_held


def test_it_goes_anyway_when_told_to(ticket: Ticket, amara: Agent, clock: StoppedClock) -> None:
    at = now() + timedelta(hours=2)
    actions.schedule_reply(draft_of(ticket, amara), at=at, anyway=True)
    world.make_message(ticket)
    clock.pass_by(timedelta(hours=3))
    run_due_jobs()
    assert ticket.messages.filter(text="It leaves tomorrow.").exists()


def test_what_was_begun_meanwhile_is_kept_below(ticket: Ticket, amara: Agent) -> None:
    draft = actions.schedule_reply(draft_of(ticket, amara), at=now() + timedelta(hours=2))
    draft_of(ticket, amara, "<p>And another thing.</p>")
    actions.cancel_schedule(draft.pk, by=amara)
    only = Draft.objects.get(ticket=ticket)
    assert only.html == "<p>It leaves tomorrow.</p><p>And another thing.</p>"


def test_a_colleague_may_stop_it_but_not_send_it(ticket: Ticket, amara: Agent, bo: Agent) -> None:
    draft = actions.schedule_reply(draft_of(ticket, amara), at=now() + timedelta(hours=2))
    with pytest.raises(AlreadySent):
        actions.send_now(draft.pk, by=bo)
    actions.cancel_schedule(draft.pk, by=bo)
    assert Draft.objects.get(ticket=ticket).author == amara


@pytest.mark.parametrize("away", [timedelta(seconds=-1), timedelta(0), timedelta(days=400)])
def test_the_time_is_to_come_and_not_beyond_sight(
    ticket: Ticket, amara: Agent, away: timedelta
) -> None:
    with pytest.raises(BadValue):
        actions.schedule_reply(draft_of(ticket, amara), at=now() + away)


def test_morning_is_the_writers_own(clock: StoppedClock) -> None:
    with timezone.override(ZoneInfo("Australia/Lord_Howe")):
        moment = moment_of("tomorrow")
        assert (moment.hour, moment.minute) == (9, 0)
        assert moment.utcoffset() == ZoneInfo("Australia/Lord_Howe").utcoffset(
            moment.replace(tzinfo=None)
        )
        typed = moment_of("custom", "2030-01-02T07:30")
        assert typed.astimezone(UTC) == datetime(2030, 1, 1, 20, 30, tzinfo=UTC)
    for nonsense in ("", "soon", "2030-13-40T99:99"):
        with pytest.raises(BadValue):
            moment_of("custom", nonsense)


def test_monday_is_the_next_one() -> None:
    for day in range(1, 8):
        monday = next_monday(datetime(2026, 6, day, tzinfo=UTC).date())
        assert monday == datetime(2026, 6, 8, tzinfo=UTC).date()


def test_send_later_from_the_page(browser: Client, ticket: Ticket) -> None:
    answer = browser.post(
        f"/tickets/{ticket.pk}/replies",
        {"body": "Good morning!", "later": "tomorrow", "seen": "1"},
        headers=HTMX,
    )
    page = answer.content.decode()
    assert "Scheduled" in page
    assert "stops when the customer writes" in page
    draft = Draft.objects.get(ticket=ticket)
    assert draft.is_scheduled
    edited = browser.delete(
        f"/drafts/{draft.pk}/schedule", headers=HTMX | {"HX-Current-URL": f"/tickets/{ticket.pk}/"}
    )
    assert "Good morning!" in edited.content.decode()
    assert not Draft.objects.get(ticket=ticket).is_held


def test_a_time_that_cannot_be_read_sends_nothing(browser: Client, ticket: Ticket) -> None:
    answer = browser.post(
        f"/tickets/{ticket.pk}/replies",
        {"body": "Hello", "later": "custom", "later_at": "whenever"},
        headers=HTMX,
    )
    assert answer.status_code == 422
    assert not Draft.objects.filter(send_at__isnull=False).exists()


def test_the_button_remembers_what_was_done_last(browser: Client, ticket: Ticket) -> None:
    browser.post(
        f"/tickets/{ticket.pk}/replies", {"body": "Solved!", "then": "solved"}, headers=HTMX
    )
    other = world.make_ticket()
    page = browser.get(f"/tickets/{other.pk}/").content.decode()
    assert "Send as Solved" in page
    assert 'data-send name="then" value="solved"' in page


def test_no_window_overwrites_another(ticket: Ticket, amara: Agent) -> None:
    first = actions.keep_draft(ticket, html="<p>One</p>", is_public=True, by=amara, version=0)
    assert first is not None
    assert first.version == 1
    with pytest.raises(DraftHasChanged):
        actions.keep_draft(ticket, html="<p>Two</p>", is_public=True, by=amara, version=0)
    assert Draft.objects.get().html == "<p>One</p>"
    same = actions.keep_draft(ticket, html="<p>One</p>", is_public=True, by=amara, version=0)
    assert same is not None


def test_the_page_is_told_of_the_newer_text(browser: Client, ticket: Ticket, amara: Agent) -> None:
    actions.keep_draft(ticket, html="<p>Elsewhere</p>", is_public=True, by=amara)
    answer = browser.post(
        f"/tickets/{ticket.pk}/drafts",
        {"kind": "reply", "body_html": "<p>Here</p>", "version": "0"},
        headers=HTMX,
    )
    assert answer.status_code == 409
    assert answer.json()["html"] == "<p>Elsewhere</p>"
    assert answer.json()["version"] == 1
    kept = browser.post(
        f"/tickets/{ticket.pk}/drafts",
        {"kind": "reply", "body_html": "<p>Here</p>", "version": "1"},
        headers=HTMX,
    )
    assert kept["Draft-Version"] == "2"


def test_a_shared_draft_is_read_and_taken_over(
    client_of: ClientOf, ticket: Ticket, amara: Agent, bo: Agent
) -> None:
    draft = draft_of(ticket, amara)
    his = client_of(bo)
    assert "It leaves tomorrow." not in his.get(f"/tickets/{ticket.pk}/").content.decode()
    actions.share_draft(ticket, by=amara)
    page = his.get(f"/tickets/{ticket.pk}/").content.decode()
    assert "Shared draft" in page
    assert "It leaves tomorrow." in page
    draft_of(ticket, bo, "<p>My own words.</p>")
    his.post(f"/drafts/{draft.pk}/author", headers=HTMX)
    only = Draft.objects.get(ticket=ticket)
    assert only.author == bo
    assert only.html == "<p>It leaves tomorrow.</p><p>My own words.</p>"
    with pytest.raises(DraftHasChanged):
        actions.keep_draft(ticket, html="<p>Mine?</p>", is_public=True, by=amara, version=1)


def test_a_private_draft_cannot_be_taken(ticket: Ticket, amara: Agent, bo: Agent) -> None:
    draft = draft_of(ticket, amara)
    with pytest.raises(AlreadySent):
        actions.take_over_draft(draft.pk, by=bo)


def test_a_draft_of_a_hidden_ticket_is_shared_with_those_who_may_see_it(
    client_of: ClientOf, goran: Agent, amara: Agent
) -> None:
    ticket = world.make_ticket(group=world.group(world.SECURITY))
    draft = draft_of(ticket, goran)
    actions.share_draft(ticket, by=goran)
    answer = client_of(amara).post(f"/drafts/{draft.pk}/author", headers=HTMX)
    assert answer.status_code == 404
    assert Draft.objects.get().author == goran
