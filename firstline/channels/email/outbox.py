"""The outbox as people read it: pages of mail, without their words."""

from dataclasses import dataclass
from typing import Any

from firstline.channels.email.models import MailState, OutboundMail

PAGE = 50
_COLUMNS = (
    "id",
    "kind",
    "state",
    "to",
    "cc",
    "subject",
    "created_at",
    "next_attempt_at",
    "trouble",
    "refused",
    "ticket_id",
)


@dataclass(frozen=True)
class OutboxPage:
    rows: list[dict[str, Any]]
    # Ids to continue from; None at either end.
    newer: int | None
    older: int | None


def page_of(state: str, *, before: int | None = None, after: int | None = None) -> OutboxPage:
    """The newest mails of that state, or the next ones beyond an id."""
    mails = OutboundMail.objects.filter(state=state) if state in MailState.values else None
    found = OutboundMail.objects.all() if mails is None else mails
    if after is not None:
        rows = list(found.filter(pk__gt=after).order_by("pk").values(*_COLUMNS)[: PAGE + 1])
        shown = rows[:PAGE][::-1]
        return OutboxPage(shown, _first(shown) if len(rows) > PAGE else None, _last(shown))
    if before is not None:
        found = found.filter(pk__lt=before)
    rows = list(found.order_by("-pk").values(*_COLUMNS)[: PAGE + 1])
    shown = rows[:PAGE]
    newer = _first(shown) if before is not None else None
    return OutboxPage(shown, newer, _last(shown) if len(rows) > PAGE else None)


def _first(rows: list[dict[str, Any]]) -> int | None:
    return rows[0]["id"] if rows else None


def _last(rows: list[dict[str, Any]]) -> int | None:
    return rows[-1]["id"] if rows else None
