"""What an agent is writing to somebody outside, before it is sent."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from django.db import transaction
from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from firstline.desk import rules
from firstline.desk.actions.draft import LARGEST_TOTAL, MOST_FILES, UPLOAD_TAKES
from firstline.desk.content import NewAttachment
from firstline.desk.errors import BadValue, DraftHasChanged
from firstline.desk.models import Ticket
from firstline.platform.clock import now
from firstline.platform.files.models import StoredFile
from firstline.platform.html import sanitise_composed
from firstline.side_conversations.models import (
    SideConversation,
    SideDraft,
    SideFile,
    SideMessage,
)
from firstline.side_conversations.recipients import must_be_outside
from firstline.team.models import Agent
from firstline.team.rights import Right
from firstline.team.rules import must

_ECHO = timedelta(seconds=30)


@dataclass(frozen=True)
class Place:
    """Where somebody writes: on a ticket, to begin; in a conversation of it, to go on."""

    ticket: Ticket
    conversation: SideConversation | None = None

    @property
    def people(self) -> list[dict[str, str]]:
        """Whom the next message goes to, unless somebody chooses otherwise."""
        return self.conversation.last_written_to() if self.conversation else []

    @property
    def subject(self) -> str:
        return (self.conversation or self.ticket).subject


def draft_at(place: Place, *, by: Agent) -> SideDraft | None:
    return _drafts(place, by).first()


@transaction.atomic
def keep_draft(
    place: Place,
    *,
    html: str,
    by: Agent,
    subject: str | None = None,
    files: Collection[int] | None = None,
    version: int | None = None,
    is_signed: bool | None = None,
) -> SideDraft | None:
    """Keep what the agent has written so far; what is None stays as it is.

    `version` is the one that the writer's page began with: refused when another window wrote
    since. None when this is the echo of what has just been sent.
    """
    must(by, Right.REPLY)
    html = sanitise_composed(html)
    if _has_just_been_sent(place, html, by=by):
        return None
    draft = _locked_or_new(place, by=by, version=version, html=html)
    draft.version += draft.html != html
    draft.html, draft.updated_at = html, now()
    draft.subject = draft.subject if subject is None else rules.clean_subject(subject)
    draft.is_signed = draft.is_signed if is_signed is None else is_signed
    draft.save()
    if files is not None:
        # One that is still on its way up is not among those that the page names.
        begun = now() - UPLOAD_TAKES
        gone = draft.attachments.exclude(pk__in=files)
        gone.filter(is_inline=False, created_at__lt=begun).delete()
    return draft


@transaction.atomic
def readdress(
    place: Place, *, by: Agent, add: Sequence[str] = (), leave_out: Sequence[str] = ()
) -> SideDraft:
    """Change whom the message goes to, by addresses that are already normalised."""
    must(by, Right.REPLY)
    draft = _locked_or_new(place, by=by)
    chosen = dict.fromkeys([*draft.to, *add])
    draft.to = [address for address in chosen if address not in leave_out]
    must_be_outside(place.ticket, draft.to)
    draft.save(update_fields=["to"])
    return draft


@transaction.atomic
def attach(
    place: Place, *, file: StoredFile, name: str, by: Agent, is_inline: bool = False
) -> SideFile:
    """Put a file to the agent's draft, which is begun if need be."""
    must(by, Right.REPLY)
    draft = _locked_or_new(place, by=by)
    _must_fit(draft, file)
    new = NewAttachment(
        file=file,
        name=" ".join(name.split())[:255] or "file",
        content_id=f"{uuid4().hex}@firstline" if is_inline else "",
        is_inline=is_inline,
    )
    return SideFile.objects.create(
        draft=draft,
        file=new.file,
        name=new.name,
        content_id=new.content_id,
        is_inline=new.is_inline,
    )


def discard_draft(place: Place, *, by: Agent) -> None:
    """Throw away what the agent has written."""
    must(by, Right.REPLY)
    _drafts(place, by).delete()


def _drafts(place: Place, by: Agent) -> "QuerySet[SideDraft]":
    own = SideDraft.objects.filter(author=by)
    if place.conversation is not None:
        return own.filter(conversation=place.conversation)
    return own.filter(ticket=place.ticket)


def _locked_or_new(
    place: Place, *, by: Agent, version: int | None = None, html: str = ""
) -> SideDraft:
    draft = _drafts(place, by).select_for_update(of=("self",)).first()
    _must_be_current(draft, version, html)
    if draft is not None:
        return draft
    if place.conversation is None:
        rules.must_be_open(place.ticket)
    else:
        rules.must_be_present(place.ticket)
    return SideDraft.objects.create(
        ticket=None if place.conversation else place.ticket,
        conversation=place.conversation,
        author=by,
        to=[row["address"] for row in place.people],
        subject=place.subject,
        updated_at=now(),
    )


def _must_be_current(draft: SideDraft | None, version: int | None, html: str) -> None:
    if version is None or (draft.version if draft else 0) == version:
        return
    if draft is None:
        raise DraftHasChanged(
            _("This draft was sent or thrown away elsewhere. Your text is still here.")
        )
    if draft.html != html:
        raise DraftHasChanged(_("This draft was changed in another window."))


def _has_just_been_sent(place: Place, html: str, *, by: Agent) -> bool:
    """What was sent leaves no draft: who asks another supplier the same has begun a new one."""
    if not html or _drafts(place, by).exists():
        return False
    sent = SideMessage.objects.filter(author=by, html=html, created_at__gt=now() - _ECHO)
    if place.conversation is not None:
        return sent.filter(conversation=place.conversation).exists()
    return sent.filter(conversation__ticket=place.ticket, number=1).exists()


def _must_fit(draft: SideDraft, file: StoredFile) -> None:
    total = draft.attachments.aggregate(total=Sum("file__size"))["total"] or 0
    if total + file.size > LARGEST_TOTAL:
        raise BadValue(
            _("Together these files are larger than 25 MB, which mail does not carry. Send a link.")
        )
    if draft.attachments.count() >= MOST_FILES:
        raise BadValue(_("A message can carry at most %d files.") % MOST_FILES)
