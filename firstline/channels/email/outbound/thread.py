"""The identifiers by which the customer's mail program puts a mail into the conversation."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import QuerySet

from firstline.channels.email.header_values import is_message_id
from firstline.channels.email.models import InboundMail, OutboundMail
from firstline.desk.models import Message
from firstline.side_conversations.models import SideMessage

# The first identifiers anchor the thread, the last ones are its living end.
MOST_REFERENCES = 20


@dataclass(frozen=True)
class Thread:
    """In-Reply-To and References, without angle brackets."""

    in_reply_to: str = ""
    references: list[str] = field(default_factory=list)


def thread_before(message: Message) -> Thread:
    """For a mail that carries this message: it answers the newest public message before it."""
    earlier = {
        "message__ticket": message.ticket_id,
        "message__number__lt": message.number,
        "message__is_public": True,
    }
    inbound = InboundMail.objects.filter(**earlier)
    latest = [*_latest(inbound), *_latest(OutboundMail.objects.filter(**earlier))]
    first = inbound.filter(message__number=1).values_list("mentions", "internet_message_id").first()
    root = [*first[0], first[1]] if first else []
    return _thread([*root, *(identifier for _number, identifier in sorted(latest))])


def thread_on_side(message: SideMessage) -> Thread:
    """For a mail that goes on with a side conversation: a thread of its own."""
    earlier = {
        "side_message__conversation": message.conversation_id,
        "side_message__number__lt": message.number,
    }
    mails = (InboundMail.objects.filter(**earlier), OutboundMail.objects.filter(**earlier))
    found = [
        row
        for rows in mails
        for row in rows.order_by("-side_message__number").values_list(
            "side_message__number", "internet_message_id"
        )[:MOST_REFERENCES]
    ]
    return _thread(identifier for _number, identifier in sorted(found))


def thread_of_mail(mail: InboundMail) -> Thread:
    """For a mail that answers this one."""
    return _thread([*mail.mentions, mail.internet_message_id])


def _latest(mails: "QuerySet[InboundMail] | QuerySet[OutboundMail]") -> list[tuple[int, str]]:
    rows = mails.order_by("-message__number").values_list("message__number", "internet_message_id")
    return list(rows[:MOST_REFERENCES])


def _thread(identifiers: Iterable[str]) -> Thread:
    known = list(dict.fromkeys(one for one in identifiers if is_message_id(one)))
    if len(known) > MOST_REFERENCES:
        known = [known[0], *known[1 - MOST_REFERENCES :]]
    return Thread(in_reply_to=known[-1] if known else "", references=known)
