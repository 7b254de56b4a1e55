"""Messages as the timeline shows them: their words read as far as a page needs them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    Case,
    Count,
    F,
    Func,
    IntegerField,
    Q,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import MD5, Left, Length, Replace
from django.utils.formats import number_format
from markupsafe import Markup

from firstline.desk.models import Attachment, Message, RemoteImage
from firstline.desk.queries.shown import ShownFile, inline_images
from firstline.platform.html import fill_images, html_from_text

# Beyond this, a message is loaded by its own frame, so that no mail makes the page slow (T29).
LONGEST_IN_PAGE = 50_000
# A text of more letters than this comes in pieces, each when it is asked for.
LONGEST_AT_ONCE = 60_000
BEGINNING = 2_000
# More lines than this are folded. A line is as wide as the page shows it.
LONGEST_OPEN = 25
LINE = 90

_WORDS = Func(F("text"), Value(r"\S+"), function="regexp_count", output_field=IntegerField())


@dataclass(frozen=True)
class ShownMessage:
    kind = "message"

    id: int
    number: int
    at: datetime
    author: str
    address: str
    author_id: int | None
    author_kind: str
    is_public: bool
    channel: str
    gist: str
    html: Markup
    quote: Markup
    is_framed: bool
    remote_images: int
    images_asked_for: bool
    # How many remote pictures have come: the frame loads again when this changes.
    pictures: int
    to: list[dict[str, str]]
    cc: list[dict[str, str]]
    is_unverified: bool
    files: list[ShownFile]
    # How many words a text has that is longer than a screen; 0 where nothing of it is folded.
    words: int
    # Of how many letters only the beginning is here; 0 where all of it is. The fingerprint tells
    # when an open page must no longer keep what it has fetched, such as words that were redacted.
    letters: int
    fingerprint: str
    is_folded: bool = False
    # The newest message, as long as the reader has not seen it, is not folded however long it is.
    is_unread: bool = False

    @property
    def has_quote(self) -> bool:
        return bool(self.quote)

    @property
    def words_shown(self) -> str:
        return number_format(self.words, force_grouping=True)


def piece_of(text: str, *, start: int) -> str:
    """What is sent at once of a huge text: it ends where a line does, or at least a word."""
    piece = text[start : start + LONGEST_AT_ONCE]
    if len(piece) < LONGEST_AT_ONCE:
        return piece
    return _to_line_end(piece)


def _to_line_end(piece: str) -> str:
    """Without the line, or at least the word, that is cut off at its end."""
    ends = (piece.rfind(between, -BEGINNING) + 1 for between in ("\n", " "))
    return piece[: next(filter(None, ends), None)]


def shown_messages(messages: QuerySet[Message]) -> list[ShownMessage]:
    """What is shown of some messages, in their order. Their words are read as far as needed."""
    huge = Q(letters__gt=LONGEST_AT_ONCE)
    framed = (Q(is_framed=True) | Q(size__gt=LONGEST_IN_PAGE)) & ~huge
    long = Q(letters__lte=LONGEST_AT_ONCE, lines__gt=LONGEST_OPEN)
    breaks = Length("text") - Length(Replace("text", Value("\n"), Value("")))
    rows = list(
        messages.annotate(size=Length("html") + Length("quoted_html"), letters=Length("text"))
        .annotate(lines=F("letters") / LINE + breaks)
        .annotate(
            in_frame=Case(When(framed, then=Value(True)), default=Value(False)),  # noqa: FBT003
            shown_html=_unless(framed | huge, "html"),
            shown_quote=_unless(framed | huge, "quoted_html"),
            gist=Left("text", 160),
            beginning=_only(huge, Left("text", BEGINNING)),
            fingerprint=_only(huge, MD5("text")),
            words=Case(When(long, then=_WORDS), default=Value(0)),
        )
        .values(
            "id",
            "number",
            "created_at",
            "author_id",
            "author__name",
            "author__email",
            "author_kind",
            "is_public",
            "channel",
            "gist",
            "shown_html",
            "shown_quote",
            "letters",
            "beginning",
            "fingerprint",
            "words",
            "in_frame",
            "remote_images",
            "images_asked_at",
            "to",
            "cc",
            "is_unverified",
        )
    )
    attachments = _attachments([row["id"] for row in rows])
    pictures = _pictures([row["id"] for row in rows if row["images_asked_at"]])
    return [
        _message(row, attachments[row["id"]], pictures.get(row["id"], 0))
        for row in sorted(rows, key=lambda row: row["number"])
    ]


def _unless(framed: Q, field: str) -> Case:
    return Case(When(framed, then=Value("")), default=F(field), output_field=TextField())


def _only(huge: Q, text: Combinable) -> Case:
    return Case(When(huge, then=text), default=Value(""), output_field=TextField())


def _attachments(message_ids: list[int]) -> dict[int, list[Attachment]]:
    found: dict[int, list[Attachment]] = defaultdict(list)
    for attachment in (
        Attachment.objects.filter(message_id__in=message_ids).select_related("file").order_by("pk")
    ):
        found[attachment.message_id or 0].append(attachment)
    return found


def _pictures(message_ids: list[int]) -> dict[int, int]:
    """How many remote pictures each message has by now."""
    if not message_ids:
        return {}
    found = RemoteImage.objects.filter(message_id__in=message_ids).order_by()
    return dict(found.values_list("message_id").annotate(number=Count("pk")))


def _message(row: dict[str, Any], attachments: list[Attachment], pictures: int) -> ShownMessage:
    images = inline_images(attachments)
    shown = row["shown_html"] + row["shown_quote"]
    is_begun = bool(row["beginning"])
    html = html_from_text(_to_line_end(row["beginning"])) if is_begun else row["shown_html"]
    return ShownMessage(
        id=row["id"],
        number=row["number"],
        at=row["created_at"],
        author=row["author__name"] or row["author__email"] or "Firstline",
        address=row["author__email"] or "",
        author_id=row["author_id"],
        author_kind=row["author_kind"],
        is_public=row["is_public"],
        channel=row["channel"],
        gist=row["gist"],
        html=_safe(html, images),
        quote=_safe(row["shown_quote"], images),
        is_framed=row["in_frame"],
        remote_images=row["remote_images"],
        images_asked_for=row["images_asked_at"] is not None,
        pictures=pictures,
        to=row["to"],
        cc=row["cc"],
        is_unverified=row["is_unverified"],
        words=row["words"],
        letters=row["letters"] if is_begun else 0,
        fingerprint=row["fingerprint"],
        files=[
            ShownFile.of(attachment)
            for attachment in attachments
            if not _is_in_text(attachment, shown, in_frame=row["in_frame"])
        ],
    )


def _is_in_text(attachment: Attachment, shown: str, *, in_frame: bool) -> bool:
    """A picture that the text shows is not offered once more below it."""
    if not attachment.content_id or not attachment.is_showable:
        return False
    return attachment.is_inline if in_frame else f'"{attachment.content_id}"' in shown


def _safe(html: str, images: dict[str, str]) -> Markup:
    """Stored HTML is sanitised HTML; only pictures need their addresses."""
    if "data-cid=" in html:
        html = fill_images(html, inline=images)
    return Markup(html)  # noqa: S704
