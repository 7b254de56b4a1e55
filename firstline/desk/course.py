"""What a ticket knows of its own course: changed by every verb in the same way. No database."""

from datetime import datetime

from firstline.desk import rules
from firstline.desk.models import Ticket, TicketStatus
from firstline.platform.events.actors import Actor
from firstline.team.models import Agent, AgentGroup

# What a change of status may touch, for `save(update_fields=…)`.
OF_STATUS = (
    "status",
    "custom_status",
    "status_changed_at",
    "solved_at",
    "solved_by",
    "waiting_since",
    "reopens",
    "updated_at",
)


def enter_status(ticket: Ticket, status: str, *, by: Actor, at: datetime) -> None:
    """The ticket has another status; nothing happens when it is the same."""
    ticket.updated_at = at
    if status == ticket.status:
        return
    was_solved, ticket.status = not ticket.is_unsolved, status
    ticket.custom_status = None
    ticket.status_changed_at = at
    if ticket.is_unsolved:
        ticket.solved_at = ticket.solved_by = None
        ticket.reopens += was_solved
        return
    ticket.solved_at = ticket.solved_at or at
    ticket.waiting_since = None
    if isinstance(by, Agent) and status == TicketStatus.SOLVED:
        ticket.solved_by = by


def change_assignee(ticket: Ticket, to: Agent | None, *, at: datetime) -> None:
    ticket.assignee = to
    ticket.updated_at = at
    ticket.assigned_at = at if to else None
    ticket.agent_stations += to is not None


def change_group(ticket: Ticket, to: AgentGroup | None, *, at: datetime) -> None:
    ticket.group = to
    ticket.updated_at = at
    ticket.group_stations += to is not None


def hear_customer(ticket: Ticket, *, at: datetime) -> None:
    """A customer spoke last: somebody owes an answer, and the ticket is out of its snooze."""
    ticket.waiting_since = rules.waiting_after_customer(ticket.waiting_since, at)
    ticket.customer_acted_at = at
    wake(ticket)


def answer_customer(ticket: Ticket, *, at: datetime) -> None:
    ticket.waiting_since = None
    ticket.assignee_acted_at = at
    ticket.replies += 1


def wake(ticket: Ticket) -> None:
    """Back in sight."""
    ticket.is_snoozed = False
    ticket.snoozed_until = ticket.snoozed_by = None
