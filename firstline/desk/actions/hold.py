from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from firstline.desk import rules
from firstline.desk.actions.conversation import locked
from firstline.desk.actions.reply import must_have_seen, must_say_something, reply
from firstline.desk.content import Content
from firstline.desk.errors import AlreadySent
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
    from firstline.desk.jobs import send_held_reply  # the job calls back into this module

    # The draft first and then the ticket, as when it is sent: two orders could block each other.
    draft = (
        Draft.objects.select_for_update(of=("self",))
        .select_related("author__person", "ticket")
        .get(pk=draft.pk)
    )
    ticket = locked(draft.ticket)
    rules.must_work(draft.author)
    rules.must_be_open(ticket)
    must_say_something(Content.from_composer(draft.html), list(draft.attachments.all()[:1]))
    must_have_seen(ticket, seen, by=draft.author)
    if draft.is_held:
        return draft

    draft.send_at = now() + UNDO_HELD
    draft.then_status = then
    draft.save(update_fields=["send_at", "then_status"])
    send_held_reply.configure(schedule_at=draft.send_at).defer(draft_id=draft.pk)
    tell_pages_of(ticket)
    return draft


@transaction.atomic
def take_back(draft_id: int, *, by: Agent) -> Draft:
    """Stop one's own held reply; it is a draft again. Too late once it has been sent."""
    own = Draft.objects.select_for_update(of=("self",)).filter(author=by)
    draft = own.select_related("ticket", "author__person").filter(pk=draft_id).first()
    if draft is None:
        raise AlreadySent(_("This reply has already been sent."))
    _make_a_draft_again(draft)
    return draft


def send_held(draft_id: int) -> Message | None:
    """Send a held reply whose time has come; nothing happens when it was taken back or is out.

    When the ticket can no longer be answered, the reply is a draft again and its author is told.
    """
    try:
        return _send_when_due(draft_id)
    except DomainError as refusal:
        _hand_back(draft_id, refusal)
        return None


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

    message = reply(
        draft.ticket,
        Content.from_composer(draft.html),
        by=draft.author,
        then=draft.then_status,
        attachments=[attachment.as_new() for attachment in draft.attachments.all()],
    )
    draft.delete()
    return message


@transaction.atomic
def _hand_back(draft_id: int, refusal: DomainError) -> None:
    held = Draft.objects.select_for_update(of=("self",))
    draft = held.select_related("ticket", "author__person").get(pk=draft_id)
    _make_a_draft_again(draft)
    publish(ReplyNotSent(ticket=draft.ticket, by=draft.author, reason=refusal.sentence))


def _make_a_draft_again(draft: Draft) -> None:
    if not draft.is_held:
        return
    # A draft begun meanwhile gives way to what was about to be sent.
    Draft.objects.filter(
        ticket_id=draft.ticket_id,
        author_id=draft.author_id,
        is_public=draft.is_public,
        send_at=None,
    ).delete()
    draft.send_at = None
    draft.then_status = ""
    draft.save(update_fields=["send_at", "then_status"])
    tell_pages_of(draft.ticket)
