import asyncio

import pytest

from firstline.live.hub import (
    MEMORY,
    MOST_STREAMS_PER_SESSION,
    MOST_TOPICS,
    Hub,
    Nudge,
    Stream,
    TooManyStreams,
    Viewer,
)
from tests.loops import run

SUPPORT, SECURITY = 1, 2
AMARA = Viewer(10, sees_all=False, groups=frozenset({SUPPORT}))
FARAH = Viewer(11, sees_all=True, groups=frozenset())


@pytest.fixture
def hub() -> Hub:
    """One that has heard all there ever was."""
    return Hub(begun_at=float("-inf"))


def nudge(ident: str, topic: str, *groups: int) -> Nudge:
    return Nudge(ident, topic, frozenset(groups) if groups else None)


def open_page(hub: Hub, viewer: Viewer = AMARA, last_seen: str | None = None) -> Stream:
    return hub.join(f"session of {viewer.agent_id}", viewer, last_seen=last_seen)


def test_a_page_is_told_what_its_agent_may_know(hub: Hub) -> None:
    hers, admins = open_page(hub), open_page(hub, FARAH)
    hub.hear(nudge("1", "ticket:1", SUPPORT))
    hub.hear(nudge("2", "ticket:2", SECURITY))
    hub.hear(nudge("3", "tickets"))
    assert hers.take() == (["ticket:1", "tickets"], False)
    assert admins.take() == (["ticket:1", "ticket:2", "tickets"], False)


def test_a_nudge_for_no_group_reaches_admins_alone(hub: Hub) -> None:
    hers, admins = open_page(hub), open_page(hub, FARAH)
    hub.hear(Nudge("1", "ticket:1", frozenset()))
    assert hers.take() == ([], False)
    assert admins.take() == (["ticket:1"], False)


def test_a_nudge_for_one_person_reaches_nobody_else_not_even_admins(hub: Hub) -> None:
    hub.hear(Nudge("1", "notices", None, people=frozenset({AMARA.agent_id})))
    hers, admins = open_page(hub), open_page(hub, FARAH)
    assert hers.take() == (["notices"], False)
    hub.hear(Nudge("2", "notices", None, people=frozenset({FARAH.agent_id})))
    assert hers.take() == ([], False)
    assert admins.take() == (["notices"], False)


def test_a_burst_is_merged(hub: Hub) -> None:
    page = open_page(hub)
    for number in range(1000):
        hub.hear(nudge(str(number), "tickets"))
    assert page.take() == (["tickets"], False)


def test_a_page_that_falls_far_behind_asks_for_everything(hub: Hub) -> None:
    page = open_page(hub)
    for number in range(MOST_TOPICS + 50):
        hub.hear(nudge(str(number), f"ticket:{number}"))
    assert page.take() == ([], True)
    hub.hear(nudge("x", "ticket:1"))
    assert page.take() == (["ticket:1"], False)


def test_a_new_page_hears_what_happened_while_it_was_on_its_way(hub: Hub) -> None:
    hub.hear(nudge("1", "ticket:1"))
    hub.hear(nudge("2", "ticket:2", SECURITY))
    assert open_page(hub).take() == (["ticket:1"], False)


def test_a_new_page_asks_for_everything_where_the_memory_does_not_reach_back() -> None:
    young = Hub()
    young.hear(nudge("1", "ticket:1"))
    page = open_page(young)
    assert page.take() == ([], True)
    young.hear(nudge("2", "ticket:2"))
    assert page.take() == (["ticket:2"], False)


def test_a_new_page_asks_for_everything_when_too_much_happened_on_its_way(hub: Hub) -> None:
    for number in range(MEMORY + 1):
        hub.hear(nudge(str(number), "tickets"))
    assert open_page(hub).take() == ([], True)


def test_a_page_that_comes_back_hears_what_it_missed(hub: Hub) -> None:
    for number in range(5):
        hub.hear(nudge(str(number), f"ticket:{number}"))
    # The one it saw last is told again: its transaction may have had a second nudge.
    assert open_page(hub, last_seen="2").take() == (["ticket:2", "ticket:3", "ticket:4"], False)


def test_a_page_that_missed_nothing_is_told_nothing_new(hub: Hub) -> None:
    assert open_page(hub, last_seen=hub.latest).take() == ([], False)


@pytest.mark.parametrize("last_seen", ["never heard of", "0"])
def test_a_page_that_was_away_too_long_asks_for_everything(hub: Hub, last_seen: str) -> None:
    for number in range(MEMORY + 10):
        hub.hear(nudge(str(number), "tickets"))
    assert open_page(hub, last_seen=last_seen).take() == ([], True)


def test_after_a_gap_every_page_asks_for_everything(hub: Hub) -> None:
    hub.hear(nudge("1", "ticket:1"))
    page = open_page(hub)
    hub.begin_anew()
    assert page.take() == ([], True)
    assert open_page(hub, last_seen="1").take() == ([], True)


def test_the_pages_of_an_ended_session_are_closed(hub: Hub) -> None:
    hers, admins = open_page(hub), open_page(hub, FARAH)
    hub.recheck({"session of 11": FARAH}, hub.session_keys)
    assert hers.is_closed
    assert not admins.is_closed


def test_a_session_that_began_during_the_check_stays(hub: Hub) -> None:
    checked = hub.session_keys
    page = open_page(hub)
    hub.recheck({}, checked)
    assert not page.is_closed


def test_new_rights_count_from_the_next_check(hub: Hub) -> None:
    page = open_page(hub)
    promoted = Viewer(10, sees_all=True, groups=frozenset())
    hub.recheck({"session of 10": promoted}, hub.session_keys)
    assert page.take() == ([], True)
    hub.hear(nudge("1", "ticket:1", SECURITY))
    assert page.take() == (["ticket:1"], False)


def test_one_session_cannot_open_pages_without_end(hub: Hub) -> None:
    for _ in range(MOST_STREAMS_PER_SESSION):
        open_page(hub)
    with pytest.raises(TooManyStreams):
        open_page(hub)


def test_a_page_that_left_is_forgotten(hub: Hub) -> None:
    page = open_page(hub)
    hub.leave("session of 10", page)
    assert hub.session_keys == []


def test_a_stopping_process_closes_its_pages(hub: Hub) -> None:
    before = open_page(hub)
    hub.close()
    assert before.is_closed
    assert open_page(hub).is_closed


def test_waiting_ends_with_the_first_nudge(hub: Hub) -> None:
    async def wait() -> tuple[list[str], bool]:
        page = open_page(hub)
        asyncio.get_running_loop().call_later(0.01, hub.hear, nudge("1", "ticket:1"))
        await page.wait(5.0)
        return page.take()

    assert run(wait()) == (["ticket:1"], False)
