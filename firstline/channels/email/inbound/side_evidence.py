"""Which side conversation a mail answers."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Q

from firstline.channels.email.addresses import (
    outbound_mail_id_for,
    side_conversation_id_for,
    ticket_id_for,
)
from firstline.channels.email.inbound.evidence import (
    envelope_addresses,
    mentions,
    takes_part,
)
from firstline.channels.email.inbound.reasons import Reason
from firstline.channels.email.models import Fate, InboundMail, OutboundMail
from firstline.channels.email.reading import ParsedMail
from firstline.desk.actions import where_it_lives
from firstline.desk.models import Ticket
from firstline.platform.accounts.addresses import normalised
from firstline.side_conversations.models import SideConversation

_COLUMNS = ("internet_message_id", "side_message__conversation")


@dataclass(frozen=True)
class SideEvidence:
    conversation: SideConversation
    reason: Reason


def find_side_conversation(mail: InboundMail, parsed: ParsedMail) -> SideEvidence | None:
    """By its signed address, where its mail came from, or what the mail answers.

    Whoever forwards such a mail into a ticket, to the ticket's own address, means the ticket. So
    does who takes part in the ticket, although they write to the side as well.
    """
    addresses = [one for one in envelope_addresses(mail, parsed) if "+" in one]
    of_tickets = [ident for ident in map(ticket_id_for, addresses) if ident is not None]
    if of_tickets and _takes_part_in_one(parsed, of_tickets):
        return None
    for address in addresses:
        found = _at(address)
        if found is not None:
            return found
    if of_tickets:
        return None
    return _answered(parsed)


def _takes_part_in_one(parsed: ParsedMail, idents: list[int]) -> bool:
    assert parsed.sender is not None
    tickets = Ticket.objects.filter(pk__in=idents)
    sender = parsed.sender.address
    return any(takes_part(sender, where_it_lives(ticket)) for ticket in tickets)


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


def _answered(parsed: ParsedMail) -> SideEvidence | None:
    """The first mail that it names and we know decides: of a side conversation, or of a ticket.

    Whoever saw such a mail can name it, so this counts only from who was written to (T12).
    """
    ids = mentions(parsed)
    known = {**_received(ids), **_sent(ids)}  # Nobody else's mail may claim a name of ours.
    first = next((one for one in ids if one in known), "")
    found = _found(known.get(first), "answers_side_mail", first)
    assert parsed.sender is not None
    if found and normalised(parsed.sender.address) in found.conversation.addresses:
        return found
    return None


def _sent(ids: list[str]) -> dict[str, int | None]:
    sent = OutboundMail.objects.filter(internet_message_id__in=ids)
    return dict(sent.values_list(*_COLUMNS))


def _received(ids: list[str]) -> dict[str, int | None]:
    """Outsiders choose these names: one that several mails bear tells nothing."""
    received = InboundMail.objects.filter(
        Q(ticket__isnull=False) | Q(side_message__isnull=False), internet_message_id__in=ids
    ).exclude(fate=Fate.DUPLICATE)
    rows = list(received.values_list(*_COLUMNS))
    borne = Counter(name for name, _conversation in rows)
    return {name: conversation for name, conversation in rows if borne[name] == 1}
