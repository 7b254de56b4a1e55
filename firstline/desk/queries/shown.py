"""Small things of several pages as they are shown: files, drafts, days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol, Self

from babel import Locale
from babel.core import UnknownLocaleError
from babel.dates import format_skeleton
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from markupsafe import Markup

from firstline.desk.dispatch import deviation_of
from firstline.desk.models import Attachment, Draft
from firstline.desk.recipients import Deviation
from firstline.platform.clock import now
from firstline.platform.files.models import StoredFile
from firstline.platform.html import fill_images, text_from_html

_ICONS = {"image": "file-image", "text": "file-text"}
_ARCHIVES = {"application/zip", "application/gzip"}


class Attached(Protocol):
    """A stored file under the name that somebody gave it, whatever it hangs on."""

    pk: int
    name: str

    @property
    def file(self) -> StoredFile: ...

    @property
    def is_showable(self) -> bool: ...


@dataclass(frozen=True)
class ShownFile:
    """A file below a message. Its name is the sender's word; its type was read from its bytes."""

    id: int
    name: str
    size: str
    icon: str
    is_showable: bool
    address: str

    @classmethod
    def of(cls, attachment: Attachment) -> Self:
        return cls.at(address_of(attachment), attachment)

    @classmethod
    def at(cls, address: str, attached: Attached) -> Self:
        kind = attached.file.content_type
        return cls(
            id=attached.pk,
            name=attached.name or _("File without a name"),
            size=filesizeformat(attached.file.size),
            icon="file-archive" if kind in _ARCHIVES else _ICONS.get(kind.split("/")[0], "file"),
            is_showable=attached.is_showable,
            address=address,
        )


@dataclass(frozen=True)
class ShownDraft:
    """What an agent is writing or about to send, with its pictures where the page finds them."""

    id: int
    author: str
    author_id: int
    is_public: bool
    text: str
    html: Markup
    files: list[tuple[int, str, str]]
    picture_ids: list[int]
    version: int
    language: str
    is_signed: bool
    minutes: int
    is_shared: bool
    deviation: Deviation
    updated_at: datetime
    send_at: datetime | None
    is_scheduled: bool
    sends_anyway: bool
    then: str
    # How long its author may still take it back; the server waits a little longer.
    seconds_left: int

    @classmethod
    def of(cls, draft: Draft, *, held_longer: float = 0) -> Self:
        attachments = list(draft.attachments.all())
        html = fill_images(draft.html, inline=inline_images(attachments))
        left = (draft.send_at - now()).total_seconds() - held_longer if draft.send_at else 0
        return cls(
            id=draft.pk,
            author=draft.author.person.display_name,
            author_id=draft.author_id,
            is_public=draft.is_public,
            text=text_from_html(draft.html),
            html=Markup(html),  # noqa: S704 - sanitised when it was kept
            files=[
                (file.pk, file.name, filesizeformat(file.file.size))
                for file in attachments
                if not file.is_inline
            ],
            picture_ids=[file.pk for file in attachments if file.is_inline],
            version=draft.version,
            language=draft.language,
            is_signed=draft.is_signed,
            minutes=draft.minutes,
            is_shared=draft.shared_at is not None,
            deviation=deviation_of(draft),
            updated_at=draft.updated_at,
            send_at=draft.send_at,
            is_scheduled=draft.is_scheduled,
            sends_anyway=draft.unless_after is None,
            then=draft.then_status,
            seconds_left=max(0, round(left)),
        )


def inline_images(attachments: Iterable[Attachment]) -> dict[str, str]:
    """The addresses of pictures that the text refers to by content id."""
    return {
        attachment.content_id: address_of(attachment)
        for attachment in attachments
        if attachment.content_id and attachment.is_showable
    }


def address_of(attachment: Attachment) -> str:
    """The last part is only there so that the browser finds a name."""
    name = attachment.name.replace("/", "_").strip(".") or "file"
    return reverse("attachment", args=[attachment.pk, name])


def day_label(day: date) -> str:
    """`Today`, or the day as people write it: `Thursday 19 November`."""
    today = timezone.localdate()
    if day == today:
        return _("Today")
    skeleton = "MMMMEEEEd" if day.year == today.year else "yMMMMEEEEd"
    return format_skeleton(skeleton, day, locale=_locale())


def _locale() -> Locale:
    try:
        return Locale.parse(translation.get_language() or "en", sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")
