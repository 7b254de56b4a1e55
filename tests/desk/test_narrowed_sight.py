"""Roles that show only some tickets: the one `visible_to`, and all that asks it."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from firstline.customers.actions import customer_at
from firstline.desk import actions as desk
from firstline.desk.content import Content
from firstline.desk.errors import CannotAssign
from firstline.desk.models import SavedView, Ticket
from firstline.desk.queries.tag_uses import tag_uses
from firstline.desk.sight import own_unsolved, those_who_see
from firstline.live.access import viewers
from firstline.live.hub import Nudge
from firstline.platform.conditions.condition import Conditions
from firstline.platform.errors import NotAllowed
from firstline.platform.events.actors import SYSTEM
from firstline.platform.notices.models import Notice
from firstline.team import actions as team
from firstline.team.models import Agent
from firstline.team.rights import BUILT_IN, Right, Sees
from tests import world
from tests.conftest import ClientOf
from tests.live.test_access import session_of

pytestmark = pytest.mark.django_db


def narrowed(agent: Agent, sees: str, rights: object = tuple(Right)) -> Agent:
    role = team.add_role(name=f"Sees {sees}", sees=sees, rights=rights, by=SYSTEM)  # type: ignore[arg-type]
    team.change_role(agent, role=role.key, by=SYSTEM)
    return Agent.objects.select_related("person", "role").get(pk=agent.pk)


def mention(agent: Agent) -> str:
    return f'<p><span data-mention="agent:{agent.pk}">@{agent}</span> look</p>'


def seen_by(agent: Agent) -> set[int]:
    return set(Ticket.objects.visible_to(agent).values_list("pk", flat=True))


@pytest.fixture
def theirs(bo: Agent) -> dict[str, Ticket]:
    """A ticket of each kind that is Bo's own."""
    asked = world.make_ticket(subject="Asked", requester=customer_at(world.BO))
    followed, mentioned = world.make_ticket(subject="Followed"), world.make_ticket()
    desk.follow(followed, by=bo)
    desk.add_note(mentioned, Content.from_composer(mention(bo)), by=world.agent(world.AMARA))
    desk.unfollow(mentioned, by=bo)
    assigned = world.make_ticket(subject="Assigned", assignee=bo)
    return {"asked": asked, "followed": followed, "mentioned": mentioned, "assigned": assigned}


def test_only_their_own_is_what_is_assigned_followed_asked_or_mentions_them(
    bo: Agent, theirs: dict[str, Ticket]
) -> None:
    world.make_ticket(subject="Another", group=world.group(world.SUPPORT))
    assert seen_by(narrowed(bo, Sees.OWN)) == {ticket.pk for ticket in theirs.values()}


def test_those_of_their_groups_come_to_their_own(bo: Agent, theirs: dict[str, Ticket]) -> None:
    in_group = world.make_ticket(group=world.group(world.SUPPORT))
    world.make_ticket(group=world.make_group("Billing"))
    expected = {in_group.pk, *(ticket.pk for ticket in theirs.values())}
    assert seen_by(narrowed(bo, Sees.GROUPS)) == expected


@pytest.mark.parametrize("sees", [Sees.OWN, Sees.GROUPS])
def test_a_restricted_group_stays_hidden_also_when_it_is_ones_own(bo: Agent, sees: str) -> None:
    ticket = world.make_ticket(assignee=bo)
    Ticket.objects.filter(pk=ticket.pk).update(group=world.group(world.SECURITY))
    assert ticket.pk not in seen_by(narrowed(bo, sees))


def test_the_list_its_counts_and_search_show_no_other(
    client_of: ClientOf, bo: Agent, theirs: dict[str, Ticket]
) -> None:
    other = world.make_ticket(subject="Obsidian lamp", tags=["obsidian"])
    browser = client_of(narrowed(bo, Sees.OWN))
    for address in (
        "/tickets/?view=unsolved",
        "/search/?q=lamp",
        "/search/suggestions?q=lamp",
        "/tickets/views/",
        f"/tickets/{theirs['assigned'].pk}/similar",
    ):
        assert "Obsidian" not in browser.get(address).text, address
    assert browser.get(f"/tickets/{other.pk}/").status_code == 404
    assert browser.get(f"/tickets/{theirs['mentioned'].pk}/").status_code == 200


def test_a_list_costs_no_query_more(client_of: ClientOf, bo: Agent) -> None:
    def cost() -> int:
        browser = client_of(world.agent(world.BO))
        browser.get("/tickets/?view=unsolved")
        with CaptureQueriesContext(connection) as queries:
            assert browser.get("/tickets/?view=unsolved").status_code == 200
        return len(queries)

    world.make_ticket(assignee=bo)
    as_agent = cost()
    narrowed(bo, Sees.GROUPS, BUILT_IN["agent"].rights)
    assert cost() <= as_agent


def test_tags_are_counted_where_they_are_seen(bo: Agent) -> None:
    world.make_ticket(tags=["lamp", "desk_lamp"], assignee=bo)
    world.make_ticket(tags=["lamp", "obsidian"])
    bo = narrowed(bo, Sees.OWN)
    assert [(one.name, one.uses) for one in tag_uses(bo)] == [("desk_lamp", 1), ("lamp", 1)]
    assert [one.name for one in tag_uses(bo, query="des")] == ["desk_lamp"]
    assert [one.name for one in tag_uses(bo, after=tag_uses(bo)[0])] == ["lamp"]


def test_mentioning_a_colleague_shows_them_the_ticket(bo: Agent, amara: Agent) -> None:
    bo = narrowed(bo, Sees.OWN)
    ticket = world.make_ticket()
    assert those_who_see(ticket, Agent.objects.filter(pk=bo.pk)) == []
    desk.add_note(ticket, Content.from_composer(mention(bo)), by=amara)
    assert those_who_see(ticket, Agent.objects.filter(pk=bo.pk)) == [bo]
    assert Notice.objects.filter(person=bo.person, kind="ticket.mentioned").exists()


def test_what_waits_in_the_group_is_told_to_those_who_can_see_and_take_it(
    bo: Agent, amara: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[int] = []
    monkeypatch.setattr(
        "firstline.desk.notices._notify",
        lambda people, *_about, **_more: told.extend(people),
    )
    narrowed(bo, Sees.OWN)
    ticket = world.make_ticket()
    told.clear()
    desk.move_to_group(ticket, group=world.group(world.SUPPORT), by=SYSTEM)
    assert amara.pk in told
    assert not {bo.pk, world.agent(world.LIN).pk} & set(told)


def test_open_pages_hear_only_of_tickets_within_sight(bo: Agent, theirs: dict[str, Ticket]) -> None:
    support = world.group(world.SUPPORT).pk
    for sees, hears_group in ((Sees.OWN, False), (Sees.GROUPS, True)):
        agent = narrowed(bo, sees)
        key = session_of(agent)
        viewer = viewers([key])[key]
        mine = theirs["followed"].pk
        assert viewer.is_meant(Nudge("1", f"ticket:{mine}", None))
        assert viewer.is_meant(Nudge("1", "tickets", frozenset({support})))
        assert not viewer.is_meant(Nudge("1", "ticket:999999", None))
        assert not viewer.is_meant(Nudge("1", "presence:999999", None))
        in_group = Nudge("1", "ticket:999999", frozenset({support}))
        assert viewer.is_meant(in_group) == hears_group


def test_own_unsolved_tickets_are_found_by_one_query_for_all(
    bo: Agent,
    amara: Agent,
    theirs: dict[str, Ticket],
    django_assert_num_queries: Callable[..., object],
) -> None:
    desk.set_status(theirs["followed"], status="solved", by=SYSTEM)
    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        found = own_unsolved([bo, amara])
    assert found[bo.pk] == {theirs[one].pk for one in ("asked", "mentioned", "assigned")}
    assert own_unsolved([]) == {}


def test_taking_and_giving_back_is_not_assigning_others(bo: Agent, amara: Agent) -> None:
    bo = narrowed(bo, Sees.ALL, set(Right) - {Right.ASSIGN})
    ticket = world.make_ticket()
    desk.assign(ticket, to=bo, by=bo)
    with pytest.raises(NotAllowed):
        desk.assign(ticket, to=amara, by=bo)
    desk.assign(ticket, to=None, by=bo)
    desk.assign(ticket, to=amara, by=amara)
    with pytest.raises(NotAllowed):
        desk.assign(ticket, to=bo, by=bo)
    with pytest.raises(NotAllowed):
        desk.move_to_group(ticket, group=world.group(world.SUPPORT), by=bo)


def test_who_may_only_answer_takes_nothing_and_sets_no_status(bo: Agent) -> None:
    bo = narrowed(bo, Sees.ALL, {Right.REPLY})
    ticket = world.make_ticket()
    with pytest.raises(NotAllowed):
        world.make_reply(ticket, by=bo, then="solved")
    world.make_reply(ticket, by=bo)
    ticket.refresh_from_db()
    assert ticket.assignee is None
    with pytest.raises(CannotAssign):
        desk.assign(ticket, to=bo, by=SYSTEM)


def test_giving_ones_ticket_away_leads_back_to_the_list(
    client_of: ClientOf, bo: Agent, amara: Agent
) -> None:
    browser = client_of(narrowed(bo, Sees.OWN))
    ticket = world.make_ticket(assignee=bo)
    answer = browser.post(
        f"/tickets/{ticket.pk}/assignment", {"agent": amara.pk}, headers={"HX-Request": "true"}
    )
    assert answer.headers["HX-Redirect"].startswith("/tickets/")


@pytest.mark.parametrize(
    ("rights", "shown", "hidden"),
    [
        (set(), [], ["Write a reply…", "Write a note…", ">Solve<", "Merge…", "Put into the bin"]),
        ({Right.NOTE}, ["Only the team"], ["Write a reply…", "Solve this ticket"]),
        ({Right.REPLY}, ["Write a reply…"], ["Solve this ticket", "Merge…", "Send and set to"]),
        ({Right.EDIT}, ["Solve this ticket"], ["Write a reply…", "Move to a group"]),
        ({Right.REMOVE}, ["Put into the bin"], ["Merge…"]),
        ({Right.REARRANGE}, ["Merge…"], ["Put into the bin", "Open a part of this…"]),
    ],
)
def test_a_ticket_shows_no_button_that_its_reader_may_not_press(
    client_of: ClientOf, bo: Agent, rights: set[Right], shown: list[str], hidden: list[str]
) -> None:
    page = client_of(narrowed(bo, Sees.ALL, rights)).get(f"/tickets/{world.make_ticket().pk}/").text
    assert [words for words in shown if words != "Only the team" and words not in page] == []
    assert [words for words in hidden if words in page] == []


def test_keeping_a_view_for_everybody_is_a_right_of_its_own(bo: Agent) -> None:
    def save(agent: Agent) -> SavedView:
        return desk.save_view(title="Ours", conditions=Conditions(), is_shared=True, by=agent)

    with pytest.raises(NotAllowed):
        save(narrowed(bo, Sees.ALL, set(Right) - {Right.SHARE_VIEWS}))
    assert save(narrowed(world.agent(world.AMARA), Sees.OWN, {Right.SHARE_VIEWS})).owner is None
