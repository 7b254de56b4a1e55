"""Open pages hear that a ticket changed, and ask again."""

from firstline.desk.models import Ticket
from firstline.platform.nudges import nudge


def tell_pages_of(ticket: Ticket) -> None:
    """Tell those who may see the ticket."""
    tell_groups(ticket, {ticket.group_id})


def tell_of_views() -> None:
    """Everybody's views are asked for again: who sees which is asked then."""
    nudge("views")


def tell_groups(ticket: Ticket, groups: set[int | None]) -> None:
    """Tell the members of the groups; everybody when one of them is None."""
    audience = None if None in groups else [group for group in groups if group is not None]
    nudge("ticket", ticket.pk, groups=audience)
    nudge("tickets", groups=audience)
