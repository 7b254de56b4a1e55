"""Who may change the team. No database."""

from django.utils.translation import gettext as _

from firstline.platform.errors import NotAllowed
from firstline.platform.events.actors import Actor
from firstline.team.models import Agent


def must_run_the_desk(actor: Actor) -> None:
    """Admins, and Firstline itself (the set-up, the command line, a sign-in service)."""
    if actor.actor_kind == "system" or (isinstance(actor, Agent) and actor.is_admin):
        return
    raise NotAllowed(_("Only admins can change the team. Ask one of yours."))
