"""The views of the queue that everybody has: which tickets, in which order."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from firstline.desk.models import Ticket, TicketStatus
from firstline.desk.models.ticket import TicketQuerySet
from firstline.team.models import Agent, AgentGroup

Words = str | Promise
Choice = Callable[[TicketQuerySet, Agent], TicketQuerySet]


@dataclass(frozen=True)
class Order:
    """What a view is sorted by; the id decides between equals, so that pages never overlap."""

    field: str
    descending: bool


NEWEST_FIRST = Order("updated_at", descending=True)
LONGEST_WAITING_FIRST = Order("waiting_since", descending=False)


@dataclass(frozen=True)
class StandingView:
    key: str
    title: Words
    icon: str
    choose: Choice = field(repr=False)
    order: Order = NEWEST_FIRST
    # The number of all tickets ever solved helps nobody.
    is_counted: bool = True
    shortcut: str = ""
    # What an empty list means here, and what to do next.
    empty_title: Words = ""
    empty_text: Words = ""

    def tickets(self, agent: Agent) -> TicketQuerySet:
        """The tickets of this view that the agent may see, not yet in order."""
        return self.choose(Ticket.objects.visible_to(agent), agent)


DEFAULT = "unsolved"
_GROUP = "group-"
_LARGEST_ID = 2**63 - 1

STANDING_VIEWS = (
    StandingView(
        key="mine",
        title=_("Mine"),
        icon="user-round",
        choose=lambda tickets, agent: tickets.unsolved().assigned_to(agent),
        shortcut="g m",
        empty_title=_("Nothing is assigned to you"),
        empty_text=_("Take a ticket from Unassigned, or enjoy the quiet."),
    ),
    StandingView(
        key="unassigned",
        title=_("Unassigned"),
        icon="inbox",
        choose=lambda tickets, agent: tickets.unsolved().unassigned(),
        shortcut="g u",
        empty_title=_("Every ticket has an owner"),
        empty_text=_("New mail from customers shows up here by itself."),
    ),
    StandingView(
        key="unsolved",
        title=_("All unsolved"),
        icon="layers",
        choose=lambda tickets, agent: tickets.unsolved(),
        shortcut="g i",
        empty_title=_("Everything is solved"),
        empty_text=_("New mail from customers shows up here by itself."),
    ),
    StandingView(
        key="waiting",
        title=_("Waiting longest"),
        icon="hourglass",
        choose=lambda tickets, agent: tickets.unsolved().filter(waiting_since__isnull=False),
        order=LONGEST_WAITING_FIRST,
        shortcut="g w",
        empty_title=_("Nobody is waiting for an answer"),
        empty_text=_("The customer who has waited longest would be first here."),
    ),
    StandingView(
        key="pending",
        title=pgettext_lazy("view of tickets", "Pending"),
        icon="clock",
        choose=lambda tickets, agent: tickets.filter(status=TicketStatus.PENDING),
        shortcut="g p",
        empty_title=_("No ticket waits for a customer"),
        empty_text=_("Set a ticket to Pending when the next step is the customer's."),
    ),
    StandingView(
        key="solved",
        title=pgettext_lazy("view of tickets", "Solved"),
        icon="circle-check",
        choose=lambda tickets, agent: tickets.solved(),
        is_counted=False,
        shortcut="g s",
        empty_title=_("Nothing has been solved yet"),
    ),
    StandingView(
        key="all",
        title=_("All tickets"),
        icon="archive",
        choose=lambda tickets, agent: tickets,
        is_counted=False,
        shortcut="g a",
        empty_title=_("There are no tickets yet"),
        empty_text=_("Mail to your support address becomes a ticket here."),
    ),
)

_BY_KEY = {view.key: view for view in STANDING_VIEWS}


def views_of(agent: Agent) -> list[StandingView]:
    """Everybody's views, with one for each of the agent's groups after Unassigned."""
    groups = AgentGroup.objects.filter(agents=agent).order_by("name")
    return [*STANDING_VIEWS[:2], *map(_view_of_group, groups), *STANDING_VIEWS[2:]]


def chosen_view(key: str, agent: Agent) -> StandingView:
    """The view of that key; the usual one for a key that this agent does not have."""
    group_id = key.removeprefix(_GROUP)
    if key.startswith(_GROUP) and group_id.isdecimal():
        group = AgentGroup.objects.filter(agents=agent, pk=min(int(group_id), _LARGEST_ID)).first()
        if group is not None:
            return _view_of_group(group)
    return _BY_KEY.get(key, _BY_KEY[DEFAULT])


def _view_of_group(group: AgentGroup) -> StandingView:
    return StandingView(
        key=f"{_GROUP}{group.pk}",
        title=group.name,
        icon="users",
        choose=lambda tickets, agent: tickets.unsolved().filter(group=group),
        empty_title=_("This group has no unsolved tickets"),
        empty_text=_("Tickets that are moved to the group show up here by themselves."),
    )
