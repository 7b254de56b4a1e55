from firstline.team.models import Agent


def sign(agent: Agent, *, signature: str) -> Agent:
    """What stands under the agent's replies from now on."""
    agent.signature = signature.strip()
    agent.save(update_fields=["signature"])
    return agent
