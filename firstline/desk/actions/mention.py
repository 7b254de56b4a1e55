"""Naming colleagues in a note: who is meant, whether they may read it, and that they hear of it."""

from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import gettext as _

from firstline.desk.actions.follow import begin_to_follow
from firstline.desk.errors import CannotMention
from firstline.desk.events import AgentMentioned
from firstline.desk.models import Mention, Message, Ticket
from firstline.desk.sight import those_who_may_hear
from firstline.platform.events.actors import Actor
from firstline.platform.events.publishing import publish
from firstline.platform.html import mentions_in
from firstline.team.models import Agent, AgentGroup

MOST_MENTIONED = 200


def colleagues_in(html: str, *, ticket: Ticket) -> list[Agent]:
    """Whom the note mentions. Refused when one of them may not see the ticket.

    A group stands for those of its members who may: the others are not asked for by name.
    """
    agent_ids, group_ids = _meant(html)
    if not agent_ids and not group_ids:
        return []
    meant = Q(pk__in=agent_ids) | Q(memberships__group__in=group_ids)
    found = Agent.objects.active().filter(meant).distinct().select_related("person")
    insiders = those_who_may_hear(ticket, found.order_by("pk")[:MOST_MENTIONED])
    inside = {agent.pk for agent in insiders}
    outsiders = [agent for agent in found if agent.pk in set(agent_ids) - inside]
    if outsiders:
        raise CannotMention(
            _("%(names)s cannot see this ticket. Move it to a group of theirs, or ask otherwise.")
            % {"names": ", ".join(str(agent) for agent in outsiders)}
        )
    groups_without = set(group_ids) - _groups_of(insiders, group_ids)
    if groups_without:
        names = AgentGroup.objects.filter(pk__in=groups_without).order_by("name")
        if names:
            raise CannotMention(
                _("Nobody in %(names)s can see this ticket.")
                % {"names": ", ".join(str(group) for group in names)}
            )
    return insiders


def mention_colleagues(
    message: Message, agents: Sequence[Agent], *, ticket: Ticket, by: Actor
) -> None:
    """Note whom the message mentions, each once and never its author, and tell them."""
    others = [agent for agent in agents if agent.pk != by.person_id]
    Mention.objects.bulk_create(
        Mention(message=message, agent=agent, at=message.created_at) for agent in others
    )
    begin_to_follow(ticket, others)
    for agent in others:
        publish(AgentMentioned(ticket=ticket, message=message, agent=agent, by=by))


def _meant(html: str) -> tuple[list[int], list[int]]:
    found = mentions_in(html)
    agents = sorted(ident for kind, ident in found if kind == "agent")
    return agents, sorted(ident for kind, ident in found if kind == "group")


def _groups_of(agents: Sequence[Agent], group_ids: Sequence[int]) -> set[int]:
    inside = AgentGroup.objects.filter(pk__in=group_ids, agents__in=agents)
    return set(inside.values_list("pk", flat=True))
