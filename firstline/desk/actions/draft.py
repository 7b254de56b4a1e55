from collections.abc import Collection, Sequence
from datetime import timedelta
from uuid import uuid4

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from firstline.desk import rules
from firstline.desk.content import NewAttachment
from firstline.desk.errors import BadValue, DraftHasChanged
from firstline.desk.models import Attachment, Draft, Ticket
from firstline.desk.nudging import tell_pages_of
from firstline.platform.clock import now
from firstline.platform.files.models import StoredFile
from firstline.platform.html import sanitise_composed
from firstline.team.models import Agent
from firstline.team.rights import Right
from firstline.team.rules import must

# What mail servers still take, once it is written as text.
LARGEST_TOTAL = 25 * 1024 * 1024
MOST_FILES = 100
UPLOAD_TAKES = timedelta(minutes=10)
ECHO = timedelta(seconds=30)
# Beside those that a ticket copies in anyway (T24).
MOST_ADDED = 48


@transaction.atomic
def keep_draft(
    ticket: Ticket,
    *,
    html: str,
    is_public: bool,
    by: Agent,
    files: Collection[int] = (),
    version: int | None = None,
    language: str | None = None,
    is_signed: bool | None = None,
    minutes: int | None = None,
) -> Draft | None:
    """Keep what the agent has written so far; one draft for the reply and one for the note.

    `version` is the one that the writer's page began with: refused when another window wrote since.
    None when this is the echo of what has just been sent: the last save of the page came late.
    """
    must(by, Right.REPLY if is_public else Right.NOTE)
    html = sanitise_composed(html)
    if _has_just_been_sent(ticket, html, is_public=is_public, by=by):
        return None
    draft = _own(ticket, is_public=is_public, by=by)
    _must_be_current(draft, version, html)
    draft = draft or Draft(ticket=ticket, author=by, is_public=is_public)
    if draft.html != html:
        draft.version += 1
    draft.html, draft.updated_at = html, now()
    draft.language = draft.language if language is None else language
    draft.is_signed = draft.is_signed if is_signed is None else is_signed
    draft.minutes = draft.minutes if minutes is None else minutes
    draft.save()
    _keep_files(draft, files)
    if draft.shared_at:
        tell_pages_of(ticket)
    return draft


def discard_draft(ticket: Ticket, *, is_public: bool, by: Agent) -> None:
    """Throw away what the agent has written; what is being sent goes out all the same."""
    Draft.objects.filter(ticket=ticket, author=by, is_public=is_public, send_at=None).delete()
    tell_pages_of(ticket)


@transaction.atomic
def attach_to_draft(
    ticket: Ticket, *, file: StoredFile, name: str, is_public: bool, is_inline: bool, by: Agent
) -> Attachment:
    """Put a file to the agent's draft, which is begun if need be."""
    must(by, Right.REPLY if is_public else Right.NOTE)
    rules.must_be_open(ticket)
    draft = _own_or_new(ticket, is_public=is_public, by=by)
    _must_fit(draft, file)
    new = NewAttachment(
        file=file,
        name=" ".join(name.split())[:255] or "file",
        content_id=f"{uuid4().hex}@firstline" if is_inline else "",
        is_inline=is_inline,
    )
    return Attachment.objects.create(
        draft=draft,
        file=new.file,
        name=new.name,
        content_id=new.content_id,
        is_inline=new.is_inline,
    )


@transaction.atomic
def readdress(
    ticket: Ticket,
    *,
    by: Agent,
    cc: Sequence[str] = (),
    bcc: Sequence[str] = (),
    leave_out: Sequence[str] = (),
    as_ever: Sequence[str] = (),
) -> Draft:
    """Change whom one reply goes to, and no other: by addresses that are already normalised.

    Who was added for this reply and is left out again is simply gone; a requester or participant
    is remembered as left out. `as_ever` forgets what was changed about somebody.
    """
    must(by, Right.REPLY)
    rules.must_be_open(ticket)
    draft = _own_or_new(ticket, is_public=True, by=by)
    was_added = {*draft.cc, *draft.bcc}
    gone = {*leave_out, *as_ever, *cc, *bcc}
    draft.cc = [*_without(gone, draft.cc), *dict.fromkeys(cc)]
    draft.bcc = [*_without(gone, draft.bcc), *dict.fromkeys(bcc)]
    draft.left_out = [
        *_without(gone, draft.left_out),
        *(one for one in dict.fromkeys(leave_out) if one not in was_added),
    ]
    if max(len(draft.cc), len(draft.bcc), len(draft.left_out)) > MOST_ADDED:
        raise BadValue(_("A ticket can copy in at most %d people.") % MOST_ADDED)
    draft.save(update_fields=["cc", "bcc", "left_out"])
    return draft


def _own(ticket: Ticket, *, is_public: bool, by: Agent) -> Draft | None:
    own = Draft.objects.select_for_update(of=("self",))
    return own.filter(ticket=ticket, author=by, is_public=is_public, send_at=None).first()


def _own_or_new(ticket: Ticket, *, is_public: bool, by: Agent) -> Draft:
    draft, _made = Draft.objects.select_for_update(of=("self",)).get_or_create(
        ticket=ticket,
        author=by,
        is_public=is_public,
        send_at=None,
        defaults={"updated_at": now()},
    )
    return draft


def _must_be_current(draft: Draft | None, version: int | None, html: str) -> None:
    """Nothing that another window or a colleague wrote is overwritten by what is older."""
    if version is None or (draft.version if draft else 0) == version:
        return
    if draft is None:
        raise DraftHasChanged(
            _("This draft was sent, thrown away or taken over elsewhere. Your text is still here.")
        )
    if draft.html != html:
        raise DraftHasChanged(_("This draft was changed in another window."))


def _without(gone: Collection[str], addresses: Sequence[str]) -> list[str]:
    return [address for address in addresses if address not in gone]


def _keep_files(draft: Draft, files: Collection[int]) -> None:
    # A file was uploaded before it was clear whether it goes with the reply or the note.
    own = Attachment.objects.filter(draft__ticket=draft.ticket_id, draft__author=draft.author_id)
    own.filter(pk__in=files, draft__send_at__isnull=True).update(draft=draft)
    # One that is still on its way up is not among those that the page names.
    begun = now() - UPLOAD_TAKES
    draft.attachments.exclude(pk__in=files).filter(is_inline=False, created_at__lt=begun).delete()


def _has_just_been_sent(ticket: Ticket, html: str, *, is_public: bool, by: Agent) -> bool:
    if not html:
        return False
    held = Draft.objects.filter(
        ticket=ticket, author=by, is_public=is_public, send_at__isnull=False, html=html
    )
    sent = ticket.messages.filter(
        number=ticket.message_count,
        author_id=by.pk,
        is_public=is_public,
        html=html,
        created_at__gt=now() - ECHO,
    )
    return held.exists() or sent.exists()


def _must_fit(draft: Draft, file: StoredFile) -> None:
    total = draft.attachments.aggregate(total=Sum("file__size"))["total"] or 0
    if total + file.size > LARGEST_TOTAL:
        raise BadValue(
            _("Together these files are larger than 25 MB, which mail does not carry. Send a link.")
        )
    if draft.attachments.count() >= MOST_FILES:
        raise BadValue(_("A message can carry at most %d files.") % MOST_FILES)
