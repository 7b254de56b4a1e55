"""Invitations: how people join. A link works once, for three days."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from firstline.platform.accounts.actions import choose_password
from firstline.platform.accounts.addresses import checked
from firstline.platform.accounts.identities import must_be_no_further_address
from firstline.platform.accounts.models import Person
from firstline.platform.accounts.tokens import hash_of, new_token
from firstline.platform.clock import now
from firstline.platform.events.actors import SYSTEM, Actor
from firstline.platform.events.publishing import publish
from firstline.team import rules
from firstline.team.actions.agents import add_agent
from firstline.team.actions.roles import role_of
from firstline.team.errors import AlreadyOnTheTeam, InvitationIsOver
from firstline.team.events import (
    AgentInvited,
    InvitationAccepted,
    InvitationRenewed,
    InvitationRevoked,
)
from firstline.team.letters import send_invitation
from firstline.team.models import Agent, AgentGroup, Invitation, Role

LIFETIME = timedelta(hours=72)


@transaction.atomic
def invite(
    email: str, *, role: str = Role.AGENT, groups: Iterable[AgentGroup] = (), by: Agent
) -> Invitation:
    """Send a link to the address. An invitation that still waits there is replaced."""
    given = role_of(role)
    rules.must_be_allowed_to_give(by, given)
    groups = list(groups)
    for group in groups:
        rules.must_arrange(by, group)
    email = checked(email)
    must_be_no_further_address(email)
    if Agent.objects.filter(person__email=email).exists():
        raise AlreadyOnTheTeam(_("%s is already on the team.") % email)
    for earlier in Invitation.objects.open().filter(email=email):
        revoke_invitation(earlier, by=by)

    token, at = new_token(), now()
    invitation = Invitation.objects.create(
        email=email,
        role=given,
        token_hash=hash_of(token),
        invited_by=by,
        created_at=at,
        expires_at=at + LIFETIME,
    )
    invitation.groups.set(groups)
    publish(AgentInvited(invitation=invitation, by=by))
    send_invitation(invitation, token)
    return invitation


@transaction.atomic
def renew_invitation(invitation: Invitation, *, by: Agent) -> Invitation:
    """Send a new link, good for three more days; the old one dies."""
    invitation = _locked(invitation)
    rules.must_be_allowed_to_give(by, invitation.role)
    _must_be_open(invitation)

    token = new_token()
    invitation.token_hash = hash_of(token)
    invitation.expires_at = now() + LIFETIME
    invitation.save(update_fields=["token_hash", "expires_at"])
    publish(InvitationRenewed(invitation=invitation, by=by))
    send_invitation(invitation, token)
    return invitation


@transaction.atomic
def revoke_invitation(invitation: Invitation, *, by: Actor) -> Invitation:
    invitation = _locked(invitation)
    rules.must_be_allowed_to_give(by, invitation.role)
    if not invitation.is_open:
        return invitation
    invitation.revoked_at = now()
    invitation.save(update_fields=["revoked_at"])
    publish(InvitationRevoked(invitation=invitation, by=by))
    return invitation


@transaction.atomic
def accept(invitation: Invitation, *, name: str, password: str, time_zone: str = "") -> Agent:
    """Whoever holds the link joins, with a password of their own."""
    agent = _seat(invitation, name=name)
    choose_password(agent.person, password)
    agent.person.time_zone = time_zone
    agent.person.save(update_fields=["time_zone"])
    return agent


@transaction.atomic
def accept_proven(invitation: Invitation, *, name: str) -> Agent:
    """Whoever proved to own the address at the sign-in service joins, without a password."""
    return _seat(invitation, name=name)


def _seat(invitation: Invitation, *, name: str) -> Agent:
    invitation = _locked(invitation)
    _must_be_open(invitation)
    if invitation.expires_at <= now():
        raise InvitationIsOver(_("This invitation has run out. Ask for a new one."))

    _forget_password_of(invitation.email)
    agent = add_agent(
        name=name,
        email=invitation.email,
        role=invitation.role.key,
        groups=invitation.groups.all(),
        by=SYSTEM,
    )
    invitation.accepted_at = now()
    invitation.save(update_fields=["accepted_at"])
    publish(InvitationAccepted(invitation=invitation, by=agent))
    return agent


def _forget_password_of(email: str) -> None:
    """A customer's password, should there ever be one, opens no desk."""
    person = Person.with_address(email)
    if person is not None and person.has_usable_password():
        person.set_unusable_password()
        person.save(update_fields=["password"])


def _must_be_open(invitation: Invitation) -> None:
    if not invitation.is_open:
        raise InvitationIsOver(_("This invitation was used or taken back. Ask for a new one."))


def _locked(invitation: Invitation) -> Invitation:
    rows = Invitation.objects.select_for_update(of=("self",)).select_related("role")
    return rows.get(pk=invitation.pk)
