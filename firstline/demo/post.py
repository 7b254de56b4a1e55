"""The mail behind the conversations: what came in, what went out, and how it hangs together."""

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Self

from django.template.loader import get_template
from django.utils import translation
from django.utils.translation import get_supported_language_variant

from firstline.channels.email.acknowledge import MOST_PER_DAY
from firstline.channels.email.addresses import reply_address
from firstline.channels.email.models import (
    DeliveryAttempt,
    Fate,
    InboundMail,
    MailKind,
    MailState,
    OutboundMail,
    Outcome,
)
from firstline.channels.email.outbound.quoting import MOST_QUOTED, Quote
from firstline.demo.acts import Received, Replied
from firstline.demo.company import DOMAIN, NAME
from firstline.demo.letters import Envelope, letter_of
from firstline.demo.people import People
from firstline.demo.prose import Language
from firstline.desk.models import Message, Ticket
from firstline.platform.html import html_from_text

_READ_AFTER = timedelta(seconds=2)
_SENT_AFTER = timedelta(seconds=4)
_RELAY_SAYS = "250 2.0.0 Ok: queued"


@dataclass(frozen=True)
class _Quote:
    """What `Quote` says, worked out once for the up to three replies that repeat it."""

    attribution: str
    as_text: str
    as_html: str

    @classmethod
    def of(cls, quote: Quote) -> Self:
        return cls(quote.attribution, quote.as_text, quote.as_html)


@dataclass
class _Thread:
    """What the mails of one ticket know of each other."""

    references: list[str] = field(default_factory=list)
    quotes: list[_Quote] = field(default_factory=list)
    signed_address: str = ""
    copied: list[dict[str, str]] = field(default_factory=list)


class Post:
    """Keeps the books of the mail while the stories are told."""

    def __init__(self, people: People, *, outbound_ids: Any) -> None:
        self.inbound: list[InboundMail] = []
        self.outbound: list[OutboundMail] = []
        self.attempts: list[DeliveryAttempt] = []
        self._people = people
        self._outbound_ids = outbound_ids
        self._threads: dict[int, _Thread] = defaultdict(_Thread)
        self._acknowledged: dict[int, list[datetime]] = defaultdict(list)

    def take_in(self, ticket: Ticket, message: Message, act: Received) -> None:
        """The mail that became this message of a customer."""
        thread = self._threads[ticket.pk]
        is_first = message.number == 1
        if is_first:
            thread.signed_address = reply_address(ticket, self._people.mailbox)
            thread.copied = [{"name": one.name, "address": one.email} for one in act.mail.cc]
        address = self._people.mailbox.address if is_first else thread.signed_address
        message.to = [{"name": "" if is_first else NAME, "address": address}]
        message.cc = thread.copied
        envelope = Envelope(
            at=act.at - 2 * _READ_AFTER,
            to=message.to,
            cc=message.cc,
            subject=ticket.subject if is_first else f"Re: {ticket.subject}",
            internet_message_id=_identifier(f"{message.pk} in", act.by.email.partition("@")[2]),
            references=list(thread.references),
        )
        self.inbound.append(
            self._row_of(letter_of(act.mail, act.by, envelope), message, envelope, act)
        )
        thread.references.append(envelope.internet_message_id)
        self._remember(thread, message, act.by.name, act.by.language)

    def send(self, ticket: Ticket, message: Message, act: Replied) -> None:
        """The mail that carried this reply to the customer."""
        thread = self._threads[ticket.pk]
        person = ticket.requester.person
        message.to = [{"name": person.name, "address": person.email or ""}]
        message.cc = thread.copied
        signature = self._people.agents[act.by.email].signature
        mail = self._letter(
            ticket,
            kind=MailKind.REPLY,
            at=act.at,
            from_name=_sender(act.by.name, _supported(person.language)),
            to=message.to,
            subject=f"Re: {ticket.subject}",
        )
        mail.message = message
        mail.cc = message.cc
        mail.text = "\n\n".join(
            [message.text, f"-- \n{signature}", *(quote.as_text for quote in thread.quotes)]
        )
        mail.html = _reply_template().render(
            {
                "body": message.html,
                "signature": html_from_text(signature),
                "quotes": thread.quotes,
            }
        )
        thread.references.append(mail.internet_message_id)
        self._remember(thread, message, act.by.name, person.language)

    def acknowledge(self, ticket: Ticket, at: datetime) -> None:
        """The automatic answer to a new request, within its limits."""
        sent = self._acknowledged[ticket.requester_id]
        if any(at - moment < timedelta(hours=1) for moment in sent) or (
            sum(at - moment < timedelta(days=1) for moment in sent) >= MOST_PER_DAY
        ):
            return
        sent.append(at)
        subject, text, html = _acknowledgement(_supported(ticket.requester.person.language))
        mail = self._letter(
            ticket,
            kind=MailKind.ACKNOWLEDGEMENT,
            at=at + _READ_AFTER,
            from_name=NAME,
            to=[{"name": "", "address": ticket.requester.person.email or ""}],
            subject=subject.replace("{number}", str(ticket.pk)),
        )
        mail.text = text.replace("{number}", str(ticket.pk))
        mail.html = html.replace("{number}", str(ticket.pk))

    def _row_of(
        self, raw: bytes, message: Message, envelope: Envelope, act: Received
    ) -> InboundMail:
        is_first = message.number == 1
        reasons = (
            [{"code": "new_conversation", "detail": ""}]
            if is_first
            else [
                {"code": "signed_address", "detail": str(message.ticket_id)},
                {"code": "participant", "detail": act.by.email},
            ]
        )
        digest = hashlib.sha256(raw).hexdigest()
        return InboundMail(
            raw=raw,
            sha256=digest,
            size=len(raw),
            received_at=act.at - _READ_AFTER,
            source="smtp",
            envelope_sender=act.by.email,
            envelope_recipients=[message.to[0]["address"]],
            remote_ip="192.0.2.25",
            fate=Fate.OPENED if is_first else Fate.THREADED,
            reasons=reasons,
            read_at=act.at,
            ticket_id=message.ticket_id,
            message=message,
            subject=envelope.subject,
            sender_name=act.by.name,
            sender_address=act.by.email,
            internet_message_id=envelope.internet_message_id,
            mentions=list(dict.fromkeys(reversed(envelope.references))),
            essence=digest,
        )

    def _letter(
        self,
        ticket: Ticket,
        *,
        kind: MailKind,
        at: datetime,
        from_name: str,
        to: list[dict[str, str]],
        subject: str,
    ) -> OutboundMail:
        references = self._threads[ticket.pk].references
        ident = next(self._outbound_ids)
        mail = OutboundMail(
            pk=ident,
            kind=kind,
            state=MailState.SENT,
            ticket=ticket,
            customer=ticket.requester,
            mailbox=self._people.mailbox,
            created_at=at,
            internet_message_id=_identifier(f"{ident} out", DOMAIN),
            in_reply_to=references[-1] if references else "",
            references=list(references),
            from_name=from_name,
            from_address=self._people.mailbox.address,
            reply_to=self._threads[ticket.pk].signed_address,
            to=to,
            subject=subject,
            language=_supported(ticket.requester.person.language),
            tries=1,
            tried_since=at,
            sent_at=at + _SENT_AFTER,
        )
        self.outbound.append(mail)
        self.attempts.append(
            DeliveryAttempt(
                mail=mail,
                started_at=at + _SENT_AFTER / 2,
                handed_over_at=at + _SENT_AFTER / 2,
                ended_at=mail.sent_at,
                outcome=Outcome.SENT,
                reply=_RELAY_SAYS,
            )
        )
        return mail

    def _remember(self, thread: _Thread, message: Message, who: str, language: str) -> None:
        line = Language(language).quote_line(message.created_at, who)
        thread.quotes = [_Quote.of(Quote(line, message.text)), *thread.quotes][:MOST_QUOTED]


def _identifier(seed: str, domain: str) -> str:
    return f"{hashlib.sha256(seed.encode()).hexdigest()[:26]}@{domain}"


@cache
def _supported(language: str) -> str:
    try:
        return get_supported_language_variant(language)
    except LookupError:
        return "en"


@cache
def _sender(agent: str, language: str) -> str:
    with translation.override(language):
        return translation.pgettext("sender of a mail", "%(agent)s at %(company)s") % {
            "agent": agent,
            "company": NAME,
        }


@cache
def _reply_template() -> Any:
    return get_template("email/reply_mail.html")


@cache
def _acknowledgement(language: str) -> tuple[str, str, str]:
    """Subject, text and HTML, with `{number}` where the ticket's number belongs."""
    context = {"number": "{number}", "house": NAME}
    with translation.override(language):
        subject = translation.gettext("We have received your message (#%(number)d)")
        return (
            subject.replace("%(number)d", "{number}"),
            get_template("email/acknowledgement.txt").render(context),
            get_template("email/acknowledgement.html").render(context),
        )
