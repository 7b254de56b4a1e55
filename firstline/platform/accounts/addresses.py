"""E-mail addresses as keys: one spelling per mailbox."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from firstline.platform.accounts.errors import BadAddress


def normalised(address: str) -> str:
    """Lower case, no blanks around it. No two addresses become one by folding (T18).

    So "ß" stays, and so does the Kelvin sign, whose lower case is an ordinary "k".
    """
    return "".join(_lowered(character) for character in address.strip())


def checked(address: str) -> str:
    """The key of a mailbox that somebody typed; what is no address is refused."""
    address = normalised(address)
    try:
        validate_email(address)
    except ValidationError as error:
        raise BadAddress(_("“%s” is not an e-mail address.") % address) from error
    return address


def _lowered(character: str) -> str:
    lowered = character.lower()
    is_faithful = len(lowered) == 1 and lowered.isascii() == character.isascii()
    return lowered if is_faithful else character
