from django.db import models, transaction
from django.utils.translation import gettext as _

from firstline.desk import rules
from firstline.desk.actions.conversation import locked
from firstline.desk.errors import AlreadySent
from firstline.desk.events import DraftShared, DraftTakenOver
from firstline.desk.models import Draft, Ticket
from firstline.desk.nudging import tell_pages_of
from firstline.platform.clock import now
from firstline.platform.events.publishing import publish
from firstline.team.models import Agent
from firstline.team.rights import Right
from firstline.team.rules import must


@transaction.atomic
def share_draft(ticket: Ticket, *, by: Agent) -> Draft:
    """Let colleagues read the reply that the agent is writing, and take it over."""
    must(by, Right.REPLY)
    draft = _being_written(ticket).filter(author=by).first()
    if draft is None:
        raise AlreadySent(_("There is no draft to share yet. Write a line first."))
    if draft.shared_at is None:
        draft.shared_at = now()
        draft.save(update_fields=["shared_at"])
        publish(DraftShared(ticket=ticket, by=by))
    return draft


@transaction.atomic
def keep_draft_private(ticket: Ticket, *, by: Agent) -> None:
    """Share it no longer."""
    must(by, Right.REPLY)
    if _being_written(ticket).filter(author=by).update(shared_at=None):
        tell_pages_of(ticket)


@transaction.atomic
def take_over_draft(draft_id: int, *, by: Agent) -> Draft:
    """Write a colleague's shared draft on as oneself. One's own text stays below it."""
    must(by, Right.REPLY)
    shared = Draft.objects.select_for_update(of=("self",)).filter(
        pk=draft_id, shared_at__isnull=False, send_at=None
    )
    draft = shared.select_related("ticket", "author__person").first()
    if draft is None:
        raise AlreadySent(_("This draft is no longer there to be taken over."))
    if draft.author_id == by.pk:
        return draft
    draft.ticket = locked(draft.ticket)
    rules.must_be_open(draft.ticket)
    previous = draft.author
    join_drafts(draft, _being_written(draft.ticket).filter(author=by).first())
    draft.author, draft.shared_at = by, None
    draft.version += 1
    draft.save()
    publish(DraftTakenOver(ticket=draft.ticket, previous=previous, by=by))
    return draft


def join_drafts(draft: Draft, other: Draft | None) -> None:
    """Put another draft's words and files below this one's; the other is gone, nothing is lost."""
    if other is None:
        return
    draft.html += other.html
    draft.version = max(draft.version, other.version) + 1
    other.attachments.update(draft=draft)
    other.delete()


def _being_written(ticket: Ticket) -> models.QuerySet[Draft]:
    drafts = Draft.objects.select_for_update(of=("self",)).select_related("ticket")
    return drafts.filter(ticket=ticket, is_public=True, send_at=None)
