"""The company's sign-in service (OpenID Connect), from the environment to allauth's settings."""

import hashlib
from dataclasses import dataclass
from typing import Any

from firstline.config import env


@dataclass(frozen=True)
class SignInService:
    issuer: str
    client_id: str
    client_secret: str
    name: str

    @property
    def provider_id(self) -> str:
        """Names the issuer: an account is linked by (issuer, subject), so a new issuer starts anew.

        Two issuers may well have the same subject for different people (T17).
        """
        return f"oidc-{hashlib.sha256(self.issuer.encode()).hexdigest()[:16]}"


def service() -> SignInService | None:
    """What the environment says, or None where people sign in by password alone."""
    issuer = env.web_address("FIRSTLINE_OIDC_ISSUER")
    if not issuer:
        return None
    client_id = env.text("FIRSTLINE_OIDC_CLIENT_ID")
    client_secret = env.text("FIRSTLINE_OIDC_CLIENT_SECRET")
    if not client_id or not client_secret:
        raise env.BadSetting(
            "FIRSTLINE_OIDC_ISSUER needs FIRSTLINE_OIDC_CLIENT_ID and FIRSTLINE_OIDC_CLIENT_SECRET."
        )
    return SignInService(issuer, client_id, client_secret, env.text("FIRSTLINE_OIDC_NAME", "SSO"))


def providers(service: SignInService) -> dict[str, Any]:
    """allauth's `SOCIALACCOUNT_PROVIDERS`."""
    return {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": service.provider_id,
                    "name": service.name,
                    "client_id": service.client_id,
                    "secret": service.client_secret,
                    "settings": {"server_url": service.issuer},
                }
            ],
        }
    }
