"""Side conversations of our own making, and mail that answers them."""

from collections.abc import Sequence

from firstline.channels.email.inbound.receiving import receive_raw
from firstline.channels.email.models import InboundMail, OutboundMail
from firstline.desk.content import Content, NewAttachment
from firstline.desk.models import Ticket
from firstline.side_conversations import actions
from firstline.side_conversations.models import SideConversation
from firstline.team.models import Agent
from tests import world
from tests.channels.email.letters import make_letter
from tests.jobs import run_due_jobs

MIRA = "mira@lampworks.example"
SECRET = "Quartzberg"


def ask(
    ticket: Ticket,
    *,
    to: Sequence[str] = (MIRA,),
    text: str = "Is the lamp recalled?",
    subject: str = "Lamp 7",
    by: Agent | None = None,
    attachments: Sequence[NewAttachment] = (),
) -> SideConversation:
    """Amara asks Mira of the supplier, unless said otherwise."""
    return actions.begin(
        ticket,
        Content.from_text(text),
        to=to,
        subject=subject,
        by=by or world.agent(world.AMARA),
        attachments=attachments,
    )


def mail_of(conversation: SideConversation) -> OutboundMail:
    """The last mail that went out for it."""
    mails = OutboundMail.objects.filter(side_message__conversation=conversation)
    return mails.latest("side_message__number")


def take(raw: bytes, *, to: str, sender: str | None = None) -> InboundMail:
    """The mail after all that follows from it is done."""
    mail = receive_raw(raw, source="smtp", sender=sender, recipients=[to])
    run_due_jobs(queue="mail")
    return InboundMail.objects.get(pk=mail.pk)


def answer(
    conversation: SideConversation,
    *,
    sender: str = f"Mira Sand <{MIRA}>",
    text: str = "Yes, since May.",
    to: str = "",
    message_id: str = "answer@lampworks.example",
    headers: Sequence[str] = (),
) -> InboundMail:
    """What comes back to the signed address, unless said otherwise."""
    address = to or mail_of(conversation).reply_to
    raw = make_letter(
        sender=sender,
        to=address,
        subject="Re: Lamp 7",
        text=text,
        message_id=message_id,
        headers=headers,
    )
    return take(raw, to=address)
