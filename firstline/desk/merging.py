"""What of the desk follows when people or organisations are merged."""

from typing import Any

from firstline.customers.models import MergeKind
from firstline.customers.moving import Column, Follower, follower, follows, put_in, take_out
from firstline.desk.models import Message, Participant, Ticket

_PARTICIPANTS = Participant._meta.db_table
_OWN = """row.customer_id = %s AND EXISTS (
    SELECT 1 FROM desk_ticket AS ticket
    WHERE ticket.id = row.ticket_id AND ticket.requester_id = %s)"""
_TWICE = """row.customer_id = %s AND EXISTS (
    SELECT 1 FROM desk_participant AS there
    WHERE there.ticket_id = row.ticket_id AND there.customer_id = %s)"""


def _move_participations(source: int, target: int) -> Any:
    """After the tickets: nobody is copied in on their own ticket, or twice on another's."""
    dropped = [
        *take_out(_PARTICIPANTS, _OWN, [source, target]),
        *take_out(_PARTICIPANTS, _OWN, [target, target]),
        *take_out(_PARTICIPANTS, _TWICE, [source, target]),
    ]
    return {"dropped": dropped, "moved": Column(Participant, "customer").reassign(source, target)}


def _move_participations_back(source: int, target: int, moved: Any) -> None:
    Column(Participant, "customer").give_back(source, target, moved["moved"])
    there = Ticket.objects.filter(pk__in=[row["ticket_id"] for row in moved["dropped"]])
    tickets = set(there.values_list("pk", flat=True))
    put_in(_PARTICIPANTS, [row for row in moved["dropped"] if row["ticket_id"] in tickets])


follows(MergeKind.PEOPLE, Ticket, "requester")
follows(MergeKind.PEOPLE, Message, "author")
follower(
    MergeKind.PEOPLE,
    Follower(
        "desk.participant.customer",
        _move_participations,
        _move_participations_back,
        columns=((Participant, "customer"),),
    ),
)
follows(MergeKind.ORGANISATIONS, Ticket, "organisation")
