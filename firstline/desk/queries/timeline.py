"""A ticket as it reads: messages, notes and what happened, in the order of time, page by page."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.utils import timezone

from firstline.desk.history import Happening, told
from firstline.desk.models import Message, Ticket
from firstline.desk.queries.messages import ShownMessage, shown_messages
from firstline.desk.queries.shown import day_label
from firstline.platform.events.models import Event

PAGE = 50
# An open page that grows keeps what it shows, up to so many messages.
LONGEST = 200
MOST_EVENTS = 300
HISTORY_PAGE = 100
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
    return shown_messages(messages.order_by("-number")[:most])


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
