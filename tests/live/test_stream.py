"""Live updates on the wire: two web processes, real sockets, a real database."""

import secrets
import time
from contextlib import ExitStack

import pytest
from django.db import connection, transaction

from firstline.platform.accounts.models import Person
from firstline.platform.nudges import nudge
from tests import world
from tests.live.conftest import BrowserOf
from tests.live.event_stream import EventStream, ServerSentEvent
from tests.sockets import get


@pytest.fixture
def subject() -> str:
    """A topic of this test alone: a new page also hears what happened just before it."""
    return f"subject-{secrets.token_hex(4)}"


def heard(stream: EventStream, subject: str, *, seconds: float) -> list[str]:
    """The idents of the subject that arrive within the time."""
    topics = [topic for event in stream.events(seconds) for topic in event.topics]
    return [topic.partition(":")[2] for topic in topics if topic.startswith(f"{subject}:")]


def next_about(stream: EventStream, subject: str) -> ServerSentEvent:
    while (event := stream.next_event()) is not None:
        if any(topic.startswith(f"{subject}:") for topic in event.topics):
            return event
    pytest.fail(f"nothing was heard about {subject}")


def test_a_nudge_reaches_every_open_page_within_a_second(
    browser_of: BrowserOf, subject: str
) -> None:
    browser = browser_of(world.AMARA)
    with ExitStack() as pages:
        # Enough of them that both processes hold some.
        streams = [pages.enter_context(browser.open_stream()) for _ in range(8)]
        begun = time.monotonic()
        nudge(subject, 7)
        for stream in streams:
            event = next_about(stream, subject)
            assert (event.name, event.topics[-1]) == ("nudge", f"{subject}:7")
        assert time.monotonic() - begun < 1.0


def test_what_is_rolled_back_is_not_told(browser_of: BrowserOf, subject: str) -> None:
    with browser_of(world.AMARA).open_stream() as stream:
        with transaction.atomic():
            nudge(subject, 1)
            transaction.set_rollback(True)
        nudge(subject, 2)
        assert heard(stream, subject, seconds=0.8) == ["2"]


def test_nudges_of_a_hidden_group_never_arrive(browser_of: BrowserOf, subject: str) -> None:
    security, support = world.group(world.SECURITY).pk, world.group(world.SUPPORT).pk
    with (
        browser_of(world.AMARA).open_stream() as hers,
        browser_of(world.GORAN).open_stream() as his,
        browser_of(world.FARAH).open_stream() as admins,
    ):
        nudge(subject, "hidden", groups=[security])
        nudge(subject, "open", groups=[support])
        nudge(subject, "moved", groups=[security, support])
        assert heard(hers, subject, seconds=0.8) == ["open", "moved"]
        assert heard(his, subject, seconds=0.3) == ["hidden", "open", "moved"]
        assert heard(admins, subject, seconds=0.3) == ["hidden", "open", "moved"]


def test_a_burst_is_told_in_a_few_writes(browser_of: BrowserOf, subject: str) -> None:
    with browser_of(world.AMARA).open_stream() as stream:
        for number in range(100):
            nudge(subject, number)
        events = stream.events(1.5)
        told = {topic for event in events for topic in event.topics}
        assert told >= {f"{subject}:{number}" for number in range(100)}
        assert len(events) <= 7


def test_the_stream_of_a_revoked_session_closes(browser_of: BrowserOf) -> None:
    browser = browser_of(world.AMARA)
    with browser.open_stream() as stream:
        browser.client.session.flush()
        assert stream.is_closed_within(10.0)
    with browser.open_stream() as again:
        assert again.status == 403


def test_the_stream_of_a_deactivated_agent_closes(browser_of: BrowserOf) -> None:
    with browser_of(world.BO).open_stream() as stream:
        Person.objects.filter(email=world.BO).update(is_active=False)
        assert stream.is_closed_within(10.0)


def test_strangers_get_no_stream(web_port: int, browser_of: BrowserOf) -> None:
    assert get(web_port, "/live/stream").status == 403
    assert get(web_port, "/live/stream", {"Cookie": "session=made-up"}).status == 403
    with browser_of(world.DANA).open_stream() as stream:
        assert stream.status == 403


def test_a_cookie_that_no_database_takes_harms_nobody_else(
    web_port: int, browser_of: BrowserOf
) -> None:
    poison = {"Cookie": 'session="\\000"'}
    assert get(web_port, "/live/stream", poison).status == 403
    with browser_of(world.AMARA).open_stream() as stream:
        assert stream.status == 200


def test_what_happened_while_a_page_was_away_is_told_when_it_comes_back(
    browser_of: BrowserOf, subject: str
) -> None:
    browser = browser_of(world.AMARA)
    with browser.open_stream() as stream:
        nudge(subject, 1)
        last = next_about(stream, subject).ident
    nudge(subject, 2)
    # Often another process answers: it knows the same ids.
    for _ in range(4):
        with browser.open_stream(last_event_id=last) as back:
            assert heard(back, subject, seconds=0.6) == ["1", "2"]


def test_a_page_with_an_unknown_past_asks_for_everything(browser_of: BrowserOf) -> None:
    with browser_of(world.AMARA).open_stream(last_event_id="forgotten") as stream:
        event = stream.next_event()
        assert event is not None
        assert event.name == "resync"


def test_after_the_listening_connection_broke_every_page_asks_for_everything(
    browser_of: BrowserOf, subject: str
) -> None:
    with browser_of(world.AMARA).open_stream() as stream:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = 'firstline live' AND datname = current_database()"
            )
        assert "resync" in [event.name for event in stream.events(3.0)]
        nudge(subject, 3)
        assert heard(stream, subject, seconds=1.0) == ["3"]


def test_the_stream_carries_the_policy_and_is_not_stored(browser_of: BrowserOf) -> None:
    with browser_of(world.AMARA).open_stream() as stream:
        head = stream.head.lower()
    assert "content-security-policy: default-src 'none'" in head
    assert "cache-control: no-store" in head
    assert "content-type: text/event-stream" in head
