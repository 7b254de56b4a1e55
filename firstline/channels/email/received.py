"""The flight recorder as people read it: pages of received mail, without the bytes."""

from firstline.channels.email import paging
from firstline.channels.email.models import Fate, InboundMail

_COLUMNS = (
    "id",
    "fate",
    "reasons",
    "received_at",
    "sender_name",
    "sender_address",
    "envelope_sender",
    "subject",
    "copies",
    "ticket_id",
)


def page_of(fate: str, *, before: int | None = None, after: int | None = None) -> paging.MailPage:
    """Mails of that fate, or all when there is no such fate."""
    mails = InboundMail.objects.all()
    if fate in Fate.values:
        mails = mails.filter(fate=fate)
    return paging.page_of(mails, _COLUMNS, before=before, after=after)
