"""Who may hear what: the sessions that are still good, and what their agents may know of."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.utils.crypto import constant_time_compare

from firstline.desk.sight import own_unsolved
from firstline.live.hub import Viewer
from firstline.platform.accounts.models import Person
from firstline.platform.clock import now
from firstline.team.models import Agent, AgentGroup, GroupMembership
from firstline.team.rights import Sees


def viewers(session_keys: Collection[str]) -> dict[str, Viewer]:
    """The viewer of each session in which an active agent is signed in.

    A handful of queries for all sessions together, because every open page is checked every few
    seconds. A session is good as `django.contrib.auth.get_user` says.
    """
    contents = _contents(session_keys)
    agents = _agents({_person_id(content) for content in contents.values()} - {None})
    groups = frozenset(AgentGroup.objects.values_list("pk", flat=True))
    narrowed = [agent for agent in agents.values() if agent.sees != Sees.ALL]
    own, shared = own_unsolved(narrowed), _groups_of(narrowed)
    known = {
        agent.pk: replace(
            _viewer(agent, groups), tickets=own.get(agent.pk), own_groups=shared[agent.pk]
        )
        for agent in agents.values()
    }
    return {
        key: known[agent.pk]
        for key, content in contents.items()
        if (agent := agents.get(_person_id(content))) and _is_good(content, agent.person)
    }


def _contents(session_keys: Collection[str]) -> dict[str, dict[str, Any]]:
    store = import_module(settings.SESSION_ENGINE).SessionStore
    rows = store.get_model_class().objects.filter(
        session_key__in=session_keys, expire_date__gt=now()
    )
    return {row.session_key: row.get_decoded() for row in rows}


def _person_id(content: dict[str, Any]) -> int | None:
    ident = content.get(SESSION_KEY)
    return int(ident) if ident is not None else None


def _agents(person_ids: Collection[int | None]) -> dict[int | None, Agent]:
    found = Agent.objects.active().filter(pk__in=person_ids).select_related("person")
    return {agent.pk: agent for agent in found.with_hidden_groups()}


def _is_good(content: dict[str, Any], person: Person) -> bool:
    """Not from before a change of password, and made by a way of signing in that still exists."""
    given = content.get(HASH_SESSION_KEY, "")
    accepted = [person.get_session_auth_hash(), *person.get_session_auth_fallback_hash()]
    return content.get(BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS and any(
        constant_time_compare(given, good) for good in accepted
    )


def _groups_of(narrowed: Collection[Agent]) -> Mapping[int, frozenset[int]]:
    """The groups whose tickets a role shows that does not show all."""
    found: defaultdict[int, frozenset[int]] = defaultdict(frozenset)
    sharing = [agent.pk for agent in narrowed if agent.sees == Sees.GROUPS]
    if sharing:
        rows = GroupMembership.objects.filter(agent__in=sharing).values_list("agent_id", "group_id")
        for agent_id, group_id in rows:
            found[agent_id] |= {group_id}
    return found


def _viewer(agent: Agent, groups: frozenset[int]) -> Viewer:
    if agent.is_admin:
        return Viewer(agent.pk, sees_all=True, groups=frozenset())
    return Viewer(agent.pk, sees_all=False, groups=groups.difference(agent.hidden_group_ids))
