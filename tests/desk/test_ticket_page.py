"""An open ticket: what it shows to whom, how it changes, and what that costs."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from firstline.desk import actions
from firstline.desk.content import Content
from firstline.desk.models import Message, Ticket
from firstline.desk.queries import messages as reading
from firstline.desk.queries.messages import ShownMessage
from firstline.desk.queries.timeline import ShownHappenings, Timeline, timeline_of
from firstline.platform.accounts.models import Person
from firstline.team.models import Agent
from tests import world
from tests.conftest import ClientOf

HTMX = {"HX-Request": "true"}


@pytest.fixture
def browser(client_of: ClientOf, amara: Agent) -> Client:
    return client_of(amara)


def numbers(shown: Timeline) -> list[int]:
    return [entry.number for entry in shown.entries if isinstance(entry, ShownMessage)]


def test_words_of_strangers_are_only_words(browser: Client) -> None:
    evil = "<script>alert(1)</script>"
    ticket = world.make_ticket(
        subject=evil,
        text=evil,
        requester=world.make_customer(f"{evil} Mallory", email="m@elsewhere.example"),
    )
    actions.set_tags(ticket, add=['"><img'], by=world.agent(world.BO))
    for address in (f"/tickets/{ticket.pk}/", "/tickets/", f"/tickets/{ticket.pk}/history"):
        assert evil not in browser.get(address).content.decode()


def test_the_page_as_a_part_is_the_ticket_alone(browser: Client) -> None:
    ticket = world.make_ticket()
    part = browser.get(f"/tickets/{ticket.pk}/", headers=HTMX | {"HX-Target": "ticket"})
    page = part.content.decode()
    assert page.startswith("<title>")
    assert 'id="list"' not in page


def test_a_page_has_one_heading_of_the_first_rank(browser: Client) -> None:
    """Also when the ticket is opened or closed beside the list, whose title changes its rank."""
    ticket = world.make_ticket()
    part = HTMX | {"HX-Target": "ticket"}
    for address, title in ((f"/tickets/{ticket.pk}/", "<h2"), ("/tickets/", "<h1")):
        assert browser.get(address).content.decode().count("<h1") == 1
        beside = browser.get(address, headers=part).content.decode()
        assert f'{title} class="pane-title one-line" id="list-title" hx-swap-oob="true"' in beside
        assert beside.count("<h1") == 1


def test_a_ticket_that_moved_out_of_sight_has_its_words_ready(browser: Client) -> None:
    ticket = world.make_ticket()
    page = browser.get(f"/tickets/{ticket.pk}/").content.decode()
    assert "no longer visible to you" in page[page.index("<template data-gone>") :]


def test_a_long_menu_of_agents_has_a_filter(browser: Client) -> None:
    ticket = world.make_ticket()
    address = f"/tickets/{ticket.pk}/"
    assert "data-filters-menu" not in browser.get(address).content.decode()
    for number in range(8):
        world.make_agent(f"Agent {number}")
    assert "data-filters-menu" in browser.get(address).content.decode()


def test_going_back_in_the_browser_brings_the_whole_page(browser: Client) -> None:
    ticket = world.make_ticket()
    restoring = HTMX | {"HX-Target": "ticket", "HX-History-Restore-Request": "true"}
    assert 'id="list"' in browser.get(f"/tickets/{ticket.pk}/", headers=restoring).content.decode()


def test_changes_come_in_parts_that_know_their_ticket(browser: Client) -> None:
    ticket = world.make_ticket()
    page = browser.get(f"/tickets/{ticket.pk}/changes", headers=HTMX).content.decode()
    for part in ("head", "timeline", "side", "recipients"):
        assert re.search(rf'id="ticket-{ticket.pk}-{part}"[^>]* hx-swap-oob="morph"', page)
    assert "<textarea" not in page, "nobody's text is touched"


def test_changes_in_a_row_become_one_line(amara: Agent) -> None:
    ticket = world.make_ticket()
    for status in ("open", "pending", "hold", "open"):
        actions.set_status(ticket, status=status, by=amara)
    runs = [entry for entry in timeline_of(ticket).entries if isinstance(entry, ShownHappenings)]
    assert len(runs) == 1
    assert runs[0].is_folded
    assert len(runs[0].happenings) == 4


def test_the_middle_of_a_long_conversation_is_folded(db: None) -> None:
    ticket = world.make_ticket()
    for _ in range(9):
        world.make_message(ticket)
    messages = [e for e in timeline_of(ticket).entries if isinstance(e, ShownMessage)]
    assert [message.number for message in messages if not message.is_folded] == [1, 8, 9, 10]


def test_a_giant_conversation_comes_page_by_page(
    browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("firstline.desk.queries.timeline.PAGE", 3)
    ticket = world.make_ticket()
    for _ in range(7):
        world.make_message(ticket)
    newest = timeline_of(Ticket.objects.get(pk=ticket.pk))
    assert numbers(newest) == [6, 7, 8]
    assert newest.has_earlier
    earlier = timeline_of(ticket, before=6)
    assert numbers(earlier) == [3, 4, 5]
    assert not timeline_of(ticket, before=3).has_earlier
    page = browser.get(f"/tickets/{ticket.pk}/messages?before=6").content.decode()
    assert page.count("<article") + page.count("<details") == 3


def test_an_open_page_keeps_what_it_shows(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    monkeypatch.setattr("firstline.desk.queries.timeline.PAGE", 3)
    ticket = world.make_ticket()
    for _ in range(5):
        world.make_message(ticket)
    ticket = Ticket.objects.get(pk=ticket.pk)
    assert numbers(timeline_of(ticket, since=2)) == [2, 3, 4, 5, 6]


def the_only_message(ticket: Ticket, **facts: int) -> ShownMessage:
    (message,) = [e for e in timeline_of(ticket, **facts).entries if isinstance(e, ShownMessage)]
    return message


def test_giant_html_is_shown_in_its_own_frame(db: None) -> None:
    ticket = world.make_ticket()
    html = "<p>Hi<br></p>" * 5_000
    Message.objects.filter(ticket=ticket).update(text="Hi", html=html)
    message = the_only_message(ticket)
    assert message.is_framed
    assert not message.html


def test_a_long_message_is_folded_and_says_how_long_it_is(browser: Client) -> None:
    ticket = world.make_ticket(text="It still hums at night.\n" * 700)
    actions.mark_read(ticket, number=1, by=world.agent(world.AMARA))
    page = browser.get(f"/tickets/{ticket.pk}/").content.decode()
    assert "Show the whole message (3,500 words)" in page
    assert '<details class="message-more" id="more-' in page
    assert page.count("It still hums at night.") >= 700


@pytest.mark.parametrize(
    ("text", "is_folded"),
    [
        ("A line.\n" * 20, False),
        ("A line.\n" * 40, True),
        ("word " * 300, False),
        ("word " * 600, True),
    ],
)
def test_what_is_longer_than_a_screen_is_folded(db: None, text: str, *, is_folded: bool) -> None:
    assert bool(the_only_message(world.make_ticket(text=text)).words) == is_folded


def test_the_newest_message_is_open_until_it_was_read(browser: Client) -> None:
    ticket = world.make_ticket(text="It still hums at night.\n" * 700)
    opened = re.compile('<details class="message-more" id="[^"]*" open>')
    assert opened.search(browser.get(f"/tickets/{ticket.pk}/").content.decode())
    assert not opened.search(browser.get(f"/tickets/{ticket.pk}/").content.decode())
    world.make_message(ticket, text="And the other one as well.\n" * 700)
    page = browser.get(f"/tickets/{ticket.pk}/").content.decode()
    assert len(opened.findall(page)) == 1
    assert page.count('<details class="message-more"') == 2


def test_who_is_here_for_the_first_time_needs_no_line(browser: Client) -> None:
    ticket = world.make_ticket()
    assert "data-first-new" not in browser.get(f"/tickets/{ticket.pk}/").content.decode()


def test_a_huge_text_comes_in_pieces_and_nothing_is_lost(browser: Client) -> None:
    text = "".join(f"{number} & <b>\n" for number in range(20_000))
    ticket = world.make_ticket(text=text)
    Message.objects.update(quoted_text="What is wrong?")
    page = browser.get(f"/tickets/{ticket.pk}/").content.decode()
    assert len(page) < 200_000
    assert "?from=0" in page

    pieces: list[str] = []
    start: int | None = 0
    while start is not None:
        answer = browser.get(f"/messages/{ticket.messages.get().pk}/rest?from={start}")
        piece = answer.content.decode()
        assert len(piece) < 4 * reading.LONGEST_AT_ONCE
        pieces.append(piece)
        further = re.search(r"from=(\d+)", piece)
        start = int(further[1]) if further else None
    numbers_shown = re.findall(r"(\d+) &amp; &lt;b&gt;", "".join(pieces))
    assert numbers_shown == [str(number) for number in range(20_000)]
    assert "What is wrong?" in pieces[-1]
    assert not any("What is wrong?" in piece for piece in pieces[:-1])


@pytest.mark.parametrize("start", ["", "-1", "x", "9" * 9, "9" * 30])
def test_a_piece_that_is_not_there_is_empty(browser: Client, start: str) -> None:
    message = world.make_ticket(text="short").messages.get()
    answer = browser.get(f"/messages/{message.pk}/rest?from={start}")
    assert answer.status_code == 200
    assert "from=" not in answer.content.decode()


def test_a_text_without_blanks_comes_in_pieces_too(db: None) -> None:
    text = "x" * (reading.LONGEST_AT_ONCE + 5)
    assert len(reading.piece_of(text, start=0)) == reading.LONGEST_AT_ONCE
    assert reading.piece_of(text, start=reading.LONGEST_AT_ONCE) == "xxxxx"
    assert reading.piece_of("a b", start=0) == "a b"


def test_quoted_text_is_folded(browser: Client) -> None:
    ticket = world.make_ticket()
    actions.receive(
        ticket,
        Content(text="Yes.", html="<p>Yes.</p>", quoted_html="<p>Is it broken?</p>"),
        by=ticket.requester,
        channel="email",
    )
    page = browser.get(f"/tickets/{ticket.pk}/").content.decode()
    assert page.index('<details class="quoted">') < page.index("Is it broken?")


def test_an_unverified_sender_is_marked(browser: Client) -> None:
    ticket = world.make_ticket()
    actions.receive(
        ticket,
        Content(text="Hi", html="<p>Hi</p>", is_unverified=True),
        by=ticket.requester,
        channel="email",
    )
    assert "Sender not verified" in browser.get(f"/tickets/{ticket.pk}/").content.decode()


def test_the_composer_says_who_gets_it(browser: Client) -> None:
    ticket = world.make_ticket(participants=[world.customer(world.ELI)])
    page = browser.get(f"/tickets/{ticket.pk}/").content.decode()
    assert 'id="recipient-to-dana@acme.example" title="dana@acme.example"' in page
    assert 'id="recipient-cc-eli@elsewhere.example" title="eli@elsewhere.example"' in page


def test_a_light_agent_sees_only_the_note(client_of: ClientOf, lin: Agent) -> None:
    ticket = world.make_ticket()
    page = client_of(lin).get(f"/tickets/{ticket.pk}/").content.decode()
    assert f'id="note-{ticket.pk}"' in page
    assert f'id="reply-{ticket.pk}"' not in page
    assert "status-menu" not in page


def test_a_closed_ticket_has_no_composer(browser: Client, amara: Agent) -> None:
    ticket = world.make_ticket()
    actions.set_status(ticket, status="closed", by=amara)
    page = browser.get(f"/tickets/{ticket.pk}/").content.decode()
    assert "This ticket is closed" in page
    assert "<textarea" not in page


@pytest.mark.parametrize("part", ["", "changes"])
def test_a_ticket_costs_the_same_whatever_it_holds(
    browser: Client, amara: Agent, part: str
) -> None:
    ticket = world.make_ticket()
    world.make_reply(ticket)
    # Whose customer has no other ticket is asked once less.
    world.make_ticket()
    address = f"/tickets/{ticket.pk}/{part}"
    browser.get(address)
    with CaptureQueriesContext(connection) as few:
        browser.get(address)
    for _ in range(6):
        world.make_message(ticket)
        world.make_reply(ticket)
        world.make_note(ticket)
        world.make_ticket()
    actions.add_participant(ticket, customer=world.customer(world.ELI), by=amara)
    # What is new is noted as read by whoever opens it first; then it costs no more.
    browser.get(address)
    with CaptureQueriesContext(connection) as many:
        browser.get(address)
    assert len(many) == len(few) <= 34


def test_the_composer_says_when_no_mail_goes_out(browser: Client) -> None:
    walter = world.make_customer("Walter Walk-in")
    ticket = world.make_ticket(requester=walter)
    Person.objects.filter(pk=walter.pk).update(email=None)
    page = browser.get(f"/tickets/{ticket.pk}/").content.decode()
    assert "No mail goes to Walter Walk-in: the reply stays here" in page
