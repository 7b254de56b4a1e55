"""How a page of the desk answers; what is true of every page is in `platform/web/answers.py`."""

import re
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest
from django.urls import reverse

from firstline.desk.queue.listing import OF_LISTING
from firstline.platform.web.answers import asks_for, is_htmx, triggering, with_toast

__all__ = [
    "address_of_list",
    "address_of_ticket",
    "asks_for",
    "in_view",
    "is_htmx",
    "opened_ticket",
    "triggering",
    "with_toast",
]


def opened_ticket(request: HttpRequest) -> int | None:
    """The ticket that the asking page shows."""
    path = urlsplit(request.headers.get("HX-Current-URL", "")).path
    found = re.match(r"/tickets/(\d{1,18})/", path)
    return int(found[1]) if found else None


def address_of_ticket(request: HttpRequest, ticket_id: int) -> str:
    """The ticket's page beside the list that the agent came from."""
    return in_view(request, reverse("ticket", args=[ticket_id]))


def address_of_list(request: HttpRequest) -> str:
    return in_view(request, reverse("tickets"))


def in_view(request: HttpRequest, path: str) -> str:
    """The address with the list that the agent came from."""
    kept = [(name, value) for name in OF_LISTING for value in request.GET.getlist(name) if value]
    return f"{path}?{urlencode(kept, safe=':,')}" if kept else path
