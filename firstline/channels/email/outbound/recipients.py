"""Who gets a public reply, and who never gets one."""

from collections.abc import Iterable

from firstline.channels.email.addresses import is_robot, own_addresses
from firstline.channels.email.header_values import one_line
from firstline.desk.models import Ticket
from firstline.desk.recipients import Recipients, carries_replies
from firstline.platform.accounts.models import Person


@carries_replies
def recipients_of(ticket: Ticket) -> Recipients:
    """The requester, with the participants in copy.

    The desk's own addresses are neither, not even when a forwarder made them so; and a program is
    answered when it asked itself, but never copied.
    """
    requester = ticket.requester.person
    others = Person.objects.filter(customer__participations__ticket=ticket).order_by(
        "customer__participations__pk"
    )
    copied = [person for person in others if person.email and not is_robot(person.email)]
    own = own_addresses(person.email for person in (requester, *copied) if person.email)
    to = _rows([requester], without=own)
    return Recipients(to=to, cc=_rows(copied, without=own | {row["address"] for row in to}))


def _rows(people: Iterable[Person], *, without: set[str]) -> list[dict[str, str]]:
    unique = {
        person.email: {"name": one_line(person.name, 200), "address": person.email}
        for person in people
        if person.email and person.email not in without
    }
    return list(unique.values())
