"""How a page answers: whole, as the part that htmx asked for, or back to where a form was."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse


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


def address_of_ticket(request: HttpRequest, ticket_id: int) -> str:
    """The ticket's page beside the list that the agent came from."""
    return _in_view(request, reverse("ticket", args=[ticket_id]))


def address_of_list(request: HttpRequest) -> str:
    return _in_view(request, reverse("tickets"))


def _in_view(request: HttpRequest, path: str) -> str:
    view = request.GET.get("view", "")
    return f"{path}?{urlencode({'view': view})}" if view else path
