"""Carrying a verdict out with the desk's verbs."""

from textwrap import shorten

from django.utils import translation
from django.utils.translation import gettext as _

from firstline.channels.email.addresses import is_robot, mailbox_of, own_addresses
from firstline.channels.email.inbound.deciding import Verdict, speaks_by_itself
from firstline.channels.email.inbound.evidence import envelope_addresses, is_agents
from firstline.channels.email.inbound.reasons import Reason
from firstline.channels.email.models import Fate, InboundMail, Mailbox, OutboundMail
from firstline.channels.email.outbound.settling import refuse
from firstline.channels.email.reading import Address, ParsedMail
from firstline.customers.actions import customer_at
from firstline.customers.models import Customer
from firstline.desk import actions as desk
from firstline.desk.actions.open import MOST_PARTICIPANTS
from firstline.desk.content import Content, NewAttachment
from firstline.desk.models import Message, Ticket
from firstline.platform.accounts.addresses import normalised
from firstline.platform.company.models import Company
from firstline.platform.events.actors import SYSTEM
from firstline.platform.files.storing import store
from firstline.side_conversations import actions as side
from firstline.side_conversations.models import SideMessage

CHANNEL = "email"


def carry_out(mail: InboundMail, parsed: ParsedMail, verdict: Verdict) -> None:
    """Make the message, the note or the event, and write on the mail what became of it."""
    mail.fate = verdict.fate
    mail.ticket = verdict.ticket
    mail.reported = verdict.reported
    if verdict.is_form:
        # Nobody answers by itself to an address that only Reply-To names (T23).
        mail.automatic = mail.automatic or "form"
    reasons = list(verdict.reasons)
    if verdict.fate == Fate.OPENED:
        mail.message = _open(mail, parsed, verdict)
    elif verdict.fate == Fate.THREADED:
        mail.message = _join(mail, parsed, verdict)
    elif verdict.fate == Fate.NOTED:
        mail.message = _note(parsed, verdict)
    elif verdict.fate == Fate.SIDE:
        mail.side_message = _on_side(parsed, verdict)
    elif verdict.fate == Fate.BOUNCE:
        _report(parsed, verdict)
    if mail.message is not None:
        mail.ticket = mail.message.ticket
    if verdict.fate == Fate.THREADED and _is_follow_up(mail.ticket, verdict.ticket):
        assert verdict.ticket is not None
        mail.fate = Fate.OPENED
        reasons.append(Reason("ticket_closed", str(verdict.ticket.pk)))
    mail.reasons = [reason.as_row() for reason in reasons]


def _is_follow_up(ticket: Ticket | None, meant: Ticket | None) -> bool:
    """Not the ticket that was meant, nor the one that it was merged into a moment ago."""
    return ticket is not None and ticket != meant and ticket.follows_id is not None


def _open(mail: InboundMail, parsed: ParsedMail, verdict: Verdict) -> Message:
    requester = _customer(verdict)
    ticket = desk.open_ticket(
        requester=requester,
        subject=parsed.subject or _first_words(parsed),
        content=_content(parsed, verdict),
        channel=CHANNEL,
        by=requester,
        attachments=_attachments(parsed),
        participants=_others(parsed, verdict),
        recipient=_recipient(mail, parsed),
    )
    if verdict.referred is not None:
        _hint(ticket, verdict.referred)
    return ticket.messages.get(number=1)


def _first_words(parsed: ParsedMail) -> str:
    """For a mail without a subject."""
    words = " ".join(parsed.new_text.split())
    return shorten(words, 80, placeholder=" …") or _("(no subject)")


def _join(mail: InboundMail, parsed: ParsedMail, verdict: Verdict) -> Message:
    assert verdict.ticket is not None
    message = desk.receive(
        verdict.ticket,
        _content(parsed, verdict),
        by=_customer(verdict),
        channel=CHANNEL,
        attachments=_attachments(parsed),
    )
    room = MOST_PARTICIPANTS - message.ticket.participants.count()
    for customer in _others(parsed, verdict)[: max(room, 0)]:
        desk.add_participant(message.ticket, customer=customer, by=SYSTEM)
    return message


def _note(parsed: ParsedMail, verdict: Verdict) -> Message:
    assert verdict.ticket is not None
    return desk.add_note(
        verdict.ticket,
        _content(parsed, verdict),
        by=_customer(verdict),
        channel=CHANNEL,
        attachments=_attachments(parsed),
    )


def _on_side(parsed: ParsedMail, verdict: Verdict) -> SideMessage:
    assert verdict.side is not None
    assert verdict.author is not None
    return side.hear(
        verdict.side,
        _content(parsed, verdict),
        sender=side.Outsider(verdict.author.address, verdict.author.name),
        is_automatic=speaks_by_itself(parsed),
        attachments=_attachments(parsed),
    )


def _report(parsed: ParsedMail, verdict: Verdict) -> None:
    """A bounce belongs to the mail it is about: it wakes nobody and is answered by nobody.

    The same recipient is reported once, however many reports come (T22).
    """
    bounce, reported = parsed.bounce, verdict.reported
    if bounce is None or bounce.is_delay or reported is None:
        return
    outbound = OutboundMail.objects.select_for_update(of=("self",)).get(pk=reported.pk)
    addresses = [row["address"] for row in (*outbound.to, *outbound.cc, *outbound.bcc)]
    failed = addresses if len(addresses) == 1 else [normalised(bounce.recipient)]
    reason = bounce.diagnostic or bounce.status or _("no reason given")
    news = {one: reason for one in failed if one in addresses and one not in outbound.refused}
    refuse(outbound, news)
    outbound.save(update_fields=["refused", "waiting_for", "trouble"])


def _hint(ticket: Ticket, referred: Ticket) -> None:
    company = Company.current()
    with translation.override(company.language if company else "en"):
        words = _(
            "This mail refers to ticket #%d, but its sender takes no part in it. "
            "So it did not join that conversation."
        )
        desk.add_note(ticket, Content.from_text(words % referred.pk), by=SYSTEM, channel=CHANNEL)


def _customer(verdict: Verdict) -> Customer:
    assert verdict.author is not None
    return customer_at(verdict.author.address, name=verdict.author.name)


def _others(parsed: ParsedMail, verdict: Verdict) -> list[Customer]:
    """Everyone else the mail was sent to: not the desk, not its agents, not robots."""
    assert verdict.author is not None
    if parsed.automatic is not None:
        return []
    written = {normalised(one.address): one for one in (*parsed.to, *parsed.cc)}
    written.pop(normalised(verdict.author.address), None)
    own = own_addresses(written)
    wanted = [
        one
        for address, one in written.items()
        if address not in own and not is_robot(address) and not is_agents(address)
    ]
    return [customer_at(one.address, name=one.name) for one in wanted[:MOST_PARTICIPANTS]]


def _recipient(mail: InboundMail, parsed: ParsedMail) -> str:
    """The mailbox that the customer wrote to."""
    for address in envelope_addresses(mail, parsed):
        mailbox = mailbox_of(address)
        if mailbox is not None:
            return mailbox.address
    default = Mailbox.default()
    return default.address if default else ""


def _content(parsed: ParsedMail, verdict: Verdict) -> Content:
    return Content(
        text=parsed.new_text,
        html=parsed.new_html,
        quoted_text=parsed.quoted_text,
        quoted_html=parsed.quoted_html,
        is_framed=parsed.is_framed,
        remote_images=parsed.remote_images,
        to=_rows(parsed.to),
        cc=_rows(parsed.cc),
        is_unverified=verdict.is_unverified,
    )


def _rows(people: tuple[Address, ...]) -> list[dict[str, str]]:
    return [{"name": one.name, "address": normalised(one.address)} for one in people]


def _attachments(parsed: ParsedMail) -> list[NewAttachment]:
    return [
        NewAttachment(
            file=store(one.content),
            name=one.name,
            content_id=one.content_id,
            is_inline=one.is_inline,
        )
        for one in parsed.attachments
    ]
