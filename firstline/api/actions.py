import hashlib
import secrets

from django.db import transaction

from firstline.api.events import TokenIssued, TokenRevoked
from firstline.api.models import ApiToken
from firstline.platform.clock import now
from firstline.platform.events.actors import Actor
from firstline.platform.events.publishing import publish
from firstline.team.models import Agent

_SECRET_BYTES = 32


@transaction.atomic
def issue_token(agent: Agent, *, name: str = "", by: Actor) -> tuple[ApiToken, str]:
    """A new token and its secret, which nobody can read again later."""
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    token = ApiToken.objects.create(
        agent=agent, name=name.strip()[:100], digest=digest_of(secret), created_at=now()
    )
    publish(TokenIssued(token=token, by=by))
    return token, secret


@transaction.atomic
def revoke_token(token: ApiToken, *, by: Actor) -> None:
    token = ApiToken.objects.select_for_update().get(pk=token.pk)
    if token.revoked_at is None:
        token.revoked_at = now()
        token.save(update_fields=["revoked_at"])
        publish(TokenRevoked(token=token, by=by))


def digest_of(secret: str) -> str:
    """The secrets are random, so a plain hash is enough: there is nothing to guess."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
