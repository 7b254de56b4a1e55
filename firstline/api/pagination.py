"""Both of Zendesk's ways to page: by page number with a count, and by cursor without one."""

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest

from firstline.api.errors import ApiError, InvalidAttribute

Row = TypeVar("Row", bound=Model)

LARGEST_PAGE = 100
DEEPEST_ROW = 10_000
# Rows beyond this are not counted one by one; the total is then what PostgreSQL estimates.
_COUNTED = 10_000
# Any number of so many digits fits PostgreSQL's bigint.
_MOST_DIGITS = 18


@dataclass(frozen=True)
class Page:
    """The rows of one page and the keys that go beside them in the answer."""

    rows: Sequence[Any]
    keys: dict[str, Any]


def paged(request: HttpRequest, rows: QuerySet[Row], *, descending: bool = False) -> Page:
    """One page, in the order of ids, by number or by cursor as the request asks."""
    by_cursor = any(name.startswith("page[") for name in request.GET)
    ordered = rows.order_by("-pk" if descending else "pk")
    return (
        _by_cursor(request, ordered, descending=descending)
        if by_cursor
        else numbered(request, ordered)
    )


def numbered(request: HttpRequest, rows: QuerySet[Row], *, order: Sequence[str] = ()) -> Page:
    """Page N of an ordered list, with the total."""
    if order:
        rows = rows.order_by(*order)
    number = _whole(request, "page", 1)
    size = min(_whole(request, "per_page", LARGEST_PAGE), LARGEST_PAGE)
    start = (number - 1) * size
    if start + size > DEEPEST_ROW:
        raise ApiError(
            {
                "error": "InvalidPaginationDepth",
                "description": "Number of rows exceeds the limit. Use cursor pagination instead.",
            }
        )
    found = list(rows[start : start + size + 1])
    keys = {
        "next_page": _turned(request, number + 1) if len(found) > size else None,
        "previous_page": _turned(request, number - 1) if number > 1 else None,
        "count": start + len(found) if len(found) <= size else total(rows),
    }
    return Page(found[:size], keys)


def total(rows: QuerySet[Row]) -> int:
    """How many rows there are; an estimate where counting would be dear."""
    counted = rows.order_by()[: _COUNTED + 1].count()
    if counted <= _COUNTED:
        return counted
    return max(counted, _estimate(rows))


def _estimate(rows: QuerySet[Row]) -> int:
    plan = rows.order_by().explain(format="json")
    start = plan.index('"Plan Rows": ') + len('"Plan Rows": ')
    return int(plan[start:].partition(",")[0])


def _by_cursor(request: HttpRequest, rows: QuerySet[Row], *, descending: bool) -> Page:
    size = min(_whole(request, "page[size]", LARGEST_PAGE), LARGEST_PAGE)
    after, before = (request.GET.get(f"page[{way}]", "") for way in ("after", "before"))
    forwards = not before
    found = list(
        _beyond(rows, after or before, forwards=forwards, descending=descending)[: size + 1]
    )
    more, found = len(found) > size, found[:size]
    if not forwards:
        found.reverse()
    first, last = (_cursor(found[0].pk), _cursor(found[-1].pk)) if found else (None, None)
    has_more = more if forwards else bool(found)
    has_less = bool(after) and bool(found) if forwards else more
    return Page(
        found,
        {
            "meta": {"has_more": has_more, "after_cursor": last, "before_cursor": first},
            "links": {
                "next": _moved(request, "after", last) if has_more else None,
                "prev": _moved(request, "before", first) if has_less else None,
            },
        },
    )


def _beyond(rows: QuerySet[Row], cursor: str, *, forwards: bool, descending: bool) -> QuerySet[Row]:
    """The rows after the cursor, or those before it in reverse."""
    rising = forwards != descending
    rows = rows.order_by("pk" if rising else "-pk")
    if not cursor:
        return rows
    return rows.filter(**{"pk__gt" if rising else "pk__lt": _id_in(cursor)})


def _cursor(ident: int) -> str:
    return base64.urlsafe_b64encode(f"id||{ident}".encode()).decode("ascii")


def _id_in(cursor: str) -> int:
    try:
        decoded = base64.urlsafe_b64decode(cursor.encode()).decode("ascii")
    except ValueError as error:
        raise InvalidAttribute("page", cursor) from error
    kind, _bars, ident = decoded.partition("||")
    if kind != "id" or not ident.isdecimal() or len(ident) > _MOST_DIGITS:
        raise InvalidAttribute("page", cursor)
    return int(ident)


def _whole(request: HttpRequest, name: str, default: int) -> int:
    value = request.GET.get(name, "")
    if not value:
        return default
    if not value.isdecimal() or not 1 <= int(value[:12]) < 10**9:
        raise InvalidAttribute(name, value)
    return int(value)


def _turned(request: HttpRequest, number: int) -> str:
    return _with(request, lambda query: query.__setitem__("page", str(number)))


def _moved(request: HttpRequest, way: str, cursor: str | None) -> str:
    def change(query: Any) -> None:
        query.pop("page[after]", None)
        query.pop("page[before]", None)
        query[f"page[{way}]"] = cursor

    return _with(request, change)


def _with(request: HttpRequest, change: Callable[[Any], None]) -> str:
    query = request.GET.copy()
    change(query)
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
