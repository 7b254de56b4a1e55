"""Who gets a public reply, and who never gets one."""

from collections.abc import Iterable, Mapping, Sequence

from firstline.channels.email.addresses import is_robot, own_addresses
from firstline.channels.email.header_values import one_line
from firstline.channels.email.outbound.written_from import written_from
from firstline.desk.models import Ticket
from firstline.desk.recipients import AS_EVER, Deviation, Recipients, carries_replies
from firstline.platform.accounts.models import Identity, Person


@carries_replies
def recipients_of(ticket: Ticket, deviation: Deviation = AS_EVER) -> Recipients:
    """The requester, with the participants in copy, and what the writer changed for this reply.

    The desk's own addresses are neither, not even when a forwarder made them so; and a program is
    answered when it asked itself, but never copied. Nobody gets a reply twice. Who has several
    addresses is answered at the one they wrote from last.
    """
    requester = ticket.requester.person
    participants = Person.objects.filter(customer__participations__ticket=ticket).order_by(
        "customer__participations__pk"
    )
    names = _names_of([*deviation.cc, *deviation.bcc])
    used = written_from(ticket)
    to = _rows([requester], used)
    cc = [*_rows(participants, used), *_named(deviation.cc, names)]
    bcc = _named(deviation.bcc, names)
    never = own_addresses(row["address"] for row in (*to, *cc, *bcc)) | {*deviation.left_out}
    to = _without(never, to)
    cc = _without(never | _addresses(to), _people(cc))
    return Recipients(to, cc, _without(never | _addresses(to) | _addresses(cc), _people(bcc)))


def _rows(people: Iterable[Person], used: Mapping[int, str]) -> list[dict[str, str]]:
    addressed = [(person, used.get(person.pk) or person.email) for person in people]
    return [
        {"name": one_line(person.name, 200), "address": address}
        for person, address in addressed
        if address
    ]


def _names_of(addresses: Sequence[str]) -> dict[str, str]:
    """The names that the desk knows: what a page or a mail calls somebody is only a claim."""
    if not addresses:
        return {}
    known = Identity.objects.addresses().filter(value__in=addresses)
    return dict(known.values_list("value", "person__name"))


def _named(addresses: Sequence[str], names: dict[str, str]) -> list[dict[str, str]]:
    return [
        {"name": one_line(names.get(address, ""), 200), "address": address} for address in addresses
    ]


def _people(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    return [row for row in rows if not is_robot(row["address"])]


def _without(addresses: set[str], rows: list[dict[str, str]]) -> list[dict[str, str]]:
    unique: dict[str, dict[str, str]] = {}
    for row in rows:
        if row["address"] not in addresses:
            unique.setdefault(row["address"], row)
    return list(unique.values())


def _addresses(rows: list[dict[str, str]]) -> set[str]:
    return {row["address"] for row in rows}
