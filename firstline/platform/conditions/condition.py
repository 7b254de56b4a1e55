from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from django.utils.translation import gettext as _

from firstline.platform.conditions.errors import BadCondition

# More of them narrow nothing down; they only cost time.
MOST_CONDITIONS = 50
_NOTHING = {"", "__NULL__"}


@dataclass(frozen=True, slots=True)
class Condition:
    """One sentence, such as "status is open". Values are text, as integrations send them."""

    field: str
    operator: str = "is"
    value: str | tuple[str, ...] | None = None

    @classmethod
    def from_json(cls, given: object) -> Self:
        """From `{"field": …, "operator": …, "value": …}`; a missing operator means "is"."""
        if not isinstance(given, Mapping) or not isinstance(given.get("field"), str):
            raise BadCondition(_("A condition needs a field, an operator and a value."))
        operator = given.get("operator") or "is"
        if not isinstance(operator, str):
            raise BadCondition(_("The operator of a condition is a word, such as “is”."))
        return cls(given["field"], operator, _value(given.get("value")))

    def as_json(self) -> dict[str, Any]:
        value = list(self.value) if isinstance(self.value, tuple) else self.value
        return {"field": self.field, "operator": self.operator, "value": value}

    @property
    def values(self) -> tuple[str, ...]:
        """The value as several ones, none where it says nothing."""
        if self.value is None:
            return ()
        return self.value if isinstance(self.value, tuple) else (self.value,)


@dataclass(frozen=True, slots=True)
class Conditions:
    """All of the first and, where there are any, at least one of the second."""

    all: tuple[Condition, ...] = ()
    any: tuple[Condition, ...] = ()

    @classmethod
    def from_json(cls, given: object) -> Self:
        """From `{"all": […], "any": […]}`; either may be missing."""
        if not isinstance(given, Mapping):
            raise BadCondition(_("Conditions are lists named “all” and “any”."))
        every, some = (_several(given.get(name)) for name in ("all", "any"))
        if len(every) + len(some) > MOST_CONDITIONS:
            raise BadCondition(_("At most %d conditions can be combined.") % MOST_CONDITIONS)
        return cls(every, some)

    def as_json(self) -> dict[str, list[dict[str, Any]]]:
        return {
            "all": [condition.as_json() for condition in self.all],
            "any": [condition.as_json() for condition in self.any],
        }

    def __bool__(self) -> bool:
        return bool(self.all or self.any)

    def __and__(self, other: "Conditions") -> "Conditions":
        """Both, where at most one of them offers a choice."""
        assert not (self.any and other.any), "two choices cannot be written as one"
        return Conditions(self.all + other.all, self.any or other.any)

    def names(self, field: str) -> bool:
        return any(condition.field == field for condition in (*self.all, *self.any))


def _several(given: object) -> tuple[Condition, ...]:
    if given is None:
        return ()
    if not isinstance(given, list | tuple):
        raise BadCondition(_("Conditions are lists named “all” and “any”."))
    return tuple(Condition.from_json(one) for one in given)


def _value(given: object) -> str | tuple[str, ...] | None:
    if isinstance(given, list | tuple):
        return tuple(str(_value(one) or "") for one in given)
    if isinstance(given, bool):
        return "true" if given else "false"
    if given is None or (isinstance(given, str) and given in _NOTHING):
        return None
    if not isinstance(given, str | int | float):
        raise BadCondition(_("The value of a condition is text, a number or a list of them."))
    return str(given).replace("\x00", "")[:1000]
