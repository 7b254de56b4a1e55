"""A ticket that was merged lives on in another one, and that one perhaps in a third."""

from django.db import transaction

from firstline.desk.actions.conversation import locked
from firstline.desk.models import Ticket


class _LivesElsewhere(Exception):
    """Takes the transaction back to where the row was not held yet."""


def where_it_lives(ticket: Ticket) -> Ticket:
    """The ticket itself, or the one that its messages went to."""
    while ticket.merged_into is not None:
        ticket = ticket.merged_into
    return ticket


def locked_where_it_lives(ticket: Ticket) -> Ticket:
    """That ticket as it is now, with its row held, and no row of those that lead there.

    Who merges holds several rows in the order of their numbers; holding one on the way to another
    would block that.
    """
    while True:
        ticket = where_it_lives(ticket)
        try:
            return _locked_if_it_lives(ticket)
        except _LivesElsewhere:
            # Merged a moment ago.
            ticket.refresh_from_db(fields=["merged_into"])


@transaction.atomic
def _locked_if_it_lives(ticket: Ticket) -> Ticket:
    ticket = locked(ticket)
    if ticket.merged_into_id is not None:
        raise _LivesElsewhere
    return ticket
