"""The page of search, its suggestions, and tickets like another one."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from firstline.desk import actions
from firstline.desk.content import NewAttachment
from firstline.desk.models import AttachmentText, Message
from firstline.desk.search import attachments, search
from firstline.desk.search.counting import count_words
from firstline.desk.search.guessing import did_you_mean
from firstline.desk.search.similar import similar_to
from firstline.desk.search.walking import MESSAGES, Walk, windows_of
from firstline.platform.events.actors import SYSTEM
from firstline.platform.files.storing import store
from firstline.platform.search.query import Word, parse
from firstline.platform.search.words import look_up
from firstline.team.models import Agent
from tests import world
from tests.conftest import ClientOf

pytestmark = pytest.mark.django_db


@contextmanager
def queries(most: int) -> Iterator[None]:
    with CaptureQueriesContext(connection) as captured:
        yield
    assert len(captured) <= most, "\n".join(query["sql"][:200] for query in captured)


def test_the_page_shows_each_kind_with_its_hits_marked(amara: Agent, client_of: ClientOf) -> None:
    world.make_ticket(subject="Acme lamp & <b>bulb</b>", text="The acme bulb hums at night")
    page = client_of(amara).get("/search/", {"q": "acme"}).content.decode()
    assert "<mark>acme</mark> bulb hums" in page
    assert "<mark>Acme</mark> lamp &amp; &lt;b&gt;bulb" in page
    assert "Dana Fischer" in page
    assert "found-organisations" in page


def test_a_click_puts_a_filter_into_the_query(amara: Agent, client_of: ClientOf) -> None:
    world.make_ticket(subject="lamp")
    page = client_of(amara).get("/search/", {"q": "lamp status:new"}).content.decode()
    assert "?q=lamp+status%3Anew+status%3Aopen" in page, "a second status widens"
    assert 'href="?q=lamp"' in page, "the chosen one is taken out"
    assert "?q=type%3Auser+lamp+status%3Anew" in page
    assert "?q=lamp+status%3Anew+created%3E7days" in page
    assert "Status: New" in page


def test_what_is_not_understood_is_said(amara: Agent, client_of: ClientOf) -> None:
    page = client_of(amara).get("/search/", {"q": "created:soonish"}).content.decode()
    assert "“soonish” is not a time" in page


def test_an_empty_page_teaches_the_language(amara: Agent, client_of: ClientOf) -> None:
    page = client_of(amara).get("/search/").content.decode()
    assert "What you can type" in page
    assert client_of(amara).get("/search/suggestions").content.strip() == b""


def test_a_misspelt_word_is_put_right_by_the_desks_own_words(
    amara: Agent, client_of: ClientOf
) -> None:
    for _number in range(5):
        world.make_ticket(text="The quartzberg printer is out of paper again")
    count_words()
    assert did_you_mean(parse("qartzberg printer")) == "quartzberg printer"
    assert did_you_mean(parse("quartzberg")) == ""
    page = client_of(amara).get("/search/", {"q": "qartzberg"}).content.decode()
    assert ">quartzberg</a>" in page


def test_pages_of_hits_follow_each_other(amara: Agent, client_of: ClientOf) -> None:
    for number in range(35):
        world.make_ticket(subject=f"lamp {number}")
    client = client_of(amara)
    first = client.get("/search/", {"q": "type:ticket lamp"}).content.decode()
    second = client.get("/search/", {"q": "type:ticket lamp", "page": "2"}).content.decode()
    assert first.count('class="search-hit"') == 30
    assert second.count('class="search-hit"') == 5
    assert 'rel="next"' in first
    assert 'rel="next"' not in second


def test_the_work_of_a_search_does_not_depend_on_its_hits(
    amara: Agent, client_of: ClientOf
) -> None:
    client = client_of(amara)
    world.make_ticket(subject="lamp", text="lamp")
    client.get("/search/", {"q": "lamp"})
    with CaptureQueriesContext(connection) as few:
        client.get("/search/", {"q": "lamp"})
    for number in range(12):
        world.make_ticket(subject=f"lamp {number}", text="lamp", tags=["billing"])
    with queries(most=len(few)):
        client.get("/search/", {"q": "lamp"})
    with queries(most=26):
        client.get("/search/suggestions", {"q": "lamp paper status:open"})


def test_nothing_shows_what_the_reader_may_not_see(
    amara: Agent, goran: Agent, client_of: ClientOf
) -> None:
    text = "The zyxomant leaked its quartzberg secrets into the drain"
    hidden = world.make_ticket(subject="Zyxomant", text=text, group=world.group(world.SECURITY))
    open_one = world.make_ticket(subject="Zyxomant again", text=text)
    for query in ("zyxomant", "leaked drain", f"ticket_id:{hidden.pk}", "-lamp status:new", ""):
        asked = query or f"{hidden.pk}"
        assert hidden.pk not in [t.id for t in search(asked, reader=amara, most=9).tickets], asked
        assert hidden.pk in [t.id for t in search(asked, reader=goran, most=9).tickets], asked
    assert hidden.pk not in [one.id for one in similar_to(open_one, amara)]
    assert hidden.pk in [one.id for one in similar_to(open_one, goran)]
    assert client_of(amara).get(f"/tickets/{hidden.pk}/similar").status_code == 404
    assert not search("zyxomant", reader=amara, most=9).tickets_total > 1


def test_what_was_thrown_away_is_not_found(amara: Agent) -> None:
    ticket = world.make_ticket(subject="Zyxomant")
    actions.remove(ticket, to="bin", by=amara)
    assert not search("zyxomant", reader=amara, most=5).tickets


def test_words_in_files_are_found_and_the_file_is_named(amara: Agent, client_of: ClientOf) -> None:
    file = NewAttachment(file=store(b"The invoice of the Quartzberg mine"), name="mine.txt")
    ticket = world.make_ticket(text="See the file", attachments=[file])
    attachments.read_attachments(Message.objects.get(ticket=ticket))
    (hit,) = search("quartzberg", reader=amara, most=5).tickets
    assert (hit.id, hit.place) == (ticket.pk, "mine.txt")
    assert ("Quartzberg", True) in hit.excerpt.pieces
    page = client_of(amara).get("/search/", {"q": "quartzberg"}).content.decode()
    assert "in mine.txt" in page


def test_files_that_a_job_missed_are_read_later(amara: Agent) -> None:
    file = NewAttachment(file=store(b"Quartzberg"), name="a.txt")
    ticket = world.make_ticket(attachments=[file])
    world.make_ticket(attachments=[file])
    assert attachments.catch_up() == 2
    assert attachments.catch_up() == 0
    assert AttachmentText.objects.filter(text="Quartzberg").count() == 2
    assert ticket.pk in [hit.id for hit in search("quartzberg", reader=amara, most=5).tickets]


def test_similar_tickets_share_the_words_that_tell_most(amara: Agent) -> None:
    twin = world.make_ticket(
        subject="Label printer jams",
        text="The label printer jams whenever the zyxomant ribbon is replaced",
    )
    world.make_reply(twin, text="Please open the lid and turn the ribbon around, then it prints.")
    actions.solve(twin, by=SYSTEM)
    for number in range(8):
        world.make_ticket(subject=f"Where is my parcel {number}", text="Nothing has come yet")
    ticket = world.make_ticket(
        subject="Ribbon trouble", text="Since we replaced the zyxomant ribbon, labels get stuck"
    )
    count_words()
    best = similar_to(ticket, amara)
    assert [one.id for one in best] == [twin.pk]
    assert best[0].is_solved
    assert best[0].answer is not None
    assert "turn the" in "".join(piece for piece, _is_hit in best[0].answer.pieces)
    assert "zyxomant" in best[0].shared


@pytest.mark.parametrize(
    ("subject", "text"),
    [("", ""), ("'", "\\ ' :* & | !"), ("%s %(a)s", "{}"), ("印刷", "プリンターが動かない")],
)
def test_similar_tickets_of_any_ticket(
    amara: Agent, client_of: ClientOf, subject: str, text: str
) -> None:
    world.make_ticket(subject=subject, text=text)
    ticket = world.make_ticket(subject=subject, text=text)
    assert client_of(amara).get(f"/tickets/{ticket.pk}/similar").status_code == 200
    with queries(most=8):
        similar_to(ticket, amara)


def test_the_ticket_page_has_a_place_for_similar_tickets(amara: Agent, client_of: ClientOf) -> None:
    ticket = world.make_ticket()
    page = client_of(amara).get(f"/tickets/{ticket.pk}/").content.decode()
    assert f'hx-get="/tickets/{ticket.pk}/similar"' in page


@pytest.mark.parametrize(
    ("low", "high"), [(0, 1), (0, 5000), (4096, 4097), (61440, 200_001), (1 << 20, 5_000_000)]
)
def test_windows_cover_every_id_between(low: int, high: int) -> None:
    windows = set(windows_of(low, high))
    with connection.cursor() as cursor:
        for ident in {low, (low + high) // 2, high - 1}:
            cursor.execute("SELECT firstline_search_windows(%s)", [ident])
            assert windows & set(cursor.fetchone()[0]), ident
    assert len(windows) < 60


def test_a_walk_goes_back_window_by_window_and_misses_nothing(
    amara: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With limits so small that four messages are many."""
    monkeypatch.setattr("firstline.desk.search.walking._ALL_AT_ONCE", 1)
    monkeypatch.setattr("firstline.desk.search.walking._ROWS", 3)
    made = [world.make_ticket(text="Zyxomant").pk for _number in range(10)]
    asked = look_up([Word("zyxomant")], languages=("en",))
    common = type(asked)(tuple(replace(one, share=0.5, read=0.5) for one in asked.lookups))
    newest = Message.objects.order_by("-pk").values_list("pk", flat=True)[0]
    walk = Walk(MESSAGES, common, newest)
    found = [hit.ticket for hits in walk.rounds(until=lambda: False) for hit in hits]
    assert found == made[::-1]
    assert walk.is_over
