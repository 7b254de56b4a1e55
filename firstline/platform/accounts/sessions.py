"""Beginning and ending the sessions of a person."""

from allauth.usersessions.models import UserSession
from django.contrib.auth import login
from django.http import HttpRequest

from firstline.platform.accounts.models import Person
from firstline.platform.clock import now


def begin_session(request: HttpRequest, person: Person) -> None:
    """Sign in somebody who has just shown, other than by a password, who they are."""
    login(request, person)
    UserSession.objects.create_from_request(request)


def note_use(request: HttpRequest) -> None:
    """The session is in use, and on the list of its owner's devices."""
    sessions = UserSession.objects.filter(session_key=request.session.session_key)
    if sessions.update(last_seen_at=now()) == 0:
        UserSession.objects.create_from_request(request)


def end_sessions(person: Person, *, but: str | None = None) -> None:
    """Sign the person out everywhere, or everywhere but in the session with that key."""
    for session in UserSession.objects.filter(user=person).exclude(session_key=but or ""):
        session.end()
