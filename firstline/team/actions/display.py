from django.utils.translation import gettext as _

from firstline.team.errors import BadDensity
from firstline.team.models import Agent, Density


def choose_density(agent: Agent, *, density: str) -> Agent:
    """Give the rows of this agent's lists more room, or less."""
    if density not in Density.values:
        raise BadDensity(_("Rows are comfortable, compact or dense."))
    agent.list_density = density
    agent.save(update_fields=["list_density"])
    return agent
