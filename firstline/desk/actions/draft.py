from django.db import transaction

from firstline.desk import rules
from firstline.desk.content import NewAttachment
from firstline.desk.models import Attachment, Draft, Ticket
from firstline.platform.clock import now
from firstline.platform.html import sanitise_composed
from firstline.team.models import Agent


@transaction.atomic
def keep_draft(ticket: Ticket, *, html: str, is_public: bool, by: Agent) -> Draft:
    """Keep what the agent has written so far; one draft for the reply and one for the note."""
    if is_public:
        rules.must_work(by)
    draft, _made = Draft.objects.update_or_create(
        ticket=ticket,
        author=by,
        is_public=is_public,
        send_at=None,
        defaults={"html": sanitise_composed(html), "updated_at": now()},
    )
    return draft


def discard_draft(draft: Draft) -> None:
    draft.delete()


def attach_to_draft(draft: Draft, new: NewAttachment) -> Attachment:
    return Attachment.objects.create(
        draft=draft,
        file=new.file,
        name=new.name,
        content_id=new.content_id,
        is_inline=new.is_inline,
    )


def detach_from_draft(attachment: Attachment) -> None:
    assert attachment.draft_id is not None, "a sent message keeps its attachments"
    attachment.delete()
