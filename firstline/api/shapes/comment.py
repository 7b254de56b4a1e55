from collections.abc import Iterable
from typing import Any

import msgspec
from django.http import HttpRequest
from django.urls import reverse

from firstline.api.shapes.values import link, stamp
from firstline.api.shapes.via import Via, via
from firstline.desk.models import Attachment, Message
from firstline.platform.events.models import Event

_MESSAGE_EVENTS = ("customer_wrote", "reply_sent", "note_added")


class AttachmentShape(msgspec.Struct):
    id: int
    url: str
    file_name: str
    content_url: str
    mapped_content_url: str
    content_type: str
    size: int
    inline: bool
    width: int | None = None
    height: int | None = None
    deleted: bool = False
    malware_access_override: bool = False
    malware_scan_result: str = "not_scanned"
    thumbnails: list[dict[str, Any]] = msgspec.field(default_factory=list)


class Comment(msgspec.Struct):
    """A message of a ticket: a public reply, a customer's message or an internal note."""

    id: int
    type: str
    author_id: int | None
    body: str
    html_body: str
    plain_body: str
    public: bool
    attachments: list[AttachmentShape]
    audit_id: int | None
    via: Via
    created_at: str
    metadata: dict[str, Any] = msgspec.field(default_factory=lambda: {"system": {}, "custom": {}})


class CommentsAnswer(msgspec.Struct):
    comments: list[Comment]
    next_page: str | None = None
    previous_page: str | None = None
    count: int = 0


def shape_comments(
    messages: Iterable[Message], ticket_id: int, request: HttpRequest
) -> list[Comment]:
    """The messages in the same order; `attachments__file` should be prefetched."""
    audits = {
        data["message"]: ident
        for ident, data in Event.objects.filter(
            subject_kind="ticket", subject_id=ticket_id, name__in=_MESSAGE_EVENTS
        ).values_list("pk", "data")
    }
    return [comment(message, audits.get(message.pk), request) for message in messages]


def comment(message: Message, audit_id: int | None, request: HttpRequest) -> Comment:
    text = "\n\n".join(part for part in (message.text, message.quoted_text) if part)
    return Comment(
        id=message.pk,
        type="Comment",
        author_id=message.author_id,
        body=text,
        html_body=f'<div class="zd-comment" dir="auto">{message.html}{message.quoted_html}</div>',
        plain_body=text,
        public=message.is_public,
        attachments=[_attachment(row, request) for row in message.attachments.all()],
        audit_id=audit_id,
        via=via(message.channel),
        created_at=stamp(message.created_at),
    )


def _attachment(row: Attachment, request: HttpRequest) -> AttachmentShape:
    address = request.build_absolute_uri(reverse("api-attachment-content", args=[row.pk]))
    return AttachmentShape(
        id=row.pk,
        url=link(request, f"attachments/{row.pk}.json"),
        file_name=row.name,
        content_url=address,
        mapped_content_url=address,
        content_type=row.file.content_type,
        size=row.file.size,
        inline=row.is_inline,
    )
