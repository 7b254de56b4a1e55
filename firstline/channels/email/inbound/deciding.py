"""What shall become of a mail: looks at everything, changes nothing."""

from dataclasses import dataclass, field

from firstline.channels.email.addresses import (
    is_robot,
    outbound_mail_id_for,
    own_addresses,
)
from firstline.channels.email.inbound.evidence import (
    Evidence,
    envelope_addresses,
    find_evidence,
    is_agents,
    takes_part,
)
from firstline.channels.email.inbound.reasons import Reason
from firstline.channels.email.inbound.side_evidence import find_side_conversation
from firstline.channels.email.models import Fate, InboundMail, MailKind, OutboundMail
from firstline.channels.email.reading import Address, ParsedMail
from firstline.channels.email.reading.automatic import LIST
from firstline.customers.queries import is_blocked
from firstline.desk.models import Ticket
from firstline.platform.accounts.addresses import normalised
from firstline.side_conversations.models import SideConversation

MOST_HOPS = 50


@dataclass(frozen=True)
class Verdict:
    """The fate, its reasons, and what is needed to carry it out."""

    fate: Fate
    reasons: list[Reason] = field(default_factory=list)
    # Who speaks, when somebody does.
    author: Address | None = None
    is_unverified: bool = False
    # A web form or another program that speaks for the author.
    is_form: bool = False
    # The ticket it joins, or the one it only refers to.
    ticket: Ticket | None = None
    referred: Ticket | None = None
    reported: OutboundMail | None = None
    # The side conversation that it belongs to, and then to no ticket.
    side: SideConversation | None = None


def decide(mail: InboundMail, parsed: ParsedMail) -> Verdict:
    """The first of these that applies; each says why."""
    return (
        _loop(parsed)
        or _bounce(mail, parsed)
        or _at_return_path_of_notice(mail, parsed)
        or _same_mail(mail, parsed)
        or _unclear_sender(parsed)
        or _on_side(mail, parsed)
        or _message(mail, parsed)
    )


def _loop(parsed: ParsedMail) -> Verdict | None:
    if parsed.hops > MOST_HOPS:
        return Verdict(Fate.LOOP, [Reason("too_many_hops", str(parsed.hops))])
    own = OutboundMail.objects.filter(internet_message_id=parsed.message_id)
    if parsed.message_id and own.exists():
        return Verdict(Fate.LOOP, [Reason("own_mail", parsed.message_id)])
    return None


def _bounce(mail: InboundMail, parsed: ParsedMail) -> Verdict | None:
    if parsed.bounce is None:
        return None
    reported = _reported(mail, parsed)
    if reported is None:
        return Verdict(Fate.BOUNCE, [Reason("bounce_unknown")])
    reason = Reason("bounce", parsed.bounce.recipient or _first_recipient(reported))
    return Verdict(Fate.BOUNCE, [reason], reported=reported, ticket=reported.ticket)


def _reported(mail: InboundMail, parsed: ParsedMail) -> OutboundMail | None:
    """Found by the signed return path, else by the Message-ID that only recipients know (T22)."""
    for address in envelope_addresses(mail, parsed):
        outbound_id = outbound_mail_id_for(address) if "+" in address else None
        if outbound_id is not None:
            return OutboundMail.objects.filter(pk=outbound_id).first()
    assert parsed.bounce is not None
    ids = [one for one in (parsed.bounce.message_id, *parsed.in_reply_to) if one]
    return OutboundMail.objects.filter(internet_message_id__in=ids).first()


def _at_return_path_of_notice(mail: InboundMail, parsed: ParsedMail) -> Verdict | None:
    """Only robots write to where a notice came from; what they say, however oddly, is no message.

    One full mailbox in the team must not become a ticket that sends notices (zammad#4941).
    """
    for address in envelope_addresses(mail, parsed):
        outbound_id = outbound_mail_id_for(address) if "+" in address else None
        if outbound_id is None:
            continue
        notice = OutboundMail.objects.filter(pk=outbound_id, kind=MailKind.NOTICE).first()
        if notice is not None:
            reasons = [Reason("answer_to_notice", address)]
            return Verdict(Fate.AUTOMATIC, reasons, reported=notice)
    return None


def _first_recipient(reported: OutboundMail) -> str:
    return next((row["address"] for row in reported.to), "")


def _same_mail(mail: InboundMail, parsed: ParsedMail) -> Verdict | None:
    """A second delivery by another way; a mail that only shares the Message-ID is another mail."""
    if not parsed.message_id:
        return None
    first = (
        InboundMail.objects.filter(internet_message_id=parsed.message_id, essence=mail.essence)
        .exclude(pk=mail.pk)
        .exclude(fate__in=(Fate.WAITING, Fate.DUPLICATE))
        .without_raw()
        .first()
    )
    if first is None:
        return None
    return Verdict(Fate.DUPLICATE, [Reason("same_mail", str(first.pk))], ticket=first.ticket)


def _unclear_sender(parsed: ParsedMail) -> Verdict | None:
    if parsed.sender is not None:
        return None
    return Verdict(Fate.QUARANTINED, [Reason("no_sender", parsed.sender_problem)])


def _on_side(mail: InboundMail, parsed: ParsedMail) -> Verdict | None:
    """What answers a side conversation is kept there, whoever wrote it, and answered by nobody."""
    found = find_side_conversation(mail, parsed)
    if found is None:
        return None
    assert parsed.sender is not None
    if own_addresses([parsed.sender.address]):
        return Verdict(Fate.LOOP, [found.reason, Reason("own_address", parsed.sender.address)])
    if is_blocked(parsed.sender.address):
        reasons = [found.reason, Reason("blocked", parsed.sender.address)]
        return Verdict(Fate.QUARANTINED, reasons)
    reasons = [found.reason]
    if normalised(parsed.sender.address) not in found.conversation.addresses:
        reasons.append(Reason("not_written_to", parsed.sender.address))
    if parsed.automatic is not None and speaks_by_itself(parsed):
        reasons.append(Reason("automatic", parsed.automatic.reason))
    return Verdict(Fate.SIDE, reasons, author=parsed.sender, side=found.conversation)


def _message(mail: InboundMail, parsed: ParsedMail) -> Verdict:
    author, reasons = _author(parsed)
    if author is None:
        return Verdict(Fate.LOOP, reasons)
    if is_blocked(author.address):
        return Verdict(Fate.QUARANTINED, [*reasons, Reason("blocked", author.address)])
    evidence = list(find_evidence(mail, parsed))
    joined = next((one for one in evidence if takes_part(author.address, one.ticket)), None)
    is_claim = bool(reasons) or is_agents(author.address)
    if joined is not None:
        return _joining(parsed, joined, author, reasons, is_claim=is_claim)
    if evidence and is_agents(author.address) and not evidence[0].ticket.is_closed:
        return Verdict(
            Fate.NOTED,
            [*reasons, evidence[0].reason, Reason("agent_unverified", author.address)],
            author=author,
            is_unverified=True,
            ticket=evidence[0].ticket,
        )
    return _opening(parsed, evidence, author, reasons, is_claim=is_claim)


def _author(parsed: ParsedMail) -> tuple[Address | None, list[Reason]]:
    """Who speaks. A web form sends from our own or a robot's address, for who is in Reply-To."""
    assert parsed.sender is not None
    sender = parsed.sender
    is_own = bool(own_addresses([sender.address]))
    if not is_own and not is_robot(sender.address):
        return sender, []
    others = [one for one in parsed.reply_to if one.address.lower() != sender.address.lower()]
    if len(others) == 1 and not own_addresses([others[0].address]):
        return others[0], [Reason("reply_to_used", others[0].address)]
    return (None, [Reason("own_address", sender.address)]) if is_own else (sender, [])


def _joining(
    parsed: ParsedMail,
    evidence: Evidence,
    author: Address,
    reasons: list[Reason],
    *,
    is_claim: bool,
) -> Verdict:
    reasons = [*reasons, evidence.reason, Reason("participant", author.address)]
    if speaks_by_itself(parsed):
        assert parsed.automatic is not None
        fate = Fate.AUTOMATIC if evidence.ticket.is_closed else Fate.NOTED
        reasons.append(Reason("automatic", parsed.automatic.reason))
    else:
        fate = Fate.THREADED
    return Verdict(fate, reasons, author=author, is_unverified=is_claim, ticket=evidence.ticket)


def _opening(
    parsed: ParsedMail,
    evidence: list[Evidence],
    author: Address,
    reasons: list[Reason],
    *,
    is_claim: bool,
) -> Verdict:
    if parsed.automatic is not None:
        reasons = [*reasons, Reason("automatic", parsed.automatic.reason)]
        if parsed.is_automatic_answer:
            return Verdict(Fate.AUTOMATIC, reasons)
    if evidence:
        reasons = [*reasons, evidence[0].reason, Reason("stranger", author.address)]
    else:
        reasons = [*reasons, Reason("new_conversation")]
    return Verdict(
        Fate.OPENED,
        reasons,
        author=author,
        is_unverified=is_claim,
        is_form=_is_form(reasons),
        referred=evidence[0].ticket if evidence else None,
    )


def _is_form(reasons: list[Reason]) -> bool:
    return any(reason.code == "reply_to_used" for reason in reasons)


def speaks_by_itself(parsed: ParsedMail) -> bool:
    """A robot on a known ticket is heard by the team alone. People write through lists, too."""
    return parsed.automatic is not None and parsed.automatic.kind != LIST
