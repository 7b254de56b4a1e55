"""What every template knows besides what its view says."""

from typing import Any

from django.http import HttpRequest
from django.template.backends.utils import csrf_input
from markupsafe import Markup


def one_csrf_input(request: HttpRequest) -> dict[str, Any]:
    """The same input for every form of a page; Django's own makes a new mask for each."""
    return {"csrf_input": _CsrfInput(request)}


class _CsrfInput:
    """Made when a form first shows it: a page that has no form needs no cookie."""

    def __init__(self, request: HttpRequest) -> None:
        self._kept: dict[str, Any] = request.__dict__
        self._request = request

    def __html__(self) -> Markup:
        if "_csrf_input" not in self._kept:
            self._kept["_csrf_input"] = Markup(csrf_input(self._request))  # noqa: S704
        made: Markup = self._kept["_csrf_input"]
        return made

    __str__ = __html__
