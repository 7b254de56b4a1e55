from collections.abc import Collection, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from firstline.desk.actions.conversation import locked
from firstline.desk.errors import BadValue
from firstline.desk.events import MessageRedacted
from firstline.desk.models import Attachment, Message, Ticket
from firstline.platform.events.publishing import publish
from firstline.platform.html import redacted_html, redacted_text
from firstline.team.models import Agent
from firstline.team.rights import Right
from firstline.team.rules import must

SHORTEST = 2
# Shorter words are blacked out where they were marked, and not in all the conversation.
FOUND_ELSEWHERE_FROM = 4


@transaction.atomic
def redact(
    message: Message, *, by: Agent, passages: Sequence[str] = (), files: Collection[int] = ()
) -> Message:
    """Make passages and files of a message unreadable for good: this cannot be undone.

    A passage goes wherever this ticket's conversation repeats it, since answers quote.
    """
    must(by, Right.REDACT)
    ticket = locked(message.ticket)
    passages = _meant(passages)
    gone = _delete_files(message, files)
    touched = _black_out(ticket, message, passages)
    if passages and not touched:
        raise BadValue(_("These words are not in the message. Mark them again, as they stand."))
    if not touched and not gone:
        return message
    ticket.preview = redacted_text(ticket.preview, passages)
    ticket.save(update_fields=["preview"])
    publish(
        MessageRedacted(ticket=ticket, message=message, passages=tuple(passages), files=gone, by=by)
    )
    return message


def _meant(passages: Sequence[str]) -> list[str]:
    meant = [" ".join(passage.split()) for passage in passages]
    if any(0 < len(passage) < SHORTEST for passage in meant):
        raise BadValue(_("Mark at least two letters or digits."))
    return list(dict.fromkeys(filter(None, meant)))


def _black_out(ticket: Ticket, message: Message, passages: Sequence[str]) -> bool:
    """Rewrite what has the words; the database keeps the search vectors itself."""
    if not passages:
        return False
    widely = [one for one in passages if len(one) >= FOUND_ELSEWHERE_FROM]
    was_in_message = False
    for one in ticket.messages.defer("search").iterator(chunk_size=50):
        words = passages if one.pk == message.pk else widely
        changed = _changed(one, words)
        if changed:
            one.save(update_fields=changed)
            was_in_message |= one.pk == message.pk
    return was_in_message


def _changed(message: Message, passages: Sequence[str]) -> list[str]:
    """Black the passages out of the message's fields; the names of those that changed."""
    changed = []
    for name, redacted in (
        ("text", redacted_text),
        ("quoted_text", redacted_text),
        ("html", redacted_html),
        ("quoted_html", redacted_html),
    ):
        before = getattr(message, name)
        after = redacted(before, passages)
        # Writing HTML anew may differ in nothing that is read.
        if after != before and "█" in after:
            setattr(message, name, after)
            changed.append(name)
    return changed


def _delete_files(message: Message, files: Collection[int]) -> tuple[int, ...]:
    """The ids of what was stored for them."""
    attachments = Attachment.objects.filter(message=message, pk__in=files)
    gone = tuple(attachments.values_list("file", flat=True))
    attachments.delete()
    return gone
