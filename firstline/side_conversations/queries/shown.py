"""Side conversations as pages show them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.db.models import F, FilteredRelation, Q
from django.db.models.functions import Coalesce
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from markupsafe import Markup

from firstline.desk.models import Attachment, Ticket
from firstline.desk.queries.messages import LONGEST_IN_PAGE
from firstline.desk.queries.shown import ShownFile
from firstline.platform.html import fill_images, text_from_html
from firstline.side_conversations.actions import Place
from firstline.side_conversations.models import (
    SideConversation,
    SideDraft,
    SideFile,
    SideMessage,
)
from firstline.side_conversations.recipients import rows_of
from firstline.team.models import Agent

PAGE = 50
MOST_LISTED = 50
MOST_FILES_OFFERED = 50


@dataclass(frozen=True)
class ListedConversation:
    """A side conversation beside its ticket."""

    id: int
    subject: str
    people: str
    last_writer: str
    preview: str
    updated_at: datetime
    is_done: bool
    # Somebody outside wrote what this reader has not seen.
    is_unread: bool


_LISTED = (
    *("id", "subject", "people", "last_writer", "preview", "updated_at", "done_at"),
    "last_heard",
)


def conversations_of(ticket: Ticket, reader: Agent) -> list[ListedConversation]:
    """Those of a ticket that the reader may see: the open ones first, then the newest."""
    own = FilteredRelation("readings", condition=Q(readings__agent=reader))
    rows = (
        SideConversation.objects.filter(ticket=ticket)
        .annotate(own_reading=own, seen=Coalesce("own_reading__number", 0))
        .order_by(F("done_at").asc(nulls_first=True), "-updated_at", "-pk")
        .values(*_LISTED, "seen")
    )
    return [
        ListedConversation(
            id=row["id"],
            subject=row["subject"],
            people=", ".join(one["name"] or one["address"] for one in row["people"]),
            last_writer=row["last_writer"],
            preview=row["preview"],
            updated_at=row["updated_at"],
            is_done=row["done_at"] is not None,
            is_unread=row["last_heard"] > row["seen"],
        )
        for row in rows[:MOST_LISTED]
    ]


@dataclass(frozen=True)
class ShownSideMessage:
    id: int
    number: int
    at: datetime
    writer: str
    address: str
    is_ours: bool
    is_expected: bool
    is_automatic: bool
    to: list[dict[str, str]]
    html: Markup
    quote: Markup
    is_framed: bool
    remote_images: int
    files: list[ShownFile]


@dataclass(frozen=True)
class ShownMessages:
    messages: list[ShownSideMessage]
    # The number to continue from with those before; None at the beginning.
    earlier: int | None


def messages_of(conversation: SideConversation, *, before: int | None = None) -> ShownMessages:
    """The newest messages, or those before a number, oldest first."""
    rows = conversation.messages.select_related("author__person").defer("search")
    if before is not None:
        rows = rows.filter(number__lt=before)
    newest = rows.prefetch_related("attachments__file").order_by("-number")
    found = list(newest[: PAGE + 1])
    shown = [_message(row) for row in reversed(found[:PAGE])]
    return ShownMessages(shown, shown[0].number if len(found) > PAGE else None)


def _message(row: SideMessage) -> ShownSideMessage:
    files = list(row.attachments.all())
    pictures = pictures_of(files)
    is_framed = row.is_framed or len(row.html) + len(row.quoted_html) > LONGEST_IN_PAGE
    words = "" if is_framed else row.html
    quote = "" if is_framed else row.quoted_html
    return ShownSideMessage(
        id=row.pk,
        number=row.number,
        at=row.created_at,
        writer=str(row.author) if row.author else row.sender_name or row.sender_address,
        address=row.sender_address,
        is_ours=row.is_ours,
        is_expected=row.is_expected,
        is_automatic=row.is_automatic,
        to=row.to,
        html=filled(words, pictures),
        quote=filled(quote, pictures),
        is_framed=is_framed,
        remote_images=row.remote_images,
        files=[shown_file(file) for file in files if not _is_in_text(file, row)],
    )


def _is_in_text(file: SideFile, message: SideMessage) -> bool:
    """A picture that the text shows is not offered once more below it."""
    is_named = f'"{file.content_id}"' in message.html + message.quoted_html
    return bool(file.content_id) and file.is_showable and is_named


@dataclass(frozen=True)
class ShownSideDraft:
    """What the agent is writing, or would begin with."""

    to: list[dict[str, str]]
    subject: str
    text: str
    html: Markup
    files: list[tuple[int, str, str]]
    picture_ids: list[int]
    version: int
    is_signed: bool

    @classmethod
    def at(cls, place: Place, draft: SideDraft | None) -> Self:
        if draft is None:
            return cls(
                to=place.people,
                subject=place.subject,
                text="",
                html=Markup(),
                files=[],
                picture_ids=[],
                version=0,
                is_signed=True,
            )
        files = list(draft.attachments.select_related("file").order_by("pk"))
        return cls(
            to=rows_of(draft.to),
            subject=draft.subject,
            text=text_from_html(draft.html),
            html=filled(draft.html, pictures_of(files)),
            files=[
                (file.pk, file.name, filesizeformat(file.file.size))
                for file in files
                if not file.is_inline
            ],
            picture_ids=[file.pk for file in files if file.is_inline],
            version=draft.version,
            is_signed=draft.is_signed,
        )


def files_to_offer(ticket: Ticket) -> Sequence[Attachment]:
    """The ticket's own files, the newest first: an agent may send one along."""
    found = Attachment.objects.filter(message__ticket=ticket, is_inline=False)
    return list(found.select_related("file").order_by("-pk")[:MOST_FILES_OFFERED])


def pictures_of(files: Iterable[SideFile]) -> dict[str, str]:
    """The addresses of pictures that the text refers to by content id."""
    return {
        file.content_id: address_of(file) for file in files if file.content_id and file.is_showable
    }


def address_of(file: SideFile) -> str:
    """The last part is only there so that the browser finds a name."""
    name = file.name.replace("/", "_").strip(".") or "file"
    return reverse("side_file", args=[file.pk, name])


def shown_file(file: SideFile) -> ShownFile:
    return ShownFile.at(address_of(file), file)


def filled(html: str, pictures: dict[str, str]) -> Markup:
    """Stored HTML is sanitised HTML; only pictures need their addresses."""
    if "data-cid=" in html:
        html = fill_images(html, inline=pictures)
    return Markup(html)  # noqa: S704
