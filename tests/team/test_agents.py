import pytest

from firstline.platform.errors import NotAllowed
from firstline.platform.events.models import Event
from firstline.team import actions
from firstline.team.errors import LastAdmin
from firstline.team.models import Agent, Role


def test_the_last_admin_stays_admin(farah: Agent) -> None:
    with pytest.raises(LastAdmin):
        actions.change_role(farah, role=Role.AGENT, by=farah)
    with pytest.raises(LastAdmin):
        actions.deactivate(farah, by=farah)


def test_an_admin_may_step_back_when_there_is_another(farah: Agent, chidi: Agent) -> None:
    actions.change_role(chidi, role=Role.ADMIN, by=farah)
    stepped_back = actions.change_role(farah, role=Role.AGENT, by=farah)

    assert stepped_back.role_id == Role.AGENT
    last = Event.objects.filter(subject_kind="agent", subject_id=farah.pk).latest("id")
    assert (last.name, last.data) == ("role_changed", {"from": "Admin", "to": "Agent"})


def test_only_admins_change_the_team(chidi: Agent, bo: Agent) -> None:
    with pytest.raises(NotAllowed):
        actions.deactivate(bo, by=chidi)
