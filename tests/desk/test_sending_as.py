"""Send and set the status: the six categories and the desk's own words within them."""

from datetime import timedelta

import pytest
from django.test import Client

from firstline.desk import actions
from firstline.desk.content import Content
from firstline.desk.errors import BadValue
from firstline.desk.models import CustomStatus, Draft, Message, Ticket
from firstline.platform.clock import now
from firstline.platform.events.actors import SYSTEM
from firstline.platform.events.models import Event
from firstline.team import actions as team
from firstline.team.models import Agent
from firstline.team.rights import Right, Sees
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
def parts(db: None) -> CustomStatus:
    return CustomStatus.objects.create(category="hold", label="Waiting for parts")


def test_the_menu_offers_the_desks_own_words(
    browser: Client, ticket: Ticket, parts: CustomStatus
) -> None:
    page = browser.get(f"/tickets/{ticket.pk}/").content.decode()
    assert (
        f'name="then" value="{parts.pk}" data-command="Send and set to Waiting for parts"' in page
    )
    assert f'<option value="{parts.pk}">Waiting for parts</option>' in page


def test_who_may_not_change_tickets_is_offered_no_status(
    client_of: ClientOf, bo: Agent, ticket: Ticket, parts: CustomStatus
) -> None:
    role = team.add_role(name="Writer", sees=Sees.ALL, rights=[Right.REPLY], by=SYSTEM)
    writer = client_of(team.change_role(bo, role=role.key, by=SYSTEM))
    page = writer.get(f"/tickets/{ticket.pk}/").content.decode()
    assert f'id="reply-{ticket.pk}"' in page
    assert 'name="later" value="tomorrow"' in page
    assert 'name="then" value="solved"' not in page
    assert parts.label not in page


def test_a_reply_sets_the_own_status_when_it_leaves(
    browser: Client, ticket: Ticket, parts: CustomStatus, clock: StoppedClock
) -> None:
    form = {"body": "They are on their way.", "then": str(parts.pk)}
    answer = browser.post(f"/tickets/{ticket.pk}/replies", form, headers=HTMX)
    assert "setting to Waiting for parts" in answer["HX-Trigger"]
    clock.pass_by(timedelta(seconds=30))
    run_due_jobs()
    ticket.refresh_from_db()
    assert (ticket.status, ticket.custom_status) == ("hold", parts)
    told = Event.objects.get(name="status_changed").data
    assert told["called"] == "Waiting for parts"

    again = browser.get(f"/tickets/{ticket.pk}/").content.decode()
    assert "Send as Waiting for parts" in again


def test_a_status_that_is_out_of_use_is_not_offered_again(
    browser: Client, ticket: Ticket, parts: CustomStatus
) -> None:
    form = {"body": "They are on their way.", "then": str(parts.pk)}
    browser.post(f"/tickets/{ticket.pk}/replies", form, headers=HTMX)
    CustomStatus.objects.update(is_active=False)
    page = browser.get(f"/tickets/{ticket.pk}/").content.decode()
    assert "Waiting for parts" not in page
    form["body"] = "They have arrived."
    answer = browser.post(f"/tickets/{ticket.pk}/replies", form, headers=HTMX)
    assert answer.status_code == 422
    assert Draft.objects.count() == 1


@pytest.mark.parametrize("name", ["closed", "nonsense", "999999", "9" * 30])
def test_what_no_menu_offers_is_refused(browser: Client, ticket: Ticket, name: str) -> None:
    form = {"body": "Hello", "then": name}
    answer = browser.post(f"/tickets/{ticket.pk}/replies", form, headers=HTMX)
    assert answer.status_code == 422
    assert not Draft.objects.exists()


def test_a_plain_category_ends_an_own_status_within_it(
    ticket: Ticket, amara: Agent, parts: CustomStatus
) -> None:
    actions.set_custom_status(ticket, status=parts, by=amara)
    actions.reply(ticket, Content.from_text("No parts needed."), by=amara, then="hold")
    ticket.refresh_from_db()
    assert (ticket.status, ticket.custom_status) == ("hold", None)
    told = Event.objects.filter(name="status_changed").latest("pk")
    assert told.data["was_called"] == parts.label


def test_a_reply_without_a_word_about_the_status_leaves_the_own_one(
    ticket: Ticket, amara: Agent, parts: CustomStatus
) -> None:
    actions.set_custom_status(ticket, status=parts, by=amara)
    actions.reply(ticket, Content.from_text("Still waiting."), by=amara)
    ticket.refresh_from_db()
    assert ticket.custom_status == parts


def test_a_scheduled_reply_whose_status_was_deleted_is_handed_back(
    ticket: Ticket, amara: Agent, parts: CustomStatus, clock: StoppedClock
) -> None:
    draft = actions.keep_draft(ticket, html="<p>Later.</p>", is_public=True, by=amara)
    assert draft is not None
    actions.schedule_reply(draft, at=now() + timedelta(hours=1), then=str(parts.pk))
    parts.delete()
    clock.pass_by(timedelta(hours=2))
    run_due_jobs()
    assert Message.objects.filter(ticket=ticket).count() == 1
    assert Event.objects.get(name="reply_not_sent").data["reason"] == "There is no such status."
    with pytest.raises(BadValue):
        actions.reply(ticket, Content.from_text("Hello"), by=amara, then=str(parts.pk or 10**6))
