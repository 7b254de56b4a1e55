"""Phone numbers as keys: one spelling per line, whatever people type."""

from collections.abc import Mapping

import phonenumbers
from babel.core import get_global
from django.utils.translation import gettext as _
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat

from firstline.customers.errors import BadFact
from firstline.platform.accounts.models import Identity
from firstline.platform.company.models import Company

_EXTENSION = ";ext="
_LONGEST = 60
# Shorter ones are those of emergencies and services.
_SHORTEST = 5


def checked_number(text: str) -> str:
    """The number that somebody typed, as E.164 has it; without a country it is the company's."""
    number = number_or_none(text)
    if number is None:
        raise BadFact(
            _("“%s” is not a phone number. Begin with the country, as in +44 20 7946 0018.")
            % text.strip()[:_LONGEST]
        )
    return number


def number_or_none(text: str) -> str | None:
    if not _SHORTEST <= len(text) <= _LONGEST:
        return None
    try:
        number = phonenumbers.parse(text, _home())
    except NumberParseException:
        return None
    return _written(number) if phonenumbers.is_possible_number(number) else None


def shown_number(value: str) -> str:
    """As people write it: `+49 30 123456 ext. 12`."""
    line, _ext, extension = value.partition(_EXTENSION)
    try:
        number = phonenumbers.parse(line)
    except NumberParseException:
        return value
    number.extension = extension or None
    return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)


def shown_identity(identity: Identity) -> str:
    return identity.value if identity.is_address else shown_number(identity.value)


def _written(number: PhoneNumber) -> str:
    line = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return f"{line}{_EXTENSION}{number.extension}" if number.extension else line


def _home() -> str | None:
    """The country that numbers without one belong to: where the company's clock stands."""
    company = Company.current()
    territories: Mapping[str, str] = get_global("zone_territories")
    return territories.get(company.time_zone) if company else None
