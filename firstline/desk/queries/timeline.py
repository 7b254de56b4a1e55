"""A ticket as it reads: messages, notes and what happened, in the order of time, page by page."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
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
from django.utils import timezone
from django.utils.formats import number_format
from markupsafe import Markup

from firstline.desk.history import Happening, told
from firstline.desk.models import Attachment, Message, RemoteImage, Ticket
from firstline.desk.queries.shown import ShownFile, day_label, inline_images
from firstline.platform.events.models import Event
from firstline.platform.html import fill_images, html_from_text

PAGE = 50
# An open page that grows keeps what it shows, up to so many messages.
LONGEST = 200
MOST_EVENTS = 300
HISTORY_PAGE = 100
# Beyond this, a message is loaded by its own frame, so that no mail makes the page slow (T29).
LONGEST_IN_PAGE = 50_000
# A text of more letters than this comes in pieces, each when it is asked for.
LONGEST_AT_ONCE = 60_000
BEGINNING = 2_000
# More lines than this are folded. A line is as wide as the page shows it.
LONGEST_OPEN = 25
LINE = 90
# Of a long conversation, what came first and last stays open.
FOLDED_FROM = 7
OPEN_AT_END = 3
# More changes than this in a row become one line that opens.
LONGEST_RUN = 3

# These are in the timeline as messages, or are nobody's business there: the history has them.
_MESSAGE_EVENTS = (
    "ticket_opened",
    "customer_wrote",
    "reply_sent",
    "note_added",
    "agent_mentioned",
    "ticket_followed",
    "ticket_unfollowed",
    "draft_shared",
    "reply_scheduled",
)


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


@dataclass(frozen=True)
class ShownHappenings:
    """Changes between two messages, none of them longer than a line."""

    kind = "happenings"

    happenings: list[Happening]

    @property
    def at(self) -> datetime:
        return self.happenings[0].at

    @property
    def is_folded(self) -> bool:
        return len(self.happenings) > LONGEST_RUN


@dataclass(frozen=True)
class DayLine:
    """A line with the date, before the first message of each day."""

    kind = "day"

    day: date

    @property
    def label(self) -> str:
        return day_label(self.day)


@dataclass(frozen=True)
class NewLine:
    """Where what the reader has not seen yet begins."""

    kind = "new"

    number: int


Entry = ShownMessage | ShownHappenings | DayLine | NewLine


@dataclass(frozen=True)
class Timeline:
    entries: list[Entry]
    # The numbers of the first message shown, and of the last one in the ticket.
    first: int
    last: int
    has_earlier: bool
    # The first message that is new to the reader; None where there is none on this page.
    first_new: int | None = None


def timeline_of(
    ticket: Ticket,
    *,
    before: int | None = None,
    since: int | None = None,
    new_from: int | None = None,
) -> Timeline:
    """The newest page of the conversation, or the one before a message's number.

    `since` is the first number that an open page shows: it keeps those when newer ones arrive.
    From `new_from` on, messages are new to the reader: they stay open below a line. Who was never
    here, to whom all are new, needs none.
    """
    line_at = new_from if new_from and new_from > 1 else None
    most = PAGE if since is None else min(max(ticket.message_count - since + 1, PAGE), LONGEST)
    messages = _messages(ticket, before, most + 1)
    is_more = len(messages) > most
    messages = _folded(_in_time(messages[-most:]), ends_here=before is None, new_from=line_at)
    if new_from is not None and messages and messages[-1].number >= new_from:
        messages[-1] = replace(messages[-1], is_unread=True)
    happenings = _happenings(
        ticket,
        since=messages[0].at if is_more else None,
        until=None if before is None else _moment_of(ticket, before),
    )
    entries = list(_with_new_line(_with_days(_runs(messages, happenings)), line_at))
    return Timeline(
        entries=entries,
        first=min((message.number for message in messages), default=1),
        last=ticket.message_count,
        has_earlier=is_more,
        first_new=next((entry.number for entry in entries if isinstance(entry, NewLine)), None),
    )


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


def history_of(ticket: Ticket, *, before: int | None = None) -> list[Happening]:
    """Everything that happened, newest first, one more than a page when there is more."""
    events = _events(ticket)
    if before is not None:
        events = events.filter(pk__lt=before)
    return [told(event) for event in events[: HISTORY_PAGE + 1]]


def _messages(ticket: Ticket, before: int | None, most: int) -> list[ShownMessage]:
    """The last messages of the ticket, or those before a number, oldest first."""
    messages = Message.objects.filter(ticket=ticket)
    if before is not None:
        messages = messages.filter(number__lt=before)
    return _shown(messages.order_by("-number")[:most])


def _shown(messages: QuerySet[Message]) -> list[ShownMessage]:
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


_WORDS = Func(F("text"), Value(r"\S+"), function="regexp_count", output_field=IntegerField())


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


def _in_time(messages: list[ShownMessage]) -> list[ShownMessage]:
    """Messages of a ticket that was merged have later numbers than their time says."""
    return sorted(messages, key=lambda message: (message.at, message.number))


def _folded(
    messages: list[ShownMessage], *, ends_here: bool, new_from: int | None
) -> list[ShownMessage]:
    if len(messages) < FOLDED_FROM:
        return messages
    first_open = len(messages) - OPEN_AT_END if ends_here else len(messages)
    return [
        replace(
            message,
            is_folded=message.number > 1
            and index < first_open
            and (new_from is None or message.number < new_from),
        )
        for index, message in enumerate(messages)
    ]


def _happenings(
    ticket: Ticket, *, since: datetime | None, until: datetime | None
) -> list[Happening]:
    events = _events(ticket).exclude(name__in=_MESSAGE_EVENTS)
    if since is not None:
        events = events.filter(at__gte=since)
    if until is not None:
        events = events.filter(at__lt=until)
    return [told(event) for event in reversed(events[:MOST_EVENTS])]


def _events(ticket: Ticket) -> Any:
    return Event.objects.filter(subject_kind="ticket", subject_id=ticket.pk).order_by("-id")


def _moment_of(ticket: Ticket, number: int) -> datetime | None:
    return (
        Message.objects.filter(ticket=ticket, number=number)
        .values_list("created_at", flat=True)
        .first()
    )


def _runs(
    messages: list[ShownMessage], happenings: list[Happening]
) -> Iterator[ShownMessage | ShownHappenings]:
    """Both in the order of time, changes without a message between them as one entry."""
    mixed: list[ShownMessage | Happening] = [*messages, *happenings]
    # The sort is stable: a message comes before what it caused in the same moment.
    mixed.sort(key=lambda entry: entry.at)
    for is_message, run in groupby(mixed, key=lambda entry: isinstance(entry, ShownMessage)):
        if is_message:
            yield from (entry for entry in run if isinstance(entry, ShownMessage))
        else:
            yield ShownHappenings([entry for entry in run if isinstance(entry, Happening)])


def _with_days(
    entries: Iterator[ShownMessage | ShownHappenings],
) -> Iterator[ShownMessage | ShownHappenings | DayLine]:
    shown: date | None = None
    for entry in entries:
        day = timezone.localtime(entry.at).date()
        if day != shown and isinstance(entry, ShownMessage):
            yield DayLine(day)
            shown = day
        yield entry


def _with_new_line(
    entries: Iterator[ShownMessage | ShownHappenings | DayLine], new_from: int | None
) -> Iterator[Entry]:
    is_drawn = new_from is None
    for entry in entries:
        if not is_drawn and isinstance(entry, ShownMessage) and entry.number >= (new_from or 0):
            yield NewLine(entry.number)
            is_drawn = True
        yield entry
