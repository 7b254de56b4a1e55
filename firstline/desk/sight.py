"""Which colleagues may know of a ticket: the one rule of `visible_to`, asked for several people."""

from collections.abc import Collection

from firstline.desk.models import Ticket
from firstline.team.models import Agent, AgentQuerySet


def those_who_see(ticket: Ticket, agents: AgentQuerySet) -> list[Agent]:
    """Of some agents, those who may see the ticket. One short query for each: ask for few."""
    return [agent for agent in agents.with_hidden_groups() if _may_see(agent, ticket)]


def those_who_may_hear(ticket: Ticket, agents: AgentQuerySet) -> list[Agent]:
    """Of some agents, those who may be called to the ticket: from then on it is theirs as well.

    A restricted group stays closed to them; a role that shows only one's own tickets does not.
    """
    found = agents.with_hidden_groups()
    return [agent for agent in found if ticket.group_id not in agent.hidden_group_ids]


def own_unsolved(agents: Collection[Agent]) -> dict[int, frozenset[int]]:
    """The unsolved tickets that are each one's own, as a narrowed role shows them: one query."""
    people = [agent.pk for agent in agents]
    if not people:
        return {}
    unsolved = Ticket.objects.filter(removed_at__isnull=True).unsolved()
    assigned = unsolved.filter(assignee__in=people).values_list("assignee_id", "pk")
    asked = unsolved.filter(requester__in=people).values_list("requester_id", "pk")
    followed = unsolved.filter(followers__agent__in=people)
    called = unsolved.filter(messages__mentions__agent__in=people)
    found: dict[int, set[int]] = {person: set() for person in people}
    for person, ticket in assigned.union(
        asked,
        followed.values_list("followers__agent_id", "pk"),
        called.values_list("messages__mentions__agent_id", "pk"),
    ):
        if person in found:
            found[person].add(ticket)
    return {person: frozenset(tickets) for person, tickets in found.items()}


def _may_see(agent: Agent, ticket: Ticket) -> bool:
    return bool(Ticket.objects.visible_to(agent, removed=True).filter(pk=ticket.pk).exists())
