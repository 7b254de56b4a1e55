from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from firstline.desk.errors import BadValue
from firstline.platform.accounts.addresses import normalised


def address_in(text: str) -> str:
    """The one e-mail address that somebody typed."""
    address = normalised(text)
    try:
        validate_email(address)
    except ValidationError:
        raise BadValue(_("“%s” is not an e-mail address.") % text.strip()) from None
    return address
