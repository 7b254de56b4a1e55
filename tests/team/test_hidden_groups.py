import pytest

from firstline.team.models import Agent
from tests import world


@pytest.mark.django_db
def test_groups_are_hidden_from_many_as_from_each() -> None:
    world.make_group("Board", is_restricted=True)
    together = {agent.pk: agent.hidden_group_ids for agent in Agent.objects.with_hidden_groups()}
    alone = {agent.pk: agent.hidden_group_ids for agent in Agent.objects.all()}
    assert together == alone
    assert len(set(map(tuple, alone.values()))) == 3
