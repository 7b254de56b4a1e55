from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from firstline.desk import course, rules
from firstline.desk.actions.conversation import append, locked
from firstline.desk.actions.follow import begin_to_follow
from firstline.desk.actions.mention import colleagues_in, mention_colleagues
from firstline.desk.content import Content, NewAttachment
from firstline.desk.dispatch import AS_USUAL, Dispatch
from firstline.desk.errors import ConversationMovedOn, NobodyToWriteTo, NothingToSend
from firstline.desk.events import (
    NoteAdded,
    ReplySent,
    StatusChanged,
    TicketAssigned,
    TicketEvent,
)
from firstline.desk.models import Draft, Message, Ticket
from firstline.desk.recipients import Deviation, recipients_of
from firstline.desk.status_choice import StatusChoice
from firstline.platform.clock import now
from firstline.platform.events.actors import Actor
from firstline.platform.events.publishing import publish
from firstline.team.models import Agent
from firstline.team.rights import Right
from firstline.team.rules import may, must


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
    dispatch: Dispatch = AS_USUAL,
) -> Message:
    """Answer the customer; `then` is the status to set, `seen` the last number the writer saw.

    An unassigned ticket becomes the ticket of who answers it and may take it; they follow it.
    """
    ticket = locked(ticket)
    must_answer(by, then)
    rules.must_be_open(ticket)
    must_say_something(content, attachments)
    must_have_seen(ticket, seen, by=by)
    must_reach_somebody(ticket, dispatch.deviation)

    message = append(
        ticket,
        content.for_customers(),
        by=by,
        is_public=True,
        channel=channel,
        at=now(),
        attachments=attachments,
        language=dispatch.language,
    )
    changes = _go_on(ticket, StatusChoice.named(then), by=by, at=message.created_at)
    ticket.save()
    begin_to_follow(ticket, [by])
    draft = dispatch.draft
    publish(ReplySent(ticket=ticket, message=message, draft=draft, by=by, dispatch=dispatch))
    for change in changes:
        publish(change)
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
    if by.actor_kind == "agent":
        must(by, Right.NOTE)
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


def _go_on(ticket: Ticket, then: StatusChoice, *, by: Agent, at: datetime) -> list[TicketEvent]:
    """How the ticket stands once it is answered, unsaved; what there is to tell of that."""
    events: list[TicketEvent] = []
    status, own, called = ticket.status, ticket.custom_status, ticket.status_label
    course.answer_customer(ticket, at=at)
    course.enter_status(ticket, rules.status_after_reply(status, then.category), by=by, at=at)
    if then:
        ticket.custom_status = then.own
    if ticket.assignee is None and may(by, Right.EDIT):
        course.change_assignee(ticket, by, at=at)
        events.append(TicketAssigned(ticket=ticket, previous=None, by=by))
    if (ticket.status, ticket.custom_status) != (status, own):
        was_called = called if own or ticket.custom_status else ""
        events.append(StatusChanged(ticket=ticket, previous=status, was_called=was_called, by=by))
    return events


def must_answer(by: Actor, then: str) -> None:
    """Answering is one right, and choosing the status that follows another."""
    must(by, Right.REPLY)
    if then:
        must(by, Right.EDIT)


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
