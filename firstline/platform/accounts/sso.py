"""Sign-in by the company's own service (OpenID Connect), linked by issuer and subject (T17)."""

import logging
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import redirect

from firstline.platform.accounts.addresses import normalised
from firstline.platform.accounts.entrance import may_enter, newcomer
from firstline.platform.accounts.models import Person

logger = logging.getLogger(__name__)


class SingleSignOnAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """A known subject signs in; an unknown one is linked once, by a proven address."""
        claims = _claims_of(sociallogin)
        if claims is None:
            logger.warning("The sign-in service spoke of two different subjects.")
            raise ImmediateHttpResponse(redirect("sso_refused"))
        if sociallogin.is_existing:
            return
        person = _owner_of_the_address(claims)
        if person is None:
            logger.warning("No seat for subject %s at the sign-in service.", claims["sub"])
            raise ImmediateHttpResponse(redirect("sso_refused"))
        _link(sociallogin, person)

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        logger.warning("Sign-in by %s failed: %s %s", provider, error, exception or "")


def _claims_of(sociallogin: SocialLogin) -> dict[str, Any] | None:
    """What the service says of the person. Both of its answers must be about the same one."""
    told = sociallogin.account.extra_data
    answers = [told[part] for part in ("id_token", "userinfo") if told.get(part)]
    if {str(answer.get("sub")) for answer in answers} != {sociallogin.account.uid}:
        return None
    return {name: value for answer in answers for name, value in answer.items()}


@transaction.atomic
def _owner_of_the_address(claims: dict[str, Any]) -> Person | None:
    """The person on the team, or invited, at the address that the service has verified."""
    address = claims.get("email")
    if not isinstance(address, str) or claims.get("email_verified") is not True:
        return None
    person = Person.with_address(address)
    if person is not None and may_enter(person):
        return person
    return newcomer(email=normalised(address), name=str(claims.get("name") or ""))


def _link(sociallogin: SocialLogin, person: Person) -> None:
    """Not `sociallogin.connect`: that would also adopt the service's addresses for signing in."""
    sociallogin.user = person
    sociallogin.account.user = person
    sociallogin.account.save()
