"""Pages of mail for admins, newest first, by id: no page costs more than the first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models

PAGE = 50


@dataclass(frozen=True)
class MailPage:
    rows: list[dict[str, Any]]
    # Ids to continue from; None at either end.
    newer: int | None
    older: int | None


def page_of(
    mails: "models.QuerySet[Any]",
    columns: Sequence[str],
    *,
    before: int | None = None,
    after: int | None = None,
) -> MailPage:
    """The newest mails, or the next ones beyond an id."""
    if after is not None:
        rows = list(mails.filter(pk__gt=after).order_by("pk").values(*columns)[: PAGE + 1])
        shown = rows[:PAGE][::-1]
        return MailPage(shown, _first(shown) if len(rows) > PAGE else None, _last(shown))
    if before is not None:
        mails = mails.filter(pk__lt=before)
    rows = list(mails.order_by("-pk").values(*columns)[: PAGE + 1])
    shown = rows[:PAGE]
    newer = _first(shown) if before is not None else None
    return MailPage(shown, newer, _last(shown) if len(rows) > PAGE else None)


def _first(rows: list[dict[str, Any]]) -> int | None:
    return rows[0]["id"] if rows else None


def _last(rows: list[dict[str, Any]]) -> int | None:
    return rows[-1]["id"] if rows else None
