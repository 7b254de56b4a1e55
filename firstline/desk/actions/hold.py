from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from firstline.desk import rules
from firstline.desk.actions.conversation import locked
from firstline.desk.actions.reply import (
    must_answer,
    must_have_seen,
    must_reach_somebody,
    must_say_something,
    reply,
)
from firstline.desk.actions.share_draft import join_drafts
from firstline.desk.actions.spend_time import spend_time
from firstline.desk.content import Content
from firstline.desk.dispatch import Dispatch, deviation_of
from firstline.desk.errors import AlreadySent, ConversationMovedOn
from firstline.desk.events import ReplyNotSent
from firstline.desk.models import Draft, Message
from firstline.desk.nudging import tell_pages_of
from firstline.platform.clock import now
from firstline.platform.errors import DomainError
from firstline.platform.events.publishing import publish
from firstline.team.models import Agent

# Shown ten seconds and held thirteen, so that an Undo pressed at the last moment still arrives.
UNDO_SHOWN = timedelta(seconds=10)
UNDO_HELD = timedelta(seconds=13)


@transaction.atomic
def hold_reply(draft: Draft, *, then: str = "", seen: int | None = None) -> Draft:
    """Send the reply in a moment; until then it can be taken back. A stale one is stopped here."""
    draft = ready_to_send(draft, then=then, seen=seen)
    if draft.is_held:
        return draft
    draft.send_at = now() + UNDO_HELD
    draft.then_status = then
    draft.save(update_fields=["send_at", "then_status"])
    send_when_due(draft)
    tell_pages_of(draft.ticket)
    return draft


@transaction.atomic
def take_back(draft_id: int, *, by: Agent) -> Draft:
    """Stop one's own waiting reply; it is a draft again. Too late once it has been sent."""
    own = Draft.objects.select_for_update(of=("self",)).filter(author=by)
    draft = own.select_related("ticket", "author__person").filter(pk=draft_id).first()
    if draft is None:
        raise AlreadySent(_("This reply has already been sent."))
    return make_a_draft_again(draft)


def send_held(draft_id: int) -> Message | None:
    """Send a waiting reply whose time has come; nothing when it was taken back or is out.

    When the ticket can no longer be answered, or the customer wrote what the author of a scheduled
    reply has not seen, the reply is a draft again and its author is told.
    """
    try:
        return _send_when_due(draft_id)
    except DomainError as refusal:
        hand_back(draft_id, refusal)
        return None


def ready_to_send(draft: Draft, *, then: str, seen: int | None) -> Draft:
    """The draft with its row and its ticket's held, fit to be sent by its author."""
    # The draft first and then the ticket, as when it is sent: two orders could block each other.
    draft = (
        Draft.objects.select_for_update(of=("self",))
        .select_related("author__person", "ticket")
        .get(pk=draft.pk)
    )
    ticket = draft.ticket = locked(draft.ticket)
    must_answer(draft.author, then)
    rules.must_be_open(ticket)
    must_say_something(Content.from_composer(draft.html), list(draft.attachments.all()[:1]))
    must_have_seen(ticket, seen, by=draft.author)
    must_reach_somebody(ticket, deviation_of(draft))
    return draft


def send_when_due(draft: Draft) -> None:
    """A job for its time; one that finds the reply taken back or put off does nothing."""
    from firstline.desk.jobs import send_held_reply  # the job calls back into this module

    send_held_reply.configure(schedule_at=draft.send_at).defer(draft_id=draft.pk)


@transaction.atomic
def hand_back(draft_id: int, refusal: DomainError) -> None:
    """The reply was refused when its time came: it is a draft again, and the ticket says why."""
    waiting = Draft.objects.select_for_update(of=("self",)).filter(send_at__isnull=False)
    draft = waiting.select_related("ticket", "author__person").filter(pk=draft_id).first()
    if draft is not None:
        make_a_draft_again(draft)
        publish(ReplyNotSent(ticket=draft.ticket, by=draft.author, reason=refusal.sentence))


def make_a_draft_again(draft: Draft) -> Draft:
    """What waited is a draft again. What its author has begun meanwhile is kept below it."""
    if not draft.is_held:
        return draft
    begun = Draft.objects.select_for_update(of=("self",)).filter(
        ticket_id=draft.ticket_id,
        author_id=draft.author_id,
        is_public=draft.is_public,
        send_at=None,
    )
    join_drafts(draft, begun.first())
    draft.send_at = draft.unless_after = None
    draft.then_status, draft.is_scheduled = "", False
    draft.save()
    tell_pages_of(draft.ticket)
    return draft


def must_not_be_overtaken(draft: Draft) -> None:
    """Refuse to send a scheduled reply after the customer wrote again, unless told to."""
    if draft.unless_after is None:
        return
    newer = draft.ticket.messages.filter(number__gt=draft.unless_after, author_kind="customer")
    if newer.exists():
        raise ConversationMovedOn(
            _("The customer wrote before its time came. Read that first, then send it.")
        )


@transaction.atomic
def _send_when_due(draft_id: int) -> Message | None:
    draft = (
        Draft.objects.select_for_update(of=("self",))
        .select_related("ticket", "author__person")
        .filter(pk=draft_id)
        .first()
    )
    if draft is None or draft.send_at is None or draft.send_at > now():
        return None
    must_not_be_overtaken(draft)

    message = reply(
        draft.ticket,
        Content.from_composer(draft.html),
        by=draft.author,
        then=draft.then_status,
        attachments=[attachment.as_new() for attachment in draft.attachments.all()],
        dispatch=Dispatch.of(draft),
    )
    spend_time(draft, message=message)
    draft.delete()
    return message
