from collections.abc import Collection

from django.db import transaction

from firstline.desk.actions.reply import add_note
from firstline.desk.actions.spend_time import spend_time
from firstline.desk.content import Content
from firstline.desk.models import Draft, Message


@transaction.atomic
def add_draft_as_note(draft: Draft) -> Message:
    """Turn what an agent wrote for the team into a note of the ticket."""
    note = add_note(
        draft.ticket,
        Content.from_composer(draft.html),
        by=draft.author,
        attachments=[attachment.as_new() for attachment in draft.attachments.all()],
        draft=draft,
    )
    spend_time(draft, message=note)
    draft.delete()
    return note


@transaction.atomic
def keep_only(draft: Draft, files: Collection[int]) -> None:
    """Before sending, drop the files that the writer took out again, and pictures not shown."""
    for attachment in draft.attachments.all():
        is_meant = (
            attachment.content_id in draft.html if attachment.is_inline else attachment.pk in files
        )
        if not is_meant:
            attachment.delete()
