"""Whom a side conversation may be had with."""

from collections.abc import Callable, Iterable, Sequence

from django.utils.translation import gettext as _

from firstline.desk.errors import BadValue, NobodyToWriteTo
from firstline.desk.models import Ticket
from firstline.platform.accounts.models import Identity
from firstline.side_conversations.models import SideConversation
from firstline.team.models import Agent

# As many as a ticket copies in (T24).
MOST_PEOPLE = 48
_LONGEST_NAME = 200
# Of so many conversations, the people are offered again.
_LOOKED_AT = 300

OwnAddresses = Callable[[Iterable[str]], set[str]]
_channels: list[OwnAddresses] = []


def knows_own_addresses(channel: OwnAddresses) -> OwnAddresses:
    """Register what tells which addresses are the desk's own: mail to them would go in circles."""
    if channel not in _channels:
        _channels.append(channel)
    return channel


def must_be_outside(ticket: Ticket, addresses: Sequence[str]) -> None:
    """Refuse the desk's own addresses, and those who take part in the ticket itself.

    What is said on the side is not for the customer: it must take more than a slip of the hand.
    """
    if len(addresses) > MOST_PEOPLE:
        raise BadValue(_("At most %d people can be written to at once.") % MOST_PEOPLE)
    for channel in _channels:
        for address in sorted(channel(addresses)):
            raise BadValue(_("%s is an address of this desk.") % address)
    for address in _of_customers(ticket, addresses):
        raise BadValue(
            _("%s takes part in the ticket itself. Write a reply to reach them.") % address
        )


def must_be_somebody(addresses: Sequence[str]) -> None:
    if not addresses:
        raise NobodyToWriteTo(_("Add an address to write to."))


def rows_of(addresses: Sequence[str]) -> list[dict[str, str]]:
    """Name and address of each: names are those that the desk knows."""
    if not addresses:
        return []
    known = dict(
        Identity.objects.addresses()
        .filter(value__in=addresses)
        .values_list("value", "person__name")
    )
    return [
        {"name": " ".join(known.get(one, "").split())[:_LONGEST_NAME], "address": one}
        for one in dict.fromkeys(addresses)
    ]


def written_to_before(typed: str, *, reader: Agent, most: int) -> list[dict[str, str]]:
    """People of side conversations that the reader may see, by name or address, newest first."""
    words = typed.casefold()
    recent = SideConversation.objects.visible_to(reader).order_by("-pk")
    found: dict[str, dict[str, str]] = {}
    for people in recent.values_list("people", flat=True)[:_LOOKED_AT]:
        for row in people:
            if words in f"{row['name']} {row['address']}".casefold():
                found.setdefault(row["address"], row)
    return list(found.values())[:most]


def _of_customers(ticket: Ticket, addresses: Sequence[str]) -> list[str]:
    participants = ticket.participants.values_list("customer_id", flat=True)
    theirs = Identity.objects.addresses().filter(
        value__in=addresses, person__in=[ticket.requester_id, *participants]
    )
    return sorted(theirs.values_list("value", flat=True))
