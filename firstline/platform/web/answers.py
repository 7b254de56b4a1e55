"""How a page answers: whole, as the part that htmx asked for, or with a word in passing."""

import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse


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
