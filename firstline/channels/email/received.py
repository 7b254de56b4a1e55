"""The flight recorder as people read it: pages of received mail, without the bytes."""

from dataclasses import dataclass
from typing import Any

from firstline.channels.email.models import Fate, InboundMail

PAGE = 50
_COLUMNS = (
    "id",
    "fate",
    "reasons",
    "received_at",
    "sender_name",
    "sender_address",
    "envelope_sender",
    "subject",
    "copies",
    "ticket_id",
)


@dataclass(frozen=True)
class ReceivedPage:
    rows: list[dict[str, Any]]
    # Ids to continue from; None at either end.
    newer: int | None
    older: int | None


def page_of(fate: str, *, before: int | None = None, after: int | None = None) -> ReceivedPage:
    """The newest mails of that fate, or the next ones beyond an id."""
    mails = InboundMail.objects.filter(fate=fate) if fate in Fate.values else None
    found = InboundMail.objects.all() if mails is None else mails
    if after is not None:
        rows = list(found.filter(pk__gt=after).order_by("pk").values(*_COLUMNS)[: PAGE + 1])
        shown = rows[:PAGE][::-1]
        return ReceivedPage(shown, shown[0]["id"] if len(rows) > PAGE else None, _last(shown))
    if before is not None:
        found = found.filter(pk__lt=before)
    rows = list(found.order_by("-pk").values(*_COLUMNS)[: PAGE + 1])
    shown = rows[:PAGE]
    newer = shown[0]["id"] if shown and before is not None else None
    return ReceivedPage(shown, newer, _last(shown) if len(rows) > PAGE else None)


def _last(rows: list[dict[str, Any]]) -> int | None:
    return rows[-1]["id"] if rows else None
