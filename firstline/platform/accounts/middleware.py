"""How long a session lives."""

from collections.abc import Callable
from datetime import timedelta

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase

from firstline.platform.accounts.sessions import note_use
from firstline.platform.clock import now

# Between two notes of "seen", so that a busy page writes nothing.
_PAUSE = timedelta(minutes=5)
LONGEST = timedelta(days=30)


class SessionLife:
    """A session ends when unused for SESSION_COOKIE_AGE, and after thirty days in any case."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            _look_at(request)
        return self.get_response(request)


def _look_at(request: HttpRequest) -> None:
    session, at = request.session, now().timestamp()
    began = session.setdefault("began", at)
    if at - began > LONGEST.total_seconds():
        logout(request)
    elif at - session.get("seen", 0.0) > _PAUSE.total_seconds():
        # Writing to the session also moves its end.
        session["seen"] = at
        note_use(request)
