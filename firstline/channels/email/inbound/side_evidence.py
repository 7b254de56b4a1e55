"""Which side conversation a mail answers."""

from dataclasses import dataclass

from django.db.models import Q

from firstline.channels.email.addresses import (
    outbound_mail_id_for,
    side_conversation_id_for,
    ticket_id_for,
)
from firstline.channels.email.inbound.evidence import envelope_addresses, mentions
from firstline.channels.email.inbound.reasons import Reason
from firstline.channels.email.models import InboundMail, OutboundMail
from firstline.channels.email.reading import ParsedMail
from firstline.side_conversations.models import SideConversation


@dataclass(frozen=True)
class SideEvidence:
    conversation: SideConversation
    reason: Reason


def find_side_conversation(mail: InboundMail, parsed: ParsedMail) -> SideEvidence | None:
    """By its signed address, where its mail came from, or what the mail answers.

    Whoever forwards such a mail into a ticket, to the ticket's own address, means the ticket.
    """
    addresses = [one for one in envelope_addresses(mail, parsed) if "+" in one]
    for address in addresses:
        found = _at(address)
        if found is not None:
            return found
    if any(ticket_id_for(address) is not None for address in addresses):
        return None
    return _answered(mentions(parsed))


def _at(address: str) -> SideEvidence | None:
    ident = side_conversation_id_for(address)
    return _found(ident if ident is not None else _at_return_path(address), "side_address")


def _at_return_path(address: str) -> int | None:
    """Notes of absence go to where a mail came from, if they go by the rules."""
    mail_id = outbound_mail_id_for(address)
    if mail_id is None:
        return None
    sent = OutboundMail.objects.filter(pk=mail_id, side_message__isnull=False)
    return sent.values_list("side_message__conversation", flat=True).first()


def _found(ident: int | None, code: str, detail: str = "") -> SideEvidence | None:
    if ident is None:
        return None
    conversation = SideConversation.objects.filter(pk=ident).first()
    if conversation is None:
        return None
    return SideEvidence(conversation, Reason(code, detail or str(ident)))


def _answered(ids: list[str]) -> SideEvidence | None:
    """The first mail that it names and we know decides: of a side conversation, or of a ticket."""
    received = InboundMail.objects.filter(
        Q(ticket__isnull=False) | Q(side_message__isnull=False), internet_message_id__in=ids
    )
    sent = OutboundMail.objects.filter(internet_message_id__in=ids)
    columns = ("internet_message_id", "side_message__conversation")
    # What we sent last: nobody else's mail may claim its name.
    known = {**dict(received.values_list(*columns)), **dict(sent.values_list(*columns))}
    first = next((one for one in ids if one in known), "")
    return _found(known.get(first), "answers_side_mail", first)
