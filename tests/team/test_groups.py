import pytest

from firstline.platform.events.actors import SYSTEM
from firstline.platform.events.models import Event
from firstline.team import actions
from firstline.team.errors import NameIsMissing, NameIsTaken
from firstline.team.models import Agent
from tests import world
from tests.conftest import ClientOf

pytestmark = pytest.mark.django_db


def test_a_group_has_a_name_of_its_own() -> None:
    with pytest.raises(NameIsTaken):
        actions.create_group("Support", by=SYSTEM)
    with pytest.raises(NameIsMissing):
        actions.create_group("  ", by=SYSTEM)
    billing = actions.create_group("Billing", by=SYSTEM)
    with pytest.raises(NameIsTaken):
        actions.rename_group(billing, name=" Support ", by=SYSTEM)


def test_members_come_and_go_one_event_each(amara: Agent, bo: Agent, farah: Agent) -> None:
    group = world.make_group("Billing")
    actions.set_members(group, members=[amara, bo], by=farah)
    actions.set_members(group, members=[bo, farah], by=farah)

    assert set(group.agents.all()) == {bo, farah}
    told = Event.objects.filter(subject_kind="group", subject_id=group.pk).order_by("id")
    assert [(event.name, event.data.get("agent")) for event in told[1:]] == [
        ("member_added", amara.pk),
        ("member_added", bo.pk),
        ("member_added", farah.pk),
        ("member_removed", amara.pk),
    ]


def test_restricting_a_group_hides_its_tickets_at_once(
    farah: Agent, amara: Agent, client_of: ClientOf
) -> None:
    billing = world.make_group("Billing")
    ticket = world.make_ticket(group=billing)
    assert client_of(amara).get(f"/tickets/{ticket.pk}/").status_code == 200

    client_of(farah).post(
        f"/team/groups/{billing.pk}/",
        {"name": "Money", "is_restricted": "on", "members": [farah.pk]},
    )

    assert client_of(amara).get(f"/tickets/{ticket.pk}/").status_code == 404
    assert client_of(farah).get(f"/tickets/{ticket.pk}/").status_code == 200


def test_saving_a_group_unchanged_tells_nothing(farah: Agent, client_of: ClientOf) -> None:
    group = world.group(world.SECURITY)
    before = Event.objects.count()
    members = [agent.pk for agent in group.agents.all()]
    client_of(farah).post(
        f"/team/groups/{group.pk}/",
        {"name": group.name, "is_restricted": "on", "members": members},
    )
    assert Event.objects.count() == before
