"""Django's middleware for every page: what the browser must refuse, and what a rule refused."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from firstline.platform.errors import DomainError
from firstline.platform.web.headers import SECURITY_HEADERS

View = Callable[[HttpRequest], HttpResponseBase]


class SecurityHeaders:
    """Completes each answer with the strict policy; what a view has set itself stays."""

    def __init__(self, get_response: View) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        for name, value in SECURITY_HEADERS.items():
            response.headers.setdefault(name, value)
        # Pages are private: neither a proxy nor the next user of this computer may find them.
        response.headers.setdefault("Cache-Control", "no-store")
        return response


class Refusals:
    """Shows the sentence of a refusal: a fragment for a form that asked by htmx, else a page."""

    def __init__(self, get_response: View) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, DomainError):
            return None
        fragment = request.headers.get("HX-Request") == "true"
        template = "ui/_refused.html" if fragment else "ui/refused.html"
        context = {"sentence": error.sentence, "status": error.status, "places": error.places}
        return render(request, template, context, status=error.status)
