"""What is made unreadable on a ticket is so on its side, where it may have been quoted."""

from collections.abc import Sequence

from firstline.desk.actions.redact import FOUND_ELSEWHERE_FROM
from firstline.desk.events import MessageRedacted
from firstline.platform.events.publishing import publish
from firstline.platform.html import redacted_html, redacted_text
from firstline.side_conversations.events import SideMessagesRedacted
from firstline.side_conversations.models import SideConversation, SideDraft, SideMessage

_TEXTS = ("text", "quoted_text")
_HTMLS = ("html", "quoted_html")


def redact(event: MessageRedacted) -> None:
    """In the transaction of the redaction. What has left for other people's mailboxes is theirs."""
    passages = [one for one in event.passages if len(one) >= FOUND_ELSEWHERE_FROM]
    if not passages and not event.files:
        return
    for draft in SideDraft.objects.filter(ticket=event.ticket):
        _redact_draft(draft, passages, event.files)
    for conversation in SideConversation.objects.filter(ticket=event.ticket).order_by("pk"):
        for draft in conversation.drafts.all():
            _redact_draft(draft, passages, event.files)
        changed = [
            message.pk
            for message in conversation.messages.order_by("number").iterator(chunk_size=50)
            # Both, whatever the first one found.
            if _delete_files(message, event.files) | _redact_message(message, passages)
        ]
        if changed:
            conversation.preview = redacted_text(conversation.preview, passages)
            conversation.save(update_fields=["preview"])
            publish(
                SideMessagesRedacted(
                    ticket=event.ticket,
                    conversation=conversation,
                    message_ids=tuple(changed),
                    by=event.by,
                )
            )


def _delete_files(owner: SideMessage | SideDraft, files: Sequence[int]) -> bool:
    """Copies of a file are the same stored one; mail that waits takes what is left."""
    if not files:
        return False
    gone, _rows = owner.attachments.filter(file__in=files).delete()
    return gone > 0


def _redact_message(message: SideMessage, passages: Sequence[str]) -> bool:
    changed = []
    for names, redacted in ((_TEXTS, redacted_text), (_HTMLS, redacted_html)):
        for name in names:
            before = getattr(message, name)
            after = redacted(before, passages)
            # Writing HTML anew may differ in nothing that is read.
            if after != before and "█" in after:
                setattr(message, name, after)
                changed.append(name)
    if changed:
        message.save(update_fields=changed)
    return bool(changed)


def _redact_draft(draft: SideDraft, passages: Sequence[str], files: Sequence[int]) -> None:
    _delete_files(draft, files)
    after = redacted_html(draft.html, passages)
    if "█" in after and after != draft.html:
        draft.html = after
        draft.version += 1
        draft.save(update_fields=["html", "version"])
