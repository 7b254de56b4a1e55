"""E-mail addresses as keys: one spelling per mailbox."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from firstline.platform.accounts.errors import BadAddress


def normalised(address: str) -> str:
    """Lower case, no blanks around it. "ß" and "ss" stay two mailboxes (T18)."""
    address = address.strip()
    return "".join(
        character.lower() if character.isascii() or len(character.lower()) == 1 else character
        for character in address
    )


def checked(address: str) -> str:
    """The key of a mailbox that somebody typed; what is no address is refused."""
    address = normalised(address)
    try:
        validate_email(address)
    except ValidationError as error:
        raise BadAddress(_("“%s” is not an e-mail address.") % address) from error
    return address
