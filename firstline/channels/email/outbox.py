"""The outbox as people read it: pages of mail, without their words."""

from firstline.channels.email import paging
from firstline.channels.email.models import MailState, OutboundMail
from firstline.team.models import Agent

_COLUMNS = (
    "id",
    "kind",
    "state",
    "to",
    "cc",
    "bcc",
    "subject",
    "created_at",
    "next_attempt_at",
    "trouble",
    "refused",
    "ticket_id",
)


def page_of(
    state: str, reader: Agent, *, before: int | None = None, after: int | None = None
) -> paging.MailPage:
    """Mails of that state, or all when there is no such state."""
    mails = OutboundMail.objects.visible_to(reader)
    if state in MailState.values:
        mails = mails.filter(state=state)
    return paging.page_of(mails, _COLUMNS, before=before, after=after)
