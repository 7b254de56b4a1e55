"""Roles of the desk's own: made, changed, given, deleted; and what nobody does for themselves."""

import pytest
from django.test import Client

from firstline.platform.errors import NotAllowed
from firstline.platform.events.actors import SYSTEM
from firstline.platform.events.models import Event
from firstline.team import actions
from firstline.team.errors import BadRole, NameIsTaken, RoleIsBuiltIn
from firstline.team.models import Agent, Invitation, Role
from firstline.team.rights import BUILT_IN, Right, Sees
from firstline.team.rules import may
from tests import world
from tests.conftest import ClientOf


@pytest.fixture
def admin(client_of: ClientOf, farah: Agent) -> Client:
    return client_of(farah)


def make_role(name: str = "Contractor", *rights: Right, sees: str = Sees.ALL) -> Role:
    return actions.add_role(name=name, sees=sees, rights=rights, by=SYSTEM)


def give(agent: Agent, role: Role) -> Agent:
    return actions.change_role(agent, role=role.key, by=SYSTEM)


def last_event(kind: str) -> Event:
    return Event.objects.filter(subject_kind=kind).latest("pk")


def test_the_built_in_roles_may_what_they_always_might(
    amara: Agent, chidi: Agent, farah: Agent, lin: Agent
) -> None:
    settings = {Right.TAGS, Right.FIELDS, Right.MAIL, Right.TEAM, Right.RECORD}
    sharing = {Right.SHARE_VIEWS, Right.SHARE_MACROS}
    rights = {agent: {right for right in Right if may(agent, right)} for agent in (amara, chidi)}
    assert rights[chidi] == set(Right) - settings
    assert rights[amara] == set(Right) - settings - sharing
    assert all(may(farah, right) for right in Right)
    assert {right for right in Right if may(lin, right)} == {
        Right.NOTE,
        Right.SEE_CUSTOMERS,
        Right.API,
    }
    assert set(Role.objects.values_list("key", flat=True)) == set(BUILT_IN)


def test_firstline_itself_may_everything_and_a_customer_nothing() -> None:
    assert may(SYSTEM, Right.REPLY)


def test_a_customer_has_no_right(dana: object) -> None:
    customer = world.customer(world.DANA)
    assert not any(may(customer, right) for right in Right)


def test_an_admin_makes_a_role_and_the_record_tells_each_right(admin: Client) -> None:
    told = {"name": "Night  watch", "sees": "groups", "rights": ["note", "merge_customers"]}
    assert admin.post("/settings/roles/", told).status_code == 302

    role = Role.objects.get(name="Night watch")
    # Who merges customers must see them.
    assert set(role.rights) == {Right.NOTE, Right.MERGE_CUSTOMERS, Right.SEE_CUSTOMERS}
    event = last_event("role")
    assert event.name == "setting_added"
    assert event.data["changes"]["may_note"] == [None, True]
    assert "may_reply" not in event.data["changes"]


def test_changing_a_role_tells_what_was_before(farah: Agent) -> None:
    role = make_role("Contractor", Right.NOTE)
    actions.edit_role(role, name="Contractor", sees=Sees.OWN, rights=[Right.REPLY], by=farah)
    assert last_event("role").data["changes"] == {
        "sees": ["All tickets", "Only their own"],
        "may_note": [True, False],
        "may_reply": [False, True],
    }


def test_saving_a_role_unchanged_tells_nothing(farah: Agent) -> None:
    role = make_role("Contractor", Right.NOTE)
    before = Event.objects.count()
    actions.edit_role(role, name="Contractor", sees=Sees.ALL, rights=[Right.NOTE], by=farah)
    assert Event.objects.count() == before


def test_what_a_role_says_holds_at_once_for_who_has_it(amara: Agent) -> None:
    role = make_role("Contractor", Right.NOTE)
    give(amara, role)
    assert not may(world.agent(world.AMARA), Right.REPLY)
    actions.edit_role(role, name="Contractor", sees=Sees.ALL, rights=[Right.REPLY], by=SYSTEM)
    assert may(world.agent(world.AMARA), Right.REPLY)


@pytest.mark.parametrize("name", ["agent", "AGENT", "contractor"])
def test_two_roles_have_no_name_in_common(farah: Agent, name: str) -> None:
    make_role("Contractor")
    with pytest.raises(NameIsTaken):
        actions.add_role(name=name, sees=Sees.ALL, rights=[], by=farah)


@pytest.mark.parametrize(
    "told", [{"rights": ["fly"], "sees": "all"}, {"rights": [], "sees": "some"}]
)
def test_no_role_is_made_of_what_does_not_exist(farah: Agent, told: dict[str, object]) -> None:
    with pytest.raises(BadRole):
        actions.add_role(name="Pilot", by=farah, **told)  # type: ignore[arg-type]


@pytest.mark.parametrize("key", list(BUILT_IN))
def test_built_in_roles_stay_as_they_are(farah: Agent, key: str) -> None:
    role = Role.objects.get(key=key)
    with pytest.raises(RoleIsBuiltIn):
        actions.edit_role(role, name="Other", sees=Sees.ALL, rights=[], by=farah)
    with pytest.raises(RoleIsBuiltIn):
        actions.delete_role(role, then="light", by=farah)


def test_a_copy_begins_with_what_the_other_may(admin: Client) -> None:
    lead = Role.objects.get(key=Role.LEAD)
    for name in ("Lead (copy)", "Lead (copy) 2"):
        answer = admin.post(f"/settings/roles/{lead.pk}/copies")
        copy = Role.objects.get(name=name)
        assert answer.headers["Location"] == f"/settings/roles/{copy.pk}/"
        assert (copy.rights, copy.sees) == (lead.rights, lead.sees)


def test_deleting_a_role_moves_its_people_and_invitations(
    admin: Client, farah: Agent, amara: Agent
) -> None:
    role = make_role("Contractor", Right.NOTE)
    give(amara, role)
    actions.invite("nia@brightwell.example", role=role.key, by=farah)
    assert "1 person has this role" in admin.get(f"/settings/roles/{role.pk}/deletion").text

    admin.post(f"/settings/roles/{role.pk}/deletion", {"then": "light"})

    assert world.agent(world.AMARA).role_id == Role.LIGHT
    assert Invitation.objects.get().role_id == Role.LIGHT
    assert not Role.objects.filter(pk=role.pk).exists()
    assert last_event("role").name == "setting_removed"
    assert last_event("agent").data == {"from": "Contractor", "to": "Light agent"}


def test_a_role_is_not_deleted_into_itself_or_into_nothing(farah: Agent) -> None:
    role = make_role()
    for then in (role.key, "gone", ""):
        with pytest.raises(BadRole):
            actions.delete_role(role, then=then, by=farah)


def test_only_admins_make_roles(amara: Agent) -> None:
    manager = give(amara, make_role("Manager", *Right))
    with pytest.raises(NotAllowed):
        actions.add_role(name="Mine", sees=Sees.ALL, rights=list(Right), by=manager)


def test_who_runs_the_team_gives_no_more_than_they_have(
    amara: Agent, bo: Agent, farah: Agent
) -> None:
    role = make_role("Manager", Right.TEAM, Right.NOTE, Right.SEE_CUSTOMERS, Right.API)
    manager = give(amara, role)

    for key in (Role.ADMIN, Role.AGENT, Role.LEAD):
        with pytest.raises(NotAllowed):
            actions.add_agent(name="Nia", email="nia@brightwell.example", role=key, by=manager)
    actions.add_agent(name="Nia", email="nia@brightwell.example", role=Role.LIGHT, by=manager)
    # Neither those who may more than they, nor themselves.
    for other in (farah, bo, manager):
        with pytest.raises(NotAllowed):
            actions.change_role(other, role=Role.LIGHT, by=manager)
        with pytest.raises(NotAllowed):
            actions.deactivate(other, by=manager)


def test_who_sees_little_gives_no_role_that_sees_more(amara: Agent) -> None:
    manager = give(amara, make_role("Manager", *Right, sees=Sees.GROUPS))
    with pytest.raises(NotAllowed):
        actions.invite("nia@brightwell.example", role=Role.LIGHT, by=manager)


def test_who_runs_the_team_lets_nobody_into_a_restricted_group_of_others(amara: Agent) -> None:
    manager = give(amara, make_role("Manager", *Right))
    security, support = world.group(world.SECURITY), world.group(world.SUPPORT)
    with pytest.raises(NotAllowed):
        actions.add_member(security, agent=manager, by=manager)
    with pytest.raises(NotAllowed):
        actions.open_group(security, by=manager)
    with pytest.raises(NotAllowed):
        actions.invite("nia@brightwell.example", role=Role.LIGHT, groups=[security], by=manager)
    actions.add_member(support, agent=world.agent(world.GORAN), by=manager)


def test_the_team_page_offers_only_what_one_can_give(client_of: ClientOf, amara: Agent) -> None:
    role = make_role("Manager", Right.TEAM, Right.NOTE, Right.SEE_CUSTOMERS, Right.API)
    page = client_of(give(amara, role)).get("/team/").text
    assert 'value="light"' in page
    assert 'value="admin"' not in page
    assert f"/team/{world.agent(world.FARAH).pk}/role/" not in page


def test_the_settings_show_what_the_role_lets_one_set(client_of: ClientOf, amara: Agent) -> None:
    client = client_of(give(amara, make_role("Tagger", Right.TAGS)))
    page = client.get("/settings/").text
    assert "/settings/tags/" in page
    assert "/settings/roles/" not in page
    assert "/team/" not in page
    assert client.get("/settings/roles/").status_code == 403


def test_an_invitation_to_a_role_of_the_desks_own_gives_it(farah: Agent) -> None:
    role = make_role("Contractor", Right.NOTE)
    invitation = actions.invite("nia@brightwell.example", role=role.key, by=farah)
    nia = actions.accept(invitation, name="Nia", password="a bright well of words")
    assert nia.role == role


def test_the_list_of_roles_costs_the_same_however_many_there_are(
    admin: Client, django_assert_max_num_queries: object
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert admin.get("/settings/roles/").status_code == 200
        return len(queries)

    admin.get("/settings/roles/")
    before = cost()
    for number in range(5):
        make_role(f"Role {number}", Right.NOTE)
    assert cost() == before
