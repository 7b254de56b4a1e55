"""Who calls: an API token as `email/token:TOKEN` (Basic) or `Bearer TOKEN`, never a cookie."""

import base64
import binascii
from datetime import timedelta

from django.http import HttpRequest

from firstline.api.actions import digest_of
from firstline.api.models import ApiToken
from firstline.platform.accounts.addresses import normalised
from firstline.platform.clock import now
from firstline.team.models import Agent

# "Last used" need not be exact, and a write for every request would be dear.
_USE_NOTED_EVERY = timedelta(minutes=1)


def calling_agent(request: HttpRequest) -> Agent | None:
    """The agent whose token the request carries, or None."""
    scheme, _blank, credentials = request.headers.get("Authorization", "").partition(" ")
    match scheme.lower():
        case "bearer":
            return _holder(credentials.strip())
        case "basic":
            email, secret = _email_and_token(credentials)
            agent = _holder(secret)
            return agent if agent and agent.person.email == normalised(email) else None
        case _:
            return None


def _email_and_token(credentials: str) -> tuple[str, str]:
    try:
        decoded = base64.b64decode(credentials, validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    user, _colon, secret = decoded.partition(":")
    email, slash, word = user.rpartition("/")
    return (email, secret) if slash and word == "token" else ("", "")


def _holder(secret: str) -> Agent | None:
    token = (
        ApiToken.objects.filter(
            digest=digest_of(secret), revoked_at__isnull=True, agent__person__is_active=True
        )
        .select_related("agent__person", "agent__role")
        .first()
    )
    if token is None:
        return None
    if token.last_used_at is None or now() - token.last_used_at > _USE_NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now())
    return token.agent
