"""Agents come, change what they may do, leave, and come back. Their history stays."""

from collections.abc import Iterable

from django.db import connection, transaction
from django.utils.translation import gettext as _

from firstline.platform.accounts.actions import choose_password
from firstline.platform.accounts.addresses import checked
from firstline.platform.accounts.identities import must_be_no_further_address
from firstline.platform.accounts.models import Person
from firstline.platform.accounts.sessions import end_sessions
from firstline.platform.events.actors import Actor
from firstline.platform.events.publishing import publish
from firstline.team import rules
from firstline.team.actions.groups import add_member
from firstline.team.actions.roles import role_of
from firstline.team.errors import AlreadyOnTheTeam, LastAdmin
from firstline.team.events import AgentDeactivated, AgentJoined, AgentReactivated, RoleChanged
from firstline.team.models import Agent, AgentGroup, Role

# Any number; whoever changes who the admins are holds it, so that two cannot remove each other.
_ADMINS = 0x61646D69


@transaction.atomic
def add_agent(
    *,
    name: str,
    email: str,
    role: str = Role.AGENT,
    groups: Iterable[AgentGroup] = (),
    by: Actor,
) -> Agent:
    """Make an agent of a new person, or of one who has only written to us so far."""
    given = role_of(role)
    rules.must_be_allowed_to_give(by, given)
    email = checked(email)
    must_be_no_further_address(email)
    Person.objects.bulk_create(
        [Person(name=name.strip()[:200], email=email, password="!")],  # noqa: S106 - unusable
        ignore_conflicts=True,
    )
    person = Person.objects.select_for_update().get(email=email)
    if Agent.objects.filter(pk=person.pk).exists():
        raise AlreadyOnTheTeam(_("%s is already on the team.") % email)

    if name.strip():
        person.name = name.strip()[:200]
        person.save(update_fields=["name"])
    agent = Agent.objects.create(person=person, role=given)
    publish(AgentJoined(agent=agent, by=by))
    for group in groups:
        add_member(group, agent=agent, by=by)
    return agent


@transaction.atomic
def add_with_password(*, name: str, email: str, role: str, password: str, by: Actor) -> Agent:
    """For the command line and the set-up, where nobody waits for a link."""
    agent = add_agent(name=name, email=email, role=role, by=by)
    choose_password(agent.person, password)
    return agent


@transaction.atomic
def change_role(agent: Agent, *, role: str, by: Actor) -> Agent:
    """Let the agent do what another role may. Nobody gives more than they have themselves."""
    given = role_of(role)
    agent = _locked(agent)
    previous = agent.role
    if previous == given:
        return agent
    rules.must_lead(by, agent)
    rules.must_be_allowed_to_give(by, given)
    if agent.is_admin:
        _must_leave_an_admin(without=agent)

    agent.role = given
    agent.save(update_fields=["role"])
    publish(RoleChanged(agent=agent, previous=previous, by=by))
    return agent


@transaction.atomic
def deactivate(agent: Agent, *, by: Actor) -> Agent:
    """The agent leaves: signed out everywhere at once, and kept in the history."""
    agent = _locked(agent)
    rules.must_lead(by, agent)
    if not agent.person.is_active:
        return agent
    if agent.is_admin:
        _must_leave_an_admin(without=agent)

    agent.person.is_active = False
    agent.person.save(update_fields=["is_active"])
    end_sessions(agent.person)
    publish(AgentDeactivated(agent=agent, by=by))
    return agent


@transaction.atomic
def reactivate(agent: Agent, *, by: Actor) -> Agent:
    agent = _locked(agent)
    rules.must_lead(by, agent)
    if agent.person.is_active:
        return agent
    agent.person.is_active = True
    agent.person.save(update_fields=["is_active"])
    publish(AgentReactivated(agent=agent, by=by))
    return agent


def _locked(agent: Agent) -> Agent:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ADMINS])
    rows = Agent.objects.select_for_update(of=("self", "person"))
    return rows.select_related("person", "role").get(pk=agent.pk)


def _must_leave_an_admin(*, without: Agent) -> None:
    others = Agent.objects.active().filter(role_id=Role.ADMIN).exclude(pk=without.pk)
    if not others.exists():
        raise LastAdmin(_("%s is the only admin. Make somebody else an admin first.") % without)
