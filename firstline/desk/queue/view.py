from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.functional import Promise

from firstline.desk.models import Ticket
from firstline.desk.models.ticket import TicketQuerySet
from firstline.desk.queue.orders import NEWEST_FIRST, Grouping, Order
from firstline.desk.vocabulary import TICKETS, perspective_of
from firstline.platform.conditions.condition import Conditions
from firstline.team.models import Agent

Words = str | Promise
Choice = Callable[[TicketQuerySet, Agent], TicketQuerySet]


@dataclass(frozen=True)
class QueueView:
    """A way of looking at the queue: which tickets, in which order."""

    key: str
    title: Words
    icon: str
    conditions: Conditions = field(default_factory=Conditions)
    order: Order = NEWEST_FIRST
    grouping: Grouping | None = None
    # Beyond the conditions, for what they have no words for.
    narrow: Choice | None = field(default=None, repr=False)
    # The bin and spam: what is nowhere else.
    of_removed: bool = False
    hides_snoozed: bool = True
    # The number of all tickets ever solved helps nobody.
    is_counted: bool = True
    shortcut: str = ""
    # What a table of it shows, by the names of columns; none where it is no table.
    columns: tuple[str, ...] = ()
    # What an empty list means here, and what to do next.
    empty_title: Words = ""
    empty_text: Words = ""
    # The row it was made from; None for those that every desk has.
    saved_id: int | None = None

    def tickets(self, agent: Agent, more: Conditions | None = None) -> TicketQuerySet:
        """The tickets of this view that the agent may see, not yet in order."""
        tickets: TicketQuerySet = Ticket.objects.visible_to(agent, removed=self.of_removed)
        if not self.of_removed:
            tickets = tickets.living()
        asked = [conditions for conditions in (self.conditions, more) if conditions]
        if self.hides_snoozed and not any(each.names("is_snoozed") for each in asked):
            tickets = tickets.filter(is_snoozed=False)
        if self.narrow is not None:
            tickets = self.narrow(tickets, agent)
        for conditions in asked:
            tickets = tickets.filter(TICKETS.query(conditions, perspective_of(agent)))
        return tickets

    @property
    def can_be_saved(self) -> bool:
        """Whether its conditions say all of it."""
        return self.narrow is None and not self.of_removed
