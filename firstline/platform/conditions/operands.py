"""From what a condition says to what an operator compares with."""

from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from firstline.platform.conditions.condition import Condition
from firstline.platform.conditions.errors import BadCondition
from firstline.platform.conditions.fields import Field
from firstline.platform.conditions.matching import any_word, part, words_of
from firstline.platform.conditions.perspective import Perspective

_LARGEST = 10**15
_MOST_DAYS = 36_500
_TRUTHS: dict[tuple[str, ...], bool] = {("true",): True, ("false",): False}
HOUR = timedelta(hours=1)


def nothing(_field: Field, _condition: Condition, _perspective: Perspective) -> None:
    return None


def values(field: Field, condition: Condition, perspective: Perspective) -> tuple[Any, ...]:
    """The values meant; None among them stands for no value at all."""
    if not condition.values:
        return (None,)
    meant: list[Any] = []
    for text in condition.values:
        meant += field.means(text, perspective) if text else (None,)
    return tuple(meant)


def lower_values(field: Field, condition: Condition, perspective: Perspective) -> tuple[Any, ...]:
    return field.ranks[: _rank(field, condition)]


def higher_values(field: Field, condition: Condition, perspective: Perspective) -> tuple[Any, ...]:
    return field.ranks[_rank(field, condition) + 1 :]


def tags(_field: Field, condition: Condition, _perspective: Perspective) -> tuple[str, ...]:
    """Tags are written with blanks between them."""
    return tuple(word for value in condition.values for word in value.lower().split())


def truth(_field: Field, condition: Condition, _perspective: Perspective) -> bool:
    if condition.values not in _TRUTHS:
        raise BadCondition(_("“%s” is either true or false.") % condition.field)
    return _TRUTHS[condition.values]


def number(_field: Field, condition: Condition, _perspective: Perspective) -> Decimal:
    try:
        given = Decimal(_text(condition)[:40].replace(",", "."))
    except InvalidOperation:
        given = Decimal("NaN")
    if not given.is_finite() or abs(given) > _LARGEST:
        raise BadCondition(_("“%s” needs a number.") % condition.field)
    return given


def day(_field: Field, condition: Condition, _perspective: Perspective) -> str:
    try:
        return date.fromisoformat(_text(condition)[:10]).isoformat()
    except ValueError:
        raise BadCondition(_needs_date(condition)) from None


def last_days(_field: Field, condition: Condition, perspective: Perspective) -> tuple[str, str]:
    today = _today(perspective)
    return (today - _days(condition)).isoformat(), today.isoformat()


def next_days(_field: Field, condition: Condition, perspective: Perspective) -> tuple[str, str]:
    today = _today(perspective)
    return today.isoformat(), (today + _days(condition)).isoformat()


def moment(_field: Field, condition: Condition, perspective: Perspective) -> datetime:
    """A moment; a day alone begins in the reader's zone."""
    try:
        given = datetime.fromisoformat(_text(condition))
    except ValueError:
        raise BadCondition(_needs_date(condition)) from None
    # The first and the last days of the calendar have no moment in every zone.
    if not 1900 <= given.year <= 9000:
        raise BadCondition(_needs_date(condition))
    return given if given.tzinfo else given.replace(tzinfo=perspective.zone)


def days_back(
    _field: Field, condition: Condition, perspective: Perspective
) -> tuple[datetime, datetime]:
    return perspective.at - _days(condition), perspective.at


def days_ahead(
    _field: Field, condition: Condition, perspective: Perspective
) -> tuple[datetime, datetime]:
    return perspective.at, perspective.at + _days(condition)


def hours_back(field: Field, condition: Condition, perspective: Perspective) -> Any:
    """The moment so many hours ago, and now."""
    return perspective.at - _hours(field, condition, perspective), perspective.at


def hours_ahead(field: Field, condition: Condition, perspective: Perspective) -> Any:
    """Now, and the moment in so many hours."""
    return perspective.at, perspective.at + _hours(field, condition, perspective)


def words(_field: Field, condition: Condition, _perspective: Perspective) -> str:
    wanted = words_of(" ".join(condition.values))
    if not wanted:
        raise BadCondition(_("“%s” needs a word to look for.") % condition.field)
    return any_word(wanted)


def passage(_field: Field, condition: Condition, _perspective: Perspective) -> str:
    wanted = " ".join(condition.values).strip()
    if not wanted:
        raise BadCondition(_("“%s” needs something to look for.") % condition.field)
    return part(wanted)


def whole_text(_field: Field, condition: Condition, _perspective: Perspective) -> str | None:
    """None asks for rows without a text."""
    return rf"^{part(condition.values[0])}$" if condition.values else None


def _text(condition: Condition) -> str:
    return condition.values[0] if condition.values else ""


def _rank(field: Field, condition: Condition) -> int:
    try:
        return field.ranks.index(_text(condition))
    except ValueError:
        raise BadCondition(
            _("“%(field)s” has no value “%(value)s”.")
            % {"field": condition.field, "value": _text(condition)}
        ) from None


def _days(condition: Condition) -> timedelta:
    text = _text(condition)
    if not (text.isascii() and text.isdecimal() and len(text) < 6) or int(text) > _MOST_DAYS:
        raise BadCondition(_("“%s” needs a number of days.") % condition.field)
    return timedelta(days=int(text))


def _hours(field: Field, condition: Condition, perspective: Perspective) -> timedelta:
    hours = number(field, condition, perspective)
    if not 0 <= hours <= 24 * _MOST_DAYS:
        raise BadCondition(_("“%s” needs a number of hours.") % condition.field)
    return timedelta(hours=float(hours))


def _today(perspective: Perspective) -> date:
    return perspective.at.astimezone(perspective.zone).date()


def _needs_date(condition: Condition) -> str:
    return _("“%s” needs a date, such as 2026-11-21.") % condition.field
