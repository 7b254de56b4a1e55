from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from firstline.desk.actions.conversation import locked
from firstline.desk.actions.hold import (
    hand_back,
    make_a_draft_again,
    must_not_be_overtaken,
    ready_to_send,
    send_when_due,
)
from firstline.desk.errors import AlreadySent, BadValue, ConversationMovedOn
from firstline.desk.events import ReplyScheduled, ScheduleCancelled
from firstline.desk.models import Draft, Ticket
from firstline.platform.clock import now
from firstline.platform.events.publishing import publish
from firstline.team.models import Agent
from firstline.team.rights import Right
from firstline.team.rules import must

LATEST = timedelta(days=366)


@transaction.atomic
def schedule_reply(
    draft: Draft, *, at: datetime, then: str = "", seen: int | None = None, anyway: bool = False
) -> Draft:
    """Send it at a chosen time. It stops when the customer writes before, unless `anyway`."""
    if not now() < at < now() + LATEST:
        raise BadValue(_("Choose a time that is still to come, within a year."))
    draft = ready_to_send(draft, then=then, seen=seen)
    if draft.is_held:
        return draft
    draft.send_at, draft.is_scheduled = at, True
    draft.then_status = then
    draft.unless_after = None if anyway else draft.ticket.message_count
    draft.shared_at = None
    draft.save()
    send_when_due(draft)
    publish(ReplyScheduled(ticket=draft.ticket, at=at, by=draft.author))
    return draft


@transaction.atomic
def send_now(draft_id: int, *, by: Agent) -> Draft:
    """Do not wait for the time of one's own scheduled reply."""
    draft = _scheduled(draft_id)
    if draft.author_id != by.pk:
        raise AlreadySent(_("Only its author can send this reply."))
    draft.send_at = now()
    draft.unless_after = None
    draft.save(update_fields=["send_at", "unless_after"])
    send_when_due(draft)
    return draft


@transaction.atomic
def cancel_schedule(draft_id: int, *, by: Agent) -> Draft:
    """Do not send it: it is a draft of its author again. A colleague may stop it as well."""
    must(by, Right.REPLY)
    draft = _scheduled(draft_id)
    make_a_draft_again(draft)
    publish(ScheduleCancelled(ticket=draft.ticket, author=draft.author, by=by))
    return draft


def stop_overtaken(ticket: Ticket) -> None:
    """The customer has written: scheduled replies that did not know of it become drafts again."""
    waiting = Draft.objects.filter(
        ticket=ticket, is_scheduled=True, send_at__isnull=False, unless_after__isnull=False
    )
    for draft in waiting.select_related("ticket"):
        try:
            must_not_be_overtaken(draft)
        except ConversationMovedOn as refusal:
            hand_back(draft.pk, refusal)


def _scheduled(draft_id: int) -> Draft:
    """The scheduled reply and its ticket, both rows held."""
    found = Draft.objects.select_for_update(of=("self",)).filter(
        is_scheduled=True, send_at__isnull=False
    )
    draft = found.select_related("ticket", "author__person").filter(pk=draft_id).first()
    if draft is None:
        raise AlreadySent(_("This reply has already been sent or stopped."))
    draft.ticket = locked(draft.ticket)
    return draft
