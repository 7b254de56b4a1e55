"""What may stand in a field: from what a form, an API call or a rule gives to what is kept.

Kept values are JSON: text, a whole number, a decimal as text (so that nothing is rounded), a date
as `2026-11-21`, true or false, an option's value, a list of them, or the id of what is looked up.
Nothing at all is None.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

import re2
from django.utils.translation import gettext as _

from firstline.platform.fields.errors import NotAnAnswer
from firstline.platform.fields.models import CustomField, FieldKind

Value = str | int | bool | list[str] | None

LONGEST_LINE = 1_000
LONGEST_TEXT = 20_000
_LARGEST_NUMBER = 2**53
_TRUE = {"true", "1", "on", "yes"}
_FALSE = {"false", "0", "off", "no"}
_CARD = re.compile(r"[0-9X]{12,19}")
_QUIETLY = re2.Options()
_QUIETLY.log_errors = False


def cleaned(field: CustomField, given: object) -> Value:
    """The value to keep, None for nothing; `NotAnAnswer` says what would be one."""
    if isinstance(given, str):
        given = given.replace("\x00", "").strip()
    if given is None or given == "" or given == []:
        return None
    return _CLEANERS[FieldKind(field.kind)](field, given)


def tags_of(field: CustomField, value: Value) -> set[str]:
    """The tags that a ticket has because of this value, as the field's vocabulary has it."""
    if field.kind == FieldKind.MULTISELECT and isinstance(value, list):
        return set(value)
    if field.kind == FieldKind.DROPDOWN and value:
        return {str(value)}
    if field.kind == FieldKind.CHECKBOX and value is True and field.tag:
        return {field.tag}
    return set()


def shown(field: CustomField, value: Value) -> str:
    """The value as one line for people; what is looked up only by its number."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return ", ".join(_label(field, one) for one in value)
    return _label(field, str(value)) if field.has_options else str(value)


def check_pattern(pattern: str) -> None:
    """Refuse a pattern that is none. RE2 takes time in proportion to the text, never more."""
    try:
        re2.compile(pattern, _QUIETLY)
    except re2.error:
        raise NotAnAnswer(_("“%s” is not a regular expression.") % pattern) from None


def _label(field: CustomField, value: str) -> str:
    return field.choices.get(value, value)


def _line(field: CustomField, given: object) -> str:
    return _text(field, given, LONGEST_LINE)


def _lines(field: CustomField, given: object) -> str:
    return _text(field, given, LONGEST_TEXT)


def _text(field: CustomField, given: object, longest: int) -> str:
    if isinstance(given, bool) or not isinstance(given, str | int | float):
        raise NotAnAnswer(_("%s takes text.") % field)
    text = str(given)
    if len(text) > longest:
        raise NotAnAnswer(
            _("%(field)s takes at most %(number)d characters.")
            % {"field": field, "number": longest}
        )
    return text


def _integer(field: CustomField, given: object) -> int:
    text = str(given)
    if not re.fullmatch(r"[+-]?[0-9]{1,16}", text) or abs(int(text)) > _LARGEST_NUMBER:
        raise NotAnAnswer(_("%s takes a whole number, such as 42.") % field)
    return int(text)


def _decimal(field: CustomField, given: object) -> str:
    try:
        number = Decimal(str(given).replace(",", "."))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number) > _LARGEST_NUMBER or len(str(given)) > 40:
        raise NotAnAnswer(_("%s takes a number, such as 4.2.") % field)
    return f"{number.normalize():f}"


def _date(field: CustomField, given: object) -> str:
    try:
        return date.fromisoformat(str(given)[:10]).isoformat()
    except ValueError:
        raise NotAnAnswer(_("%s takes a date, such as 2026-11-21.") % field) from None


def _checkbox(field: CustomField, given: object) -> bool:
    word = str(given).lower()
    if word not in _TRUE | _FALSE:
        raise NotAnAnswer(_("%s is either true or false.") % field)
    return word in _TRUE


def _option(field: CustomField, given: object) -> str:
    if not isinstance(given, str) or given not in field.choices:
        raise NotAnAnswer(
            _("%(field)s does not offer “%(value)s”.") % {"field": field, "value": str(given)[:80]}
        )
    return given


def _options(field: CustomField, given: object) -> list[str] | None:
    several = given.split() if isinstance(given, str) else given
    if not isinstance(several, Sequence):
        raise NotAnAnswer(_("%s takes a list of its options.") % field)
    chosen = {_option(field, one) for one in several if one != ""}
    return [value for value in field.choices if value in chosen] or None


def _pattern(field: CustomField, given: object) -> str:
    text = _line(field, given)
    if re2.fullmatch(field.pattern, text) is None:
        raise NotAnAnswer(
            _("“%(text)s” is not what %(field)s looks like (%(pattern)s).")
            % {"text": text[:80], "field": field, "pattern": field.pattern}
        )
    return text


def _lookup(field: CustomField, given: object) -> int:
    number = _integer(field, given)
    if number <= 0:
        raise NotAnAnswer(_("%s takes the number of an existing entry.") % field)
    return number


def _card(field: CustomField, given: object) -> str:
    """Only the last four digits are kept, whatever was given."""
    digits = re.sub(r"[ -]", "", str(given)).upper()
    if not _CARD.fullmatch(digits) or not digits[-4:].isdecimal():
        raise NotAnAnswer(_("%s takes a card number; only its last four digits are kept.") % field)
    return "X" * (len(digits) - 4) + digits[-4:]


_CLEANERS: Mapping[FieldKind, Callable[[CustomField, object], Value]] = {
    FieldKind.TEXT: _line,
    FieldKind.TEXTAREA: _lines,
    FieldKind.INTEGER: _integer,
    FieldKind.DECIMAL: _decimal,
    FieldKind.DATE: _date,
    FieldKind.CHECKBOX: _checkbox,
    FieldKind.DROPDOWN: _option,
    FieldKind.MULTISELECT: _options,
    FieldKind.REGEXP: _pattern,
    FieldKind.LOOKUP: _lookup,
    FieldKind.CARD: _card,
}
