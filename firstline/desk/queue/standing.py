"""The views of the queue that everybody has."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from firstline.desk.models import Mention, Removal
from firstline.desk.models.ticket import TicketQuerySet
from firstline.desk.queue.orders import (
    LAST_REMOVED_FIRST,
    LAST_SOLVED_FIRST,
    LONGEST_WAITING_FIRST,
)
from firstline.desk.queue.view import QueueView
from firstline.platform.conditions.condition import Condition, Conditions
from firstline.team.models import Agent, AgentGroup

DEFAULT = "unsolved"
GROUP = "group-"

_UNSOLVED = Condition("status", "less_than", "solved")
_NEW_MAIL = _("New mail from customers shows up here by itself.")


def _where_mentioned(tickets: TicketQuerySet, agent: Agent) -> TicketQuerySet:
    mentions = Mention.objects.filter(agent=agent).order_by("-at")
    return tickets.filter(pk__in=mentions.values("message__ticket"))


def _solved_by(tickets: TicketQuerySet, agent: Agent) -> TicketQuerySet:
    return tickets.filter(solved_by=agent, solved_at__isnull=False)


def _snoozed(tickets: TicketQuerySet, agent: Agent) -> TicketQuerySet:
    return tickets.filter(is_snoozed=True)


def _removed_as(removal: Removal) -> Callable[[TicketQuerySet, Agent], TicketQuerySet]:
    return lambda tickets, _agent: tickets.filter(removed_as=removal, removed_at__isnull=False)


MINE = QueueView(
    key="mine",
    title=_("Mine"),
    icon="user-round",
    conditions=Conditions((_UNSOLVED, Condition("assignee_id", "is", "current_user"))),
    shortcut="g m",
    empty_title=_("Nothing is assigned to you"),
    empty_text=_("Take a ticket from Unassigned, or enjoy the quiet."),
)
UNASSIGNED = QueueView(
    key="unassigned",
    title=_("Unassigned"),
    icon="inbox",
    conditions=Conditions((_UNSOLVED, Condition("assignee_id", "is", None))),
    shortcut="g u",
    empty_title=_("Every ticket has an owner"),
    empty_text=_NEW_MAIL,
)
# Shown first, and then those of the agent's own groups.
FIRST_VIEWS = (MINE, UNASSIGNED)
FURTHER_VIEWS = (
    QueueView(
        key="unsolved",
        title=_("All unsolved"),
        icon="layers",
        conditions=Conditions((_UNSOLVED,)),
        shortcut="g i",
        empty_title=_("Everything is solved"),
        empty_text=_NEW_MAIL,
    ),
    QueueView(
        key="waiting",
        title=_("Waiting longest"),
        icon="hourglass",
        conditions=Conditions((_UNSOLVED,)),
        narrow=lambda tickets, _agent: tickets.filter(waiting_since__isnull=False),
        order=LONGEST_WAITING_FIRST,
        shortcut="g w",
        empty_title=_("Nobody is waiting for an answer"),
        empty_text=_("The customer who has waited longest would be first here."),
    ),
    QueueView(
        key="pending",
        title=pgettext_lazy("view of tickets", "Pending"),
        icon="clock",
        conditions=Conditions((Condition("status", "is", "pending"),)),
        shortcut="g p",
        empty_title=_("No ticket waits for a customer"),
        empty_text=_("Set a ticket to Pending when the next step is the customer's."),
    ),
    QueueView(
        key="mentions",
        title=_("Mentions"),
        icon="at-sign",
        narrow=_where_mentioned,
        hides_snoozed=False,
        is_counted=False,
        shortcut="g n",
        empty_title=_("Nobody has mentioned you yet"),
        empty_text=_("When a colleague writes @ and your name in a note, the ticket is here."),
    ),
    QueueView(
        key="snoozed",
        title=_("Snoozed"),
        icon="alarm-clock",
        narrow=_snoozed,
        hides_snoozed=False,
        shortcut="g z",
        empty_title=_("Nothing is snoozed"),
        empty_text=_("Snooze a ticket with z, and it comes back when you want it."),
    ),
)
LAST_VIEWS = (
    QueueView(
        key="updated",
        title=_("Recently updated"),
        icon="activity",
        hides_snoozed=False,
        is_counted=False,
        shortcut="g r",
        empty_title=_("There are no tickets yet"),
        empty_text=_("Mail to your support address becomes a ticket here."),
    ),
    QueueView(
        key="solved-by-me",
        title=_("Solved by me"),
        icon="trophy",
        narrow=_solved_by,
        hides_snoozed=False,
        order=LAST_SOLVED_FIRST,
        is_counted=False,
        shortcut="g y",
        empty_title=_("You have not solved a ticket yet"),
        empty_text=_("Your solved tickets gather here."),
    ),
    QueueView(
        key="solved",
        title=pgettext_lazy("view of tickets", "Solved"),
        icon="circle-check",
        conditions=Conditions((Condition("status", "greater_than", "hold"),)),
        hides_snoozed=False,
        is_counted=False,
        shortcut="g s",
        empty_title=_("Nothing has been solved yet"),
    ),
    QueueView(
        key="all",
        title=_("All tickets"),
        icon="archive",
        hides_snoozed=False,
        is_counted=False,
        shortcut="g a",
        empty_title=_("There are no tickets yet"),
        empty_text=_("Mail to your support address becomes a ticket here."),
    ),
    QueueView(
        key="spam",
        title=_("Spam"),
        icon="shield-alert",
        narrow=_removed_as(Removal.SPAM),
        of_removed=True,
        hides_snoozed=False,
        order=LAST_REMOVED_FIRST,
        is_counted=False,
        empty_title=_("No spam"),
        empty_text=_("What you mark as spam waits here, in case it was none."),
    ),
    QueueView(
        key="bin",
        title=_("Bin"),
        icon="trash-2",
        narrow=_removed_as(Removal.BIN),
        of_removed=True,
        hides_snoozed=False,
        order=LAST_REMOVED_FIRST,
        is_counted=False,
        empty_title=_("The bin is empty"),
        empty_text=_("What you delete waits here, and can be restored."),
    ),
)
BY_KEY = {view.key: view for view in (*FIRST_VIEWS, *FURTHER_VIEWS, *LAST_VIEWS)}


def view_of_group(group: AgentGroup) -> QueueView:
    return QueueView(
        key=f"{GROUP}{group.pk}",
        title=group.name,
        icon="users",
        conditions=Conditions((_UNSOLVED, Condition("group_id", "is", str(group.pk)))),
        empty_title=_("This group has no unsolved tickets"),
        empty_text=_("Tickets that are moved to the group show up here by themselves."),
    )
