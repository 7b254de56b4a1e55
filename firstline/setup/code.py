"""The set-up code: on a desk that others can reach, the first visitor must be its operator.

It follows from the secret key, so that every web node knows it and nothing has to be stored; it is
of no use once the desk is set up.
"""

import base64
import hmac
import ipaddress
from collections.abc import Callable

from django.conf import settings

from firstline.platform.company.models import Company

_LENGTH = 12


def is_required() -> bool:
    """Unless both the listener and the public address are this computer alone."""
    return not (_is_loopback(settings.HTTP_HOST) and _is_loopback(settings.BASE_HOST))


def setup_code() -> str:
    """Twelve letters and digits in groups, as people can read them out."""
    digest = hmac.digest(settings.SECRET_KEY.encode(), b"firstline set-up code", "sha256")
    letters = base64.b32encode(digest).decode()[:_LENGTH]
    return "-".join(letters[start : start + 4] for start in range(0, _LENGTH, 4))


def is_right(told: str) -> bool:
    """Whether somebody told the code; blanks, dashes and small letters do not matter."""
    return hmac.compare_digest(_bare(told).encode(), _bare(setup_code()).encode())


def announce(say: Callable[[str], object]) -> None:
    """Tell the operator where to begin; silent once the desk is set up."""
    if Company.current() is not None:
        return
    code = f" The set-up code is {setup_code()}" if is_required() else ""
    say(f"This desk is new: set it up at {settings.BASE_URL}/setup/.{code}")


def _bare(code: str) -> str:
    return "".join(code.split()).replace("-", "").upper()


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
