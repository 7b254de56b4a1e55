from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from firstline.platform.company.models import Company

# What the wizard itself needs, and what watches over the server.
_OPEN = ("/static/", "/healthz")


class SetUpFirst:
    """Sends everybody to the wizard until the desk is set up; then it asks the database no more."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self._is_set_up = False

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # Before any query: what watches over us also asks when the database is away.
        if request.path.startswith(_OPEN):
            return self.get_response(request)
        if not self._is_set_up:
            self._is_set_up = Company.current() is not None
        if self._is_set_up or request.path.startswith(reverse("setup")):
            return self.get_response(request)
        return redirect("setup")
