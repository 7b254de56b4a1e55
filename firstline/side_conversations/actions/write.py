"""Writing to somebody outside: beginning a conversation, and going on with it."""

from collections.abc import Collection, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from firstline.desk import rules
from firstline.desk.actions.conversation import locked
from firstline.desk.actions.reply import must_say_something
from firstline.desk.content import Content, NewAttachment
from firstline.desk.errors import BadValue
from firstline.desk.models import Ticket
from firstline.platform.clock import now
from firstline.platform.events.publishing import publish
from firstline.side_conversations.actions.holding import append, held
from firstline.side_conversations.actions.read import mark_read
from firstline.side_conversations.events import SideConversationBegun, SideMessageSent
from firstline.side_conversations.models import SideConversation, SideDraft, SideMessage
from firstline.side_conversations.recipients import must_be_outside, must_be_somebody, rows_of
from firstline.team.models import Agent
from firstline.team.rights import Right
from firstline.team.rules import must


@transaction.atomic
def begin(
    ticket: Ticket,
    content: Content,
    *,
    to: Sequence[str],
    subject: str,
    by: Agent,
    attachments: Sequence[NewAttachment] = (),
    is_signed: bool = True,
) -> SideConversation:
    """Ask somebody outside about the ticket. They get what the agent wrote, and nothing else."""
    must(by, Right.REPLY)
    ticket = locked(ticket)
    rules.must_be_open(ticket)
    subject = rules.clean_subject(subject)
    if not subject:
        raise BadValue(_("A side conversation needs a subject."))
    at = now()
    conversation = SideConversation.objects.create(
        ticket=ticket, subject=subject, begun_by=by, created_at=at, updated_at=at
    )
    message = _said(
        conversation, content, to=to, by=by, attachments=attachments, is_signed=is_signed
    )
    publish(SideConversationBegun(ticket=ticket, conversation=conversation, message=message, by=by))
    return conversation


@transaction.atomic
def write(
    conversation: SideConversation,
    content: Content,
    *,
    to: Sequence[str],
    by: Agent,
    attachments: Sequence[NewAttachment] = (),
    is_signed: bool = True,
) -> SideMessage:
    """Go on with a conversation; also one that was done, and on a ticket that is closed by now."""
    must(by, Right.REPLY)
    ticket, conversation = held(conversation)
    rules.must_be_present(ticket)
    conversation.done_at = None
    message = _said(
        conversation, content, to=to, by=by, attachments=attachments, is_signed=is_signed
    )
    publish(SideMessageSent(ticket=ticket, conversation=conversation, message=message, by=by))
    return message


@transaction.atomic
def send_draft(draft: SideDraft, *, files: Collection[int]) -> SideMessage | None:
    """Send what an agent wrote, with the files that are still meant to go with it.

    None when it has been sent meanwhile: a form may arrive twice.
    """
    rows = SideDraft.objects.select_for_update(of=("self",)).filter(pk=draft.pk)
    found = rows.select_related("author__person", "ticket", "conversation").first()
    if found is None:
        return None
    draft, by = found, found.author
    content = Content.from_composer(draft.html)
    attachments = [
        one.as_new()
        for one in draft.attachments.select_related("file").order_by("pk")
        if (one.content_id in draft.html if one.is_inline else one.pk in files)
    ]
    if draft.conversation is None:
        assert draft.ticket is not None, "a draft has one of the two"
        conversation = begin(
            draft.ticket,
            content,
            to=draft.to,
            subject=draft.subject,
            by=by,
            attachments=attachments,
            is_signed=draft.is_signed,
        )
        message = conversation.messages.get()
    else:
        message = write(
            draft.conversation,
            content,
            to=draft.to,
            by=by,
            attachments=attachments,
            is_signed=draft.is_signed,
        )
    draft.delete()
    return message


def _said(
    conversation: SideConversation,
    content: Content,
    *,
    to: Sequence[str],
    by: Agent,
    attachments: Sequence[NewAttachment],
    is_signed: bool,
) -> SideMessage:
    """The agent's next message, in a conversation whose ticket is held."""
    must_be_somebody(to)
    must_be_outside(conversation.ticket, to)
    must_say_something(content, attachments)
    people = rows_of(to)
    known = set(conversation.addresses)
    conversation.people = [
        *conversation.people,
        *(row for row in people if row["address"] not in known),
    ]
    message = append(
        conversation,
        SideMessage(author=by, to=people, signature=by.signature.strip() if is_signed else ""),
        # A mention calls colleagues; outside it is a name that says nothing.
        content.for_customers(),
        writer=by.actor_name,
        at=now(),
        attachments=attachments,
    )
    conversation.save()
    conversation.ticket.updated_at = message.created_at
    conversation.ticket.save(update_fields=["updated_at"])
    mark_read(conversation, number=message.number, by=by)
    return message
