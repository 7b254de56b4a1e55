"""How a page answers: whole, as the part that htmx asked for, or back to where a form was."""

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from firstline.desk.queue.listing import OF_LISTING


def asks_for(request: HttpRequest, target: str) -> bool:
    """Whether htmx wants to put the answer into the element of that id, not to restore a page."""
    return (
        request.headers.get("HX-Target") == target
        and request.headers.get("HX-History-Restore-Request") != "true"
    )


def is_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def with_toast(response: HttpResponse, text: str, **more: Any) -> HttpResponse:
    """Have the page say something in passing; docs/build/ui.md has what else a toast may hold."""
    return triggering(response, {"toast": {"text": text, **more}})


def triggering(response: HttpResponse, events: Mapping[str, Any]) -> HttpResponse:
    response["HX-Trigger"] = json.dumps(events)
    return response


def opened_ticket(request: HttpRequest) -> int | None:
    """The ticket that the asking page shows."""
    path = urlsplit(request.headers.get("HX-Current-URL", "")).path
    found = re.fullmatch(r"/tickets/(\d{1,18})/(?:history)?", path)
    return int(found[1]) if found else None


def address_of_ticket(request: HttpRequest, ticket_id: int) -> str:
    """The ticket's page beside the list that the agent came from."""
    return _in_view(request, reverse("ticket", args=[ticket_id]))


def address_of_list(request: HttpRequest) -> str:
    return _in_view(request, reverse("tickets"))


def _in_view(request: HttpRequest, path: str) -> str:
    kept = [(name, value) for name in OF_LISTING for value in request.GET.getlist(name) if value]
    return f"{path}?{urlencode(kept, safe=':,')}" if kept else path
