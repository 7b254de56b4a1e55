"""Pages that belong to no area: the errors, and the gallery of components for whoever builds."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _refusal(request, 400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _refusal(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _refusal(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    return _refusal(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form from before a sign-in or from a stale tab; the page says how to go on."""
    return render(request, "ui/stale_form.html", status=403)


def gallery(request: HttpRequest) -> HttpResponse:
    """Every component on one page, for those who build Firstline."""
    return _for_builders(request, "ui/gallery.html")


def gallery_ticket(request: HttpRequest) -> HttpResponse:
    """The skeleton of the working page."""
    return _for_builders(request, "ui/gallery_ticket.html")


def _for_builders(request: HttpRequest, template: str) -> HttpResponse:
    if not settings.DEBUG:
        raise Http404
    return render(request, template)


def _refusal(request: HttpRequest, status: int) -> HttpResponse:
    return render(request, f"ui/{status}.html", status=status)
