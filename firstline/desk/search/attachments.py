"""What files say is read once they are there, by a job, so that they can be found by it."""

from firstline.desk.models import Attachment, AttachmentText, Message
from firstline.platform.files import storing
from firstline.platform.files.content_types import SHOWABLE
from firstline.platform.language import detect
from firstline.platform.search.files import FileText, read_text

# A larger file is found by the message it came with.
_LARGEST = 30 * 1024 * 1024
_TYPES = frozenset({"text/plain", "application/pdf", "application/zip"})
_CAUGHT_UP_AT_ONCE = 200


def has_files(message: Message) -> bool:
    return message.attachments.filter(file__content_type__in=_TYPES).exists()


def read_attachments(message: Message) -> None:
    """Read the text of each of the message's files that has not been read."""
    unread = message.attachments.filter(text__isnull=True)
    for attachment in unread.select_related("file"):
        _read(attachment)


def catch_up(*, most: int = _CAUGHT_UP_AT_ONCE) -> int:
    """Read what a job has missed, or what came before there were such jobs; the newest first."""
    unread = Attachment.objects.filter(
        message__isnull=False, text__isnull=True, file__content_type__in=_TYPES
    )
    missed = list(unread.select_related("file").order_by("-pk")[:most])
    for attachment in missed:
        _read(attachment)
    return len(missed)


def _read(attachment: Attachment) -> None:
    read = _text_of(attachment)
    AttachmentText.objects.update_or_create(
        attachment=attachment,
        defaults={
            "text": read.text,
            "trouble": read.trouble[:200],
            "language": detect(read.text),
        },
    )


def _text_of(attachment: Attachment) -> FileText:
    file = attachment.file
    if file.content_type in SHOWABLE or file.content_type not in _TYPES:
        return FileText("", "it has no text")
    if file.size > _LARGEST:
        return FileText("", "it is too large")
    same = AttachmentText.objects.filter(attachment__file=file).first()
    if same is not None:
        return FileText(same.text, same.trouble)
    return read_text(storing.read(file))
