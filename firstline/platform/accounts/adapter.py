"""How allauth behaves in Firstline: no sign-up, links from our own address, local redirects."""

import logging
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme

from firstline.platform.accounts.entrance import may_enter
from firstline.platform.accounts.models import Person
from firstline.platform.accounts.sessions import end_sessions
from firstline.platform.company.models import Company

logger = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: people come by invitation."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """Only addresses within this desk (T41)."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """From the configured address: a request's Host header is a claim (T40)."""
        path = urlsplit(super().get_reset_password_from_key_url(key)).path
        return f"{settings.BASE_URL}{path}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        company = Company.current()
        ours = {"company": company.name if company else "Firstline", "base_url": settings.BASE_URL}
        super().send_mail(template_prefix, email, {**ours, **context})

    def pre_login(self, request: HttpRequest, user: Person, **kwargs: Any) -> HttpResponse | None:
        if not may_enter(user):
            logger.info("Refused %s, who is not on the team.", user.email)
            refusal: HttpResponse = self.respond_user_inactive(request, user)
            return refusal
        response: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return response

    def post_login(self, request: HttpRequest, user: Person, **kwargs: Any) -> HttpResponse:
        logger.info("%s signed in from %s.", user.email, self.get_client_ip(request))
        response: HttpResponse = super().post_login(request, user, **kwargs)
        return response

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        address = self.get_client_ip(request)
        logger.warning("Failed sign-in as %s from %s.", credentials.get("email"), address)

    def set_password(self, user: Person, password: str) -> None:
        """A new password ends every other session of its owner."""
        super().set_password(user, password)
        is_own = self.request.user.pk == user.pk
        end_sessions(user, but=self.request.session.session_key if is_own else None)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    def get_totp_issuer(self) -> str:
        """What the authenticator app calls us."""
        company = Company.current()
        return f"{company.name} (Firstline)" if company else "Firstline"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return {**entity, "name": self.get_totp_issuer()}
