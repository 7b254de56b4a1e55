"""Calling colleagues to a note, following a ticket, and how far one has read it."""

import pytest
from django.test import Client

from firstline.desk import actions
from firstline.desk.content import Content
from firstline.desk.dispatch import Dispatch
from firstline.desk.errors import CannotMention
from firstline.desk.models import Follower, Mention, Message, Ticket, TicketReading
from firstline.platform.events.models import Event
from firstline.platform.html import sanitise_composed
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


def calling(*meant: str) -> Content:
    spans = "".join(f'<span data-mention="{one}">@somebody</span> ' for one in meant)
    return Content.from_composer(f"<p>{spans}please look</p>")


def agents(ticket: Ticket) -> set[str | None]:
    mentions = Mention.objects.filter(message__ticket=ticket)
    return set(mentions.values_list("agent__person__email", flat=True))


def followers(ticket: Ticket) -> set[str | None]:
    return set(ticket.followers.values_list("agent__person__email", flat=True))


def test_who_is_mentioned_hears_of_it_and_follows(ticket: Ticket, amara: Agent, bo: Agent) -> None:
    note = actions.add_note(ticket, calling(f"agent:{bo.pk}", f"agent:{bo.pk}"), by=amara)
    assert agents(ticket) == {world.BO}
    assert followers(ticket) == {world.BO}
    event = Event.objects.get(name="agent_mentioned")
    assert event.data["agent"]["id"] == bo.pk
    assert event.data["message"] == note.pk


def test_a_group_is_its_members_but_not_oneself(ticket: Ticket, amara: Agent) -> None:
    support = world.group(world.SUPPORT)
    actions.add_note(ticket, calling(f"group:{support.pk}"), by=amara)
    assert agents(ticket) == {world.BO, world.CHIDI, world.LIN}


def test_who_cannot_see_the_ticket_is_named_in_the_refusal(goran: Agent, bo: Agent) -> None:
    ticket = world.make_ticket(group=world.group(world.SECURITY))
    with pytest.raises(CannotMention, match="Bo Lindqvist"):
        actions.add_note(ticket, calling(f"agent:{bo.pk}"), by=goran)
    support = world.group(world.SUPPORT)
    with pytest.raises(CannotMention, match="Support"):
        actions.add_note(ticket, calling(f"group:{support.pk}"), by=goran)
    assert ticket.messages.count() == 1
    assert not Mention.objects.exists()


def test_nonsense_mentions_nobody(ticket: Ticket, amara: Agent) -> None:
    for meant in ("agent:1&quot; onclick=&quot;x", "all:1", "agent:0", "agent:-1"):
        evil = f'<span data-mention="{meant}">a</span>'
        assert "data-mention" not in sanitise_composed(evil)
    actions.add_note(ticket, calling("agent:999999", "group:999999"), by=amara)
    assert not Mention.objects.exists()


def test_a_reply_calls_nobody(ticket: Ticket, amara: Agent, bo: Agent) -> None:
    message = actions.reply(ticket, calling(f"agent:{bo.pk}"), by=amara)
    assert "data-mention" not in message.html
    assert "@somebody" in message.html
    assert not Mention.objects.exists()


def test_only_those_who_may_see_the_ticket_are_offered(
    client_of: ClientOf, goran: Agent, browser: Client, ticket: Ticket
) -> None:
    def names(client: Client, ticket: Ticket, typed: str) -> list[str]:
        answer = client.get(f"/tickets/{ticket.pk}/colleagues", {"q": typed})
        return [one["name"] for one in answer.json()["colleagues"]]

    assert names(browser, ticket, "bo") == ["Bo Lindqvist"]
    assert names(browser, ticket, "supp") == ["Support"]
    assert "Security" not in names(browser, ticket, "")
    secret = world.make_ticket(group=world.group(world.SECURITY))
    assert names(client_of(goran), secret, "bo") == []
    assert names(client_of(goran), secret, "far") == ["Farah Aziz"]


def test_who_answers_follows_and_may_stop(browser: Client, ticket: Ticket, amara: Agent) -> None:
    world.make_reply(ticket)
    assert followers(ticket) == {world.AMARA}
    page = browser.delete(f"/tickets/{ticket.pk}/follower", headers=HTMX).content.decode()
    assert followers(ticket) == set()
    assert "Unfollow this ticket" not in page
    browser.post(f"/tickets/{ticket.pk}/follower", headers=HTMX)
    browser.post(f"/tickets/{ticket.pk}/follower", headers=HTMX)
    assert Follower.objects.filter(ticket=ticket).count() == 1
    assert Event.objects.filter(name="ticket_followed").count() == 1


def test_opening_a_ticket_reads_it(browser: Client, ticket: Ticket, amara: Agent) -> None:
    page = browser.get(f"/tickets/{ticket.pk}/").content.decode()
    assert "New since you last looked" not in page
    assert TicketReading.objects.get(agent=amara, ticket=ticket).number == 1
    world.make_message(ticket)
    page = browser.get(f"/tickets/{ticket.pk}/").content.decode()
    assert page.index("New since you last looked") < page.rindex("Any news about this?")
    assert "&amp;new=2" in page
    assert TicketReading.objects.get(agent=amara, ticket=ticket).number == 2
    assert "New since" not in browser.get(f"/tickets/{ticket.pk}/").content.decode()


def test_the_open_page_keeps_its_line(browser: Client, ticket: Ticket) -> None:
    world.make_message(ticket)
    page = browser.get(f"/tickets/{ticket.pk}/changes?new=2", headers=HTMX).content.decode()
    assert "New since you last looked" in page


def test_reading_never_goes_back_and_beyond_nothing(
    browser: Client, ticket: Ticket, amara: Agent
) -> None:
    world.make_message(ticket)
    for number, expected in (("2", 2), ("1", 2), ("99", 2), ("x", 2)):
        browser.post(f"/tickets/{ticket.pk}/reading", {"number": number}, headers=HTMX)
        assert TicketReading.objects.get(agent=amara, ticket=ticket).number == expected
    browser.delete(f"/tickets/{ticket.pk}/reading", headers=HTMX)
    assert TicketReading.objects.get(agent=amara, ticket=ticket).number == 1


def test_ones_own_words_are_not_new(ticket: Ticket, amara: Agent) -> None:
    actions.mark_read(ticket, number=1, by=amara)
    world.make_reply(ticket)
    assert TicketReading.objects.get(agent=amara, ticket=ticket).number == 2


def test_reading_a_mention_settles_it(ticket: Ticket, amara: Agent, bo: Agent) -> None:
    actions.add_note(ticket, calling(f"agent:{bo.pk}"), by=amara)
    assert Mention.objects.get().read_at is None
    ticket.refresh_from_db()
    actions.mark_read(ticket, number=1, by=bo)
    assert Mention.objects.get().read_at is None
    actions.mark_read(ticket, number=2, by=bo)
    assert Mention.objects.get().read_at is not None


def test_a_signature_can_be_left_out(browser: Client, ticket: Ticket, amara: Agent) -> None:
    amara.signature = "Amara\nBrightwell"
    amara.save(update_fields=["signature"])
    page = browser.get(f"/tickets/{ticket.pk}/").content.decode()
    assert "-- <br>Amara\nBrightwell" in page
    signed = actions.reply(ticket, Content.from_text("Hello"), by=amara)
    unsigned = actions.reply(
        ticket, Content.from_text("Bye"), by=amara, dispatch=Dispatch(is_signed=False)
    )
    mails = {one.message_id: one.text for one in ticket.outbound_mails.all()}
    assert "-- \nAmara\nBrightwell" in mails[signed.pk]
    assert "Brightwell" not in mails[unsigned.pk]
    assert Message.objects.get(pk=signed.pk).signature == "Amara\nBrightwell"


def test_the_language_is_the_writers_choice(browser: Client, ticket: Ticket) -> None:
    form = {"kind": "reply", "body": "Guten Tag, Frau Fischer!", "language_was": "en"}
    browser.post(f"/tickets/{ticket.pk}/drafts", form | {"language": "en"}, headers=HTMX)
    assert ticket.drafts.get().language == ""
    browser.post(f"/tickets/{ticket.pk}/drafts", form | {"language": "de"}, headers=HTMX)
    assert ticket.drafts.get().language == "de"
    assert 'lang="de"' in browser.get(f"/tickets/{ticket.pk}/").content.decode()
