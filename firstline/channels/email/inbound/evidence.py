"""Which ticket a mail belongs to, by what can be shown; subjects prove nothing (T12)."""

from collections.abc import Iterator
from dataclasses import dataclass

from firstline.channels.email.addresses import ticket_id_for
from firstline.channels.email.inbound.reasons import Reason
from firstline.channels.email.models import InboundMail, OutboundMail
from firstline.channels.email.reading import ParsedMail
from firstline.desk.actions import where_it_lives
from firstline.desk.models import Ticket
from firstline.platform.accounts.addresses import normalised
from firstline.platform.accounts.models import Identity
from firstline.team.models import Agent

MOST_MENTIONS = 50


@dataclass(frozen=True)
class Evidence:
    """A ticket that the mail points to, and how."""

    ticket: Ticket
    reason: Reason


def find_evidence(mail: InboundMail, parsed: ParsedMail) -> Iterator[Evidence]:
    """The tickets that the mail points to, strongest evidence first; where they live on now."""
    for ticket_id, reason in _pointers(mail, parsed):
        ticket = Ticket.objects.select_related("requester__person").filter(pk=ticket_id).first()
        if ticket is not None:
            yield Evidence(where_it_lives(ticket), reason)


def takes_part(address: str, ticket: Ticket) -> bool:
    """Whether this is an address of the requester or of someone in copy."""
    owner = Identity.objects.at(address).values_list("person_id", flat=True).first()
    if owner is None:
        return False
    return owner == ticket.requester_id or ticket.participants.filter(customer=owner).exists()


def is_agents(address: str) -> bool:
    return (
        Agent.objects.active()
        .filter(person__in=Identity.objects.at(address).values("person"))
        .exists()
    )


def mentions(parsed: ParsedMail) -> list[str]:
    """What it answers first, then the thread from its end to its beginning."""
    ids = dict.fromkeys([*parsed.in_reply_to, *reversed(parsed.references)])
    return list(ids)[:MOST_MENTIONS]


def envelope_addresses(mail: InboundMail, parsed: ParsedMail) -> list[str]:
    """Everywhere the mail was sent to, as far as can be seen, the envelope first."""
    headers = (*parsed.to, *parsed.cc)
    every = (*mail.envelope_recipients, *parsed.delivered_to, *(one.address for one in headers))
    return list(dict.fromkeys(normalised(address) for address in every))


def _pointers(mail: InboundMail, parsed: ParsedMail) -> Iterator[tuple[int, Reason]]:
    yield from _moved_since(parsed)
    for address in envelope_addresses(mail, parsed):
        ticket_id = ticket_id_for(address) if "+" in address else None
        if ticket_id is not None:
            yield ticket_id, Reason("signed_address", str(ticket_id))
    ids = mentions(parsed)
    ours = OutboundMail.objects.filter(internet_message_id__in=ids, ticket__isnull=False)
    theirs = InboundMail.objects.filter(internet_message_id__in=ids, ticket__isnull=False)
    for mails, code in ((ours, "answers_our_mail"), (theirs, "answers_received_mail")):
        tickets = dict(mails.values_list("internet_message_id", "ticket_id"))
        for one in ids:
            if one in tickets:
                yield tickets[one], Reason(code, one)
    if parsed.message_id:
        # Answers can overtake what they answer.
        later = InboundMail.objects.filter(
            mentions__contains=[parsed.message_id], ticket__isnull=False
        )
        for ticket_id in later.order_by("pk").values_list("ticket_id", flat=True)[:3]:
            yield ticket_id, Reason("answered_by_received_mail")


def _moved_since(parsed: ParsedMail) -> Iterator[tuple[int, Reason]]:
    """What it answers may have gone to another ticket than its signed address names."""
    answered = OutboundMail.objects.filter(
        internet_message_id__in=parsed.in_reply_to, ticket__isnull=False
    ).exclude(reply_to="")
    for one, ticket_id, address in answered.values_list(
        "internet_message_id", "ticket_id", "reply_to"
    ):
        if ticket_id_for(address) != ticket_id:
            yield ticket_id, Reason("answers_our_mail", one)
