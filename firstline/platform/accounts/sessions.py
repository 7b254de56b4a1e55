"""Ending the sessions of a person."""

from allauth.usersessions.models import UserSession

from firstline.platform.accounts.models import Person


def end_sessions(person: Person, *, but: str | None = None) -> None:
    """Sign the person out everywhere, or everywhere but in the session with that key."""
    for session in UserSession.objects.filter(user=person).exclude(session_key=but or ""):
        session.end()
