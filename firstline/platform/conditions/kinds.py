"""The kinds of values that conditions are about, each with its operators.

An operator reads what a condition says into an operand, and asks the database for it or tests a
value in memory. A value that is not there fits none but the negative ones.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.utils.translation import pgettext_lazy

from firstline.platform.conditions import operands
from firstline.platform.conditions.columns import NO_ROW, Column, overlaps
from firstline.platform.conditions.fields import Kind, Operator, Words
from firstline.platform.conditions.matching import matches

Ask = Callable[[Column, Any], Q]
Test = Callable[[Any, Any], bool]


def is_nothing(value: Any) -> bool:
    return value is None or value == "" or value == []


def _is_one_of(column: Column, wanted: tuple[Any, ...]) -> Q:
    there = [value for value in wanted if value is not None]
    rows = NO_ROW
    if len(there) == 1:
        rows = column.has("exact", there[0])
    elif there:
        rows = column.has("in", there)
    return rows | column.is_absent() if None in wanted else rows


def _among(value: Any, wanted: tuple[Any, ...]) -> bool:
    return (None if is_nothing(value) else value) in wanted


def _equals_text(column: Column, pattern: str | None) -> Q:
    return column.is_absent() if pattern is None else column.has("regex", pattern)


def _fits(value: Any, pattern: str | None) -> bool:
    if pattern is None or is_nothing(value):
        return pattern is None and is_nothing(value)
    return matches(pattern, value)


def _is_true(column: Column, wanted: bool) -> Q:  # noqa: FBT001 - an operand like any other
    true = column.has("exact", "true")
    return true if wanted else column.is_absent() | ~true


def _between(column: Column, ends: tuple[Any, Any]) -> Q:
    return column.has("gte", ends[0]) & column.has("lte", ends[1])


def _lies_between(value: Any, ends: tuple[Any, Any]) -> bool:
    return value is not None and ends[0] <= value <= ends[1]


def _unless(ask: Ask, *, nothing_fits: Callable[[Any], bool]) -> Ask:
    """The opposite; rows without a value belong to it unless the positive form has them."""

    def ask_opposite(column: Column, operand: Any) -> Q:
        if nothing_fits(operand):
            return ~ask(column, operand)
        return column.is_absent() | ~ask(column, operand)

    return ask_opposite


def _opposite(
    operator: Operator, label: Words, *, nothing_fits: Callable[[Any], bool] = lambda _: False
) -> Operator:
    return Operator(
        label=label,
        takes=operator.takes,
        read=operator.read,
        ask=_unless(operator.ask, nothing_fits=nothing_fits),
        test=lambda value, operand: not operator.test(value, operand),
    )


_WAYS: dict[str, Test] = {
    "exact": lambda value, operand: value == operand,
    "lt": lambda value, operand: value < operand,
    "lte": lambda value, operand: value <= operand,
    "gt": lambda value, operand: value > operand,
    "gte": lambda value, operand: value >= operand,
}


def _comparison(way: str, label: Words, takes: str, read: Any, end: int | None = None) -> Operator:
    """Compare with the operand, or with one end of it."""
    test = _WAYS[way]

    def chosen(operand: Any) -> Any:
        return operand if end is None else operand[end]

    return Operator(
        label=label,
        takes=takes,
        read=read,
        ask=lambda column, operand: column.has(way, chosen(operand)),
        test=lambda value, operand: value is not None and test(value, chosen(operand)),
    )


_PRESENCE: Kind = {
    "present": Operator(
        label=pgettext_lazy("condition", "is filled in"),
        takes="nothing",
        read=operands.nothing,
        ask=lambda column, _operand: ~column.is_absent(),
        test=lambda value, _operand: not is_nothing(value),
    ),
    "not_present": Operator(
        label=pgettext_lazy("condition", "is empty"),
        takes="nothing",
        read=operands.nothing,
        ask=lambda column, _operand: column.is_absent(),
        test=lambda value, _operand: is_nothing(value),
    ),
}

_IS = Operator(pgettext_lazy("condition", "is"), "one", operands.values, _is_one_of, _among)
_INCLUDES = Operator(
    pgettext_lazy("condition", "is any of"), "several", operands.values, _is_one_of, _among
)

CHOICE: Kind = {
    "is": _IS,
    "is_not": _opposite(
        _IS, pgettext_lazy("condition", "is not"), nothing_fits=lambda wanted: None in wanted
    ),
    "includes": _INCLUDES,
    "not_includes": _opposite(
        _INCLUDES,
        pgettext_lazy("condition", "is none of"),
        nothing_fits=lambda wanted: None in wanted,
    ),
    **_PRESENCE,
}

# A choice whose values have an order, such as priority.
RANKED: Kind = {
    **CHOICE,
    "less_than": Operator(
        pgettext_lazy("condition", "is lower than"),
        "one",
        operands.lower_values,
        _is_one_of,
        _among,
    ),
    "greater_than": Operator(
        pgettext_lazy("condition", "is higher than"),
        "one",
        operands.higher_values,
        _is_one_of,
        _among,
    ),
}

_HAS_TAG = Operator(
    label=pgettext_lazy("condition", "include any of"),
    takes="several",
    read=operands.tags,
    ask=lambda column, wanted: overlaps(column, wanted) if wanted else NO_ROW,
    test=lambda value, wanted: bool(set(value or ()) & set(wanted)),
)

TAGS: Kind = {
    "includes": _HAS_TAG,
    "not_includes": _opposite(_HAS_TAG, pgettext_lazy("condition", "include none of")),
}

_HAS_OPTION = Operator(
    label=pgettext_lazy("condition", "includes any of"),
    takes="several",
    read=operands.values,
    ask=lambda column, wanted: overlaps(column, [one for one in wanted if one is not None]),
    test=lambda value, wanted: bool(set(value or ()) & set(wanted)),
)

SEVERAL: Kind = {
    "includes": _HAS_OPTION,
    "not_includes": _opposite(_HAS_OPTION, pgettext_lazy("condition", "includes none of")),
    **_PRESENCE,
}

_HAS_WORD = Operator(
    pgettext_lazy("condition", "has any of the words"),
    "words",
    operands.words,
    _equals_text,
    _fits,
)
_HAS_PASSAGE = Operator(
    pgettext_lazy("condition", "contains"), "words", operands.passage, _equals_text, _fits
)
_IS_TEXT = Operator(
    pgettext_lazy("condition", "is"), "words", operands.whole_text, _equals_text, _fits
)

# What people wrote: Zendesk's "is" looks for a passage there.
WRITING: Kind = {
    "includes": _HAS_WORD,
    "not_includes": _opposite(_HAS_WORD, pgettext_lazy("condition", "has none of the words")),
    "is": _HAS_PASSAGE,
    "is_not": _opposite(_HAS_PASSAGE, pgettext_lazy("condition", "does not contain")),
}

TEXT: Kind = {
    "is": _IS_TEXT,
    "is_not": _opposite(
        _IS_TEXT,
        pgettext_lazy("condition", "is not"),
        nothing_fits=lambda pattern: pattern is None,
    ),
    "includes_words": _HAS_WORD,
    "not_includes_words": _opposite(_HAS_WORD, pgettext_lazy("condition", "has none of the words")),
    "includes_string": _HAS_PASSAGE,
    "not_includes_string": _opposite(_HAS_PASSAGE, pgettext_lazy("condition", "does not contain")),
    **_PRESENCE,
}

FLAG: Kind = {
    "is": Operator(
        label=pgettext_lazy("condition", "is"),
        takes="truth",
        read=operands.truth,
        ask=lambda column, wanted: column.has("exact", wanted),
        test=lambda value, wanted: bool(value) is wanted,
    ),
}

# A ticked box among custom fields; one never touched is not ticked.
CHECKBOX: Kind = {
    "is": Operator(
        label=pgettext_lazy("condition", "is"),
        takes="truth",
        read=operands.truth,
        ask=_is_true,
        test=lambda value, wanted: bool(value) is wanted,
    ),
}

NUMBER: Kind = {
    "is": _comparison("exact", pgettext_lazy("condition", "is"), "number", operands.number),
    "less_than": _comparison(
        "lt", pgettext_lazy("condition", "is less than"), "number", operands.number
    ),
    "less_than_equal": _comparison(
        "lte", pgettext_lazy("condition", "is at most"), "number", operands.number
    ),
    "greater_than": _comparison(
        "gt", pgettext_lazy("condition", "is more than"), "number", operands.number
    ),
    "greater_than_equal": _comparison(
        "gte", pgettext_lazy("condition", "is at least"), "number", operands.number
    ),
    **_PRESENCE,
}


def _dates(takes: str, read: Any, last: Any, ahead: Any) -> Kind:
    return {
        "less_than": _comparison("lt", pgettext_lazy("condition", "is before"), takes, read),
        "less_than_equal": _comparison(
            "lte", pgettext_lazy("condition", "is on or before"), takes, read
        ),
        "greater_than": _comparison("gt", pgettext_lazy("condition", "is after"), takes, read),
        "greater_than_equal": _comparison(
            "gte", pgettext_lazy("condition", "is on or after"), takes, read
        ),
        "within_previous_n_days": Operator(
            pgettext_lazy("condition", "is within the last days"),
            "number",
            last,
            _between,
            _lies_between,
        ),
        "within_next_n_days": Operator(
            pgettext_lazy("condition", "is within the next days"),
            "number",
            ahead,
            _between,
            _lies_between,
        ),
        **_PRESENCE,
    }


DAY: Kind = {
    "is": _comparison("exact", pgettext_lazy("condition", "is"), "day", operands.day),
    **_dates("day", operands.day, operands.last_days, operands.next_days),
}

MOMENT: Kind = _dates("day", operands.moment, operands.days_back, operands.days_ahead)

# "Hours since" something happened, counted in full hours.
HOURS_SINCE: Kind = {
    "is": Operator(
        label=pgettext_lazy("condition", "is"),
        takes="number",
        read=operands.hours_back,
        ask=lambda column, ends: (
            column.has("gt", ends[0] - operands.HOUR) & column.has("lte", ends[0])
        ),
        test=lambda value, ends: value is not None and ends[0] - operands.HOUR < value <= ends[0],
    ),
    "less_than": _comparison(
        "gt", pgettext_lazy("condition", "is less than"), "number", operands.hours_back, end=0
    ),
    "greater_than": _comparison(
        "lt", pgettext_lazy("condition", "is more than"), "number", operands.hours_back, end=0
    ),
}

# "Hours until" something that is still to come.
HOURS_UNTIL: Kind = {
    "less_than": Operator(
        pgettext_lazy("condition", "is less than"),
        "number",
        operands.hours_ahead,
        _between,
        _lies_between,
    ),
    "greater_than": _comparison(
        "gt", pgettext_lazy("condition", "is more than"), "number", operands.hours_ahead, end=1
    ),
}
