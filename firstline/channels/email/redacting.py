"""What was made unreadable on a ticket is so in the copies that mail keeps of it."""

from django.db.models import Q

from firstline.channels.email.models import InboundMail, OutboundMail
from firstline.desk.events import MessageRedacted
from firstline.platform.html import html_from_text, redacted_text
from firstline.side_conversations.events import SideMessagesRedacted

# The hash of the bytes stays: the same mail delivered again is still known.
REMOVED = b"The source of this mail was removed when its message was redacted.\r\n"


def redact_copies(event: MessageRedacted) -> None:
    """In the transaction of the redaction. What has left for other people's mailboxes is theirs.

    The raw mail of the message goes as a whole, with its files: encoded words cannot be found in
    it safely. A mail that is not sent yet goes out as it reads now, whatever it would have quoted.
    """
    InboundMail.objects.filter(message=event.message).update(raw=REMOVED)
    if not event.passages:
        return
    on_side = Q(side_message__conversation__ticket=event.ticket)
    mails = OutboundMail.objects.filter(Q(ticket=event.ticket) | on_side)
    for mail in mails.only("text", "html").iterator(chunk_size=50):
        text = redacted_text(mail.text, event.passages)
        if text != mail.text:
            # Words of a laid-out mail may be anywhere in its markup: its text takes its place.
            mail.text, mail.html = text, html_from_text(text) if mail.html else ""
            mail.save(update_fields=["text", "html"])


def redact_sources(event: SideMessagesRedacted) -> None:
    InboundMail.objects.filter(side_message__in=event.message_ids).update(raw=REMOVED)
