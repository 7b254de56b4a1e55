"""Who of the persons may sign in: the agents, and whoever was invited to become one."""

from firstline.platform.accounts.entrance import admits, welcomes
from firstline.platform.accounts.models import Person
from firstline.team import actions
from firstline.team.models import Agent, Invitation


@admits
def is_agent(person: Person) -> bool:
    return Agent.objects.filter(pk=person.pk).exists()


@welcomes
def invited_at(email: str, name: str) -> Person | None:
    """Takes up the invitation that waits at this address."""
    invitation = Invitation.objects.usable().filter(email=email).first()
    if invitation is None:
        return None
    return actions.accept_proven(invitation, name=name).person
