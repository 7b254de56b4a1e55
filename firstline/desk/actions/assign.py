from django.db import transaction
from django.utils.translation import gettext as _

from firstline.desk import course, rules
from firstline.desk.actions.conversation import locked
from firstline.desk.errors import CannotAssign
from firstline.desk.events import TicketAssigned, TicketMoved
from firstline.desk.models import Ticket
from firstline.platform.clock import now
from firstline.platform.events.actors import Actor
from firstline.platform.events.publishing import publish
from firstline.team.models import Agent, AgentGroup
from firstline.team.rights import Right
from firstline.team.rules import must

_OF_ASSIGNMENT = ("assignee", "assigned_at", "agent_stations", "updated_at")


@transaction.atomic
def assign(ticket: Ticket, *, to: Agent | None, by: Actor) -> Ticket:
    """Hand the ticket to an agent, or back to everybody when `to` is None."""
    ticket = locked(ticket)
    rules.must_assign(by, ticket, to=to)
    rules.must_be_open(ticket)
    previous = ticket.assignee
    if previous == to:
        return ticket
    if to is not None:
        _must_be_able_to_take(ticket, to)

    course.change_assignee(ticket, to, at=now())
    ticket.save(update_fields=_OF_ASSIGNMENT)
    publish(TicketAssigned(ticket=ticket, previous=previous, by=by))
    return ticket


@transaction.atomic
def move_to_group(ticket: Ticket, *, group: AgentGroup | None, by: Actor) -> Ticket:
    """Give the ticket to a group. An assignee who may not see it there loses it."""
    ticket = locked(ticket)
    must(by, Right.ASSIGN)
    rules.must_be_open(ticket)
    previous = ticket.group
    if previous == group:
        return ticket

    at, assignee = now(), ticket.assignee
    course.change_group(ticket, group, at=at)
    loses = assignee is not None and group is not None and group.pk in assignee.hidden_group_ids
    if loses:
        course.change_assignee(ticket, None, at=at)
    ticket.save(update_fields=["group", "group_stations", *_OF_ASSIGNMENT])
    publish(TicketMoved(ticket=ticket, previous=previous, by=by))
    if loses:
        publish(TicketAssigned(ticket=ticket, previous=assignee, by=by))
    return ticket


def _must_be_able_to_take(ticket: Ticket, agent: Agent) -> None:
    if not agent.may(Right.EDIT) or not agent.person.is_active:
        raise CannotAssign(_("%s cannot take tickets. Choose another agent.") % agent)
    if ticket.group_id in agent.hidden_group_ids:
        raise CannotAssign(
            _("%s cannot see tickets of this group. Choose one of its members.") % agent
        )
