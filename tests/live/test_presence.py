from datetime import timedelta

import pytest
from django.test import Client

from firstline.live import actions
from firstline.live.jobs import forget_old_presence
from firstline.live.models import Presence, PresenceState
from firstline.live.queries import Present, others_present
from firstline.team.models import Agent
from tests import world
from tests.conftest import ClientOf, StoppedClock

VIEWING, TYPING = PresenceState.VIEWING, PresenceState.TYPING


def names(present: list[Present]) -> list[str]:
    return [one.name for one in present]


def test_others_are_shown_those_who_type_first(amara: Agent, bo: Agent, chidi: Agent) -> None:
    ticket = world.make_ticket()
    for agent, state in ((amara, VIEWING), (bo, VIEWING), (chidi, TYPING)):
        actions.be_present(ticket, state=state, by=agent)
    assert names(others_present(ticket, besides=amara)) == ["Chidi Eze", "Bo Lindqvist"]


def test_a_page_that_says_nothing_more_is_forgotten(
    amara: Agent, bo: Agent, clock: StoppedClock
) -> None:
    ticket = world.make_ticket()
    actions.be_present(ticket, state=VIEWING, by=bo)
    clock.pass_by(timedelta(seconds=24))
    assert names(others_present(ticket, besides=amara)) == ["Bo Lindqvist"]
    clock.pass_by(timedelta(seconds=2))
    assert others_present(ticket, besides=amara) == []
    clock.pass_by(timedelta(hours=2))
    forget_old_presence(0)
    assert not Presence.objects.exists()


def test_open_pages_hear_of_news_only(amara: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[object, ...]] = []
    monkeypatch.setattr(actions, "nudge", lambda *what, groups: told.append((*what, groups)))
    security = world.group(world.SECURITY)
    ticket = world.make_ticket(group=security)
    for state in (VIEWING, VIEWING, TYPING, TYPING):
        actions.be_present(ticket, state=state, by=amara)
    actions.leave(ticket, by=amara)
    actions.leave(ticket, by=amara)
    assert told == [("presence", ticket.pk, [security.pk])] * 3


def test_a_page_says_that_it_is_there_and_leaves(
    client_of: ClientOf, amara: Agent, bo: Agent
) -> None:
    ticket = world.make_ticket()
    his = client_of(bo)
    said = his.post("/live/presence/", {"ticket": ticket.pk, "state": "typing"})
    assert said.status_code == 204
    seen = client_of(amara).get(f"/live/presence/{ticket.pk}/").content.decode()
    assert "Bo Lindqvist is typing" in seen
    his.post("/live/presence/", {"ticket": ticket.pk, "state": "left"})
    seen = client_of(amara).get(f"/live/presence/{ticket.pk}/").content.decode()
    assert "Bo Lindqvist" not in seen


@pytest.mark.parametrize("content", [{}, {"ticket": "x", "state": "typing"}, {"ticket": "1"}])
def test_nonsense_is_refused(client_of: ClientOf, bo: Agent, content: dict[str, str]) -> None:
    assert client_of(bo).post("/live/presence/", content).status_code == 400


def test_nobody_is_present_at_a_ticket_they_may_not_see(client_of: ClientOf, amara: Agent) -> None:
    ticket = world.make_ticket(group=world.group(world.SECURITY))
    hers = client_of(amara)
    said = hers.post("/live/presence/", {"ticket": ticket.pk, "state": "viewing"})
    assert said.status_code == 404
    assert hers.get(f"/live/presence/{ticket.pk}/").status_code == 404


def test_a_forged_form_is_refused(bo: Agent) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(bo.person)
    ticket = world.make_ticket()
    said = client.post("/live/presence/", {"ticket": ticket.pk, "state": "viewing"})
    assert said.status_code == 403
