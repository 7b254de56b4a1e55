from collections.abc import Collection
from datetime import timedelta
from uuid import uuid4

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from firstline.desk import rules
from firstline.desk.content import NewAttachment
from firstline.desk.errors import BadValue
from firstline.desk.models import Attachment, Draft, Ticket
from firstline.platform.clock import now
from firstline.platform.files.models import StoredFile
from firstline.platform.html import sanitise_composed
from firstline.team.models import Agent

# What mail servers still take, once it is written as text.
LARGEST_TOTAL = 25 * 1024 * 1024
MOST_FILES = 100
UPLOAD_TAKES = timedelta(minutes=10)
ECHO = timedelta(seconds=30)


@transaction.atomic
def keep_draft(
    ticket: Ticket,
    *,
    html: str,
    is_public: bool,
    by: Agent,
    files: Collection[int] = (),
) -> Draft | None:
    """Keep what the agent has written so far; one draft for the reply and one for the note.

    None when this is the echo of what has just been sent: the last save of the page came late.
    """
    if is_public:
        rules.must_work(by)
    html = sanitise_composed(html)
    if _has_just_been_sent(ticket, html, is_public=is_public, by=by):
        return None
    draft, _made = Draft.objects.update_or_create(
        ticket=ticket,
        author=by,
        is_public=is_public,
        send_at=None,
        defaults={"html": html, "updated_at": now()},
    )
    _keep_files(draft, files)
    return draft


def discard_draft(ticket: Ticket, *, is_public: bool, by: Agent) -> None:
    """Throw away what the agent has written; what is being sent goes out all the same."""
    Draft.objects.filter(ticket=ticket, author=by, is_public=is_public, send_at=None).delete()


@transaction.atomic
def attach_to_draft(
    ticket: Ticket, *, file: StoredFile, name: str, is_public: bool, is_inline: bool, by: Agent
) -> Attachment:
    """Put a file to the agent's draft, which is begun if need be."""
    if is_public:
        rules.must_work(by)
    rules.must_be_open(ticket)
    draft, _made = Draft.objects.get_or_create(
        ticket=ticket,
        author=by,
        is_public=is_public,
        send_at=None,
        defaults={"updated_at": now()},
    )
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
