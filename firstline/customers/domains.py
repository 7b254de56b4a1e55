"""Mail domains: one spelling each, and those of public providers, which belong to nobody."""

import re
from pathlib import Path

from django.utils.translation import gettext as _

from firstline.customers.errors import BadFact, PublicDomain

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = re.compile(rf"(?=.{{4,253}}$)(?:{_LABEL}\.)+(?:[a-z]{{2,63}}|xn--[a-z0-9-]{{2,59}})")

# Where anybody can have an address. A company of the same name has domains of its own.
PUBLIC_PROVIDERS = frozenset(
    Path(__file__).with_name("public_domains.txt").read_text(encoding="ascii").split()
)


def domain_of(address: str) -> str:
    """The part behind the at-sign as it is written in our rows; "" when it is none."""
    return _ascii(address.rpartition("@")[2])


def checked_domain(text: str) -> str:
    """The domain that somebody typed, from `@acme.example` or a web address too."""
    typed = text.strip()[:500]
    bare = re.sub(r"^[a-z]+://|^@", "", typed, flags=re.IGNORECASE).partition("/")[0]
    domain = _ascii(bare.rpartition("@")[2].removeprefix("www."))
    if not _DOMAIN.fullmatch(domain):
        raise BadFact(_("“%s” is not a domain, such as acme.example.") % typed[:80])
    if domain in PUBLIC_PROVIDERS:
        raise PublicDomain(
            _(
                "Anybody can have an address at %s, so its mail says nothing about where"
                " people work. Add the organisation's own domain."
            )
            % domain
        )
    return domain


def _ascii(domain: str) -> str:
    lowered = domain.strip().rstrip(".").lower()
    try:
        return lowered.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return ""
