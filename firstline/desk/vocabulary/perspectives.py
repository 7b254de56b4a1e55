from firstline.platform.conditions.perspective import Perspective
from firstline.team.models import Agent


def perspective_of(agent: Agent) -> Perspective:
    """The agent's "me" and "my groups", now and in their zone."""
    return Perspective(reader=agent, person_id=agent.pk, group_ids=agent.group_ids)
