from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from firstline.desk import course, rules
from firstline.desk.actions.conversation import append, locked
from firstline.desk.actions.follow import begin_to_follow
from firstline.desk.actions.mention import colleagues_in, mention_colleagues
from firstline.desk.content import Content, NewAttachment
from firstline.desk.errors import ConversationMovedOn, NobodyToWriteTo, NothingToSend
from firstline.desk.events import NoteAdded, ReplySent, StatusChanged, TicketAssigned
from firstline.desk.models import Draft, Message, Ticket
from firstline.desk.recipients import AS_EVER, Deviation, recipients_of
from firstline.platform.clock import now
from firstline.platform.events.actors import Actor
from firstline.platform.events.publishing import publish
from firstline.team.models import Agent


@transaction.atomic
def reply(
    ticket: Ticket,
    content: Content,
    *,
    by: Agent,
    then: str = "",
    seen: int | None = None,
    channel: str = "web",
    attachments: Sequence[NewAttachment] = (),
    deviation: Deviation = AS_EVER,
    is_signed: bool = True,
    language: str = "",
    draft: Draft | None = None,
) -> Message:
    """Answer the customer; `then` is the status to set, `seen` the last number the writer saw.

    An unassigned ticket becomes the ticket of who answers it, and who answers it follows it.
    """
    ticket = locked(ticket)
    rules.must_work(by)
    rules.must_be_open(ticket)
    must_say_something(content, attachments)
    must_have_seen(ticket, seen, by=by)
    must_reach_somebody(ticket, deviation)

    message = append(
        ticket,
        content.for_customers(),
        by=by,
        is_public=True,
        channel=channel,
        at=now(),
        attachments=attachments,
        language=language,
    )
    was_status, was_unassigned, at = ticket.status, ticket.assignee is None, message.created_at
    course.answer_customer(ticket, at=at)
    course.enter_status(ticket, rules.status_after_reply(ticket.status, then), by=by, at=at)
    if was_unassigned:
        course.change_assignee(ticket, by, at=at)
    ticket.save()
    begin_to_follow(ticket, [by])
    publish(
        ReplySent(
            ticket=ticket,
            message=message,
            draft=draft,
            by=by,
            deviation=deviation,
            is_signed=is_signed,
        )
    )
    if was_unassigned:
        publish(TicketAssigned(ticket=ticket, previous=None, by=by))
    if ticket.status != was_status:
        publish(StatusChanged(ticket=ticket, previous=was_status, by=by))
    return message


@transaction.atomic
def add_note(
    ticket: Ticket,
    content: Content,
    *,
    by: Actor,
    channel: str = "web",
    attachments: Sequence[NewAttachment] = (),
    draft: Draft | None = None,
) -> Message:
    """Add a note that only the team can read. Who is mentioned in it hears of it."""
    ticket = locked(ticket)
    rules.must_be_open(ticket)
    must_say_something(content, attachments)
    mentioned = colleagues_in(content.html, ticket=ticket)
    last_words = ticket.preview
    message = append(
        ticket, content, by=by, is_public=False, channel=channel, at=now(), attachments=attachments
    )
    # The list shows how the conversation with the customer stands, not what colleagues say.
    ticket.preview = last_words
    ticket.save()
    publish(NoteAdded(ticket=ticket, message=message, draft=draft, by=by))
    mention_colleagues(message, mentioned, ticket=ticket, by=by)
    return message


def must_say_something(content: Content, attachments: Sequence[object]) -> None:
    if not content.text.strip() and "<img" not in content.html and not attachments:
        raise NothingToSend(_("There is nothing to send yet. Write a line or attach a file."))


def must_have_seen(ticket: Ticket, seen: int | None, *, by: Agent) -> None:
    """Refuse when somebody else wrote after the last message that the writer saw."""
    if seen is None:
        return
    unseen = ticket.messages.filter(number__gt=seen).exclude(author_id=by.pk)
    if unseen.exists():
        raise ConversationMovedOn(
            _("Someone wrote while you were answering. Read what is new, then send again.")
        )


def must_reach_somebody(ticket: Ticket, deviation: Deviation) -> None:
    """Refuse when the writer has left everybody out, perhaps one by one."""
    if deviation.left_out and not recipients_of(ticket, deviation).addresses:
        raise NobodyToWriteTo(
            _("You left everybody out. Put somebody in again, or write a note instead.")
        )
