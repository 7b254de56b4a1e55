from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from firstline.platform.conditions.columns import NO_ROW
from firstline.platform.conditions.condition import Condition, Conditions
from firstline.platform.conditions.errors import BadCondition
from firstline.platform.conditions.fields import Field, Operator
from firstline.platform.conditions.perspective import Perspective


@dataclass(frozen=True)
class Bound:
    """A condition with its field, its operator, and what it compares with."""

    field: Field
    operator: Operator
    operand: Any

    def query(self) -> Q:
        return self.operator.ask(self.field.column, self.operand)

    def holds(self, row: Any) -> bool:
        return self.operator.test(self.field.value(row), self.operand)


class Vocabulary:
    """The fields that conditions about one kind of row can name.

    Those that the desk itself defines are found by `others`, which is asked for a name that is
    not among the fixed ones, and for all of them.
    """

    def __init__(self, fields: Iterable[Field], others: Callable[[], Iterable[Field]]) -> None:
        self._fixed = {field.name: field for field in fields}
        self._others = others

    def add(self, field: Field) -> None:
        """Name one more field: an area above fills a column and lets conditions ask for it."""
        self._fixed[field.name] = field

    def fields(self) -> dict[str, Field]:
        """Every field by its name, in the order in which people choose."""
        return self._fixed | {field.name: field for field in self._others()}

    def query(self, conditions: Conditions, perspective: Perspective) -> Q:
        """The rows that fit, for `filter()`."""
        every, some = self._bound(conditions, perspective)
        rows = Q()
        for bound in every:
            rows &= bound.query()
        if some:
            choice = NO_ROW
            for bound in some:
                choice |= bound.query()
            rows &= choice
        return rows

    def holds(self, conditions: Conditions, perspective: Perspective, row: Any) -> bool:
        """Whether a row in memory fits: the same answer as the database would give."""
        every, some = self._bound(conditions, perspective)
        return all(bound.holds(row) for bound in every) and (
            not some or any(bound.holds(row) for bound in some)
        )

    def check(self, conditions: Conditions, perspective: Perspective) -> None:
        """Refuse what could not be asked."""
        self._bound(conditions, perspective)

    def _bound(
        self, conditions: Conditions, perspective: Perspective
    ) -> tuple[list[Bound], list[Bound]]:
        named = {condition.field for condition in (*conditions.all, *conditions.any)}
        known = self._fixed if named <= self._fixed.keys() else self.fields()
        every, some = (
            [_bind(condition, known, perspective) for condition in several]
            for several in (conditions.all, conditions.any)
        )
        return every, some


def _bind(condition: Condition, known: dict[str, Field], perspective: Perspective) -> Bound:
    field = known.get(condition.field)
    if field is None:
        raise BadCondition(_("There is no field named “%s”.") % condition.field[:80])
    operator = field.kind.get(condition.operator)
    if operator is None:
        raise BadCondition(
            _("“%(field)s” cannot be asked with “%(operator)s”.")
            % {"field": field.label, "operator": condition.operator[:80]}
        )
    operand = operator.read(field, condition, perspective)
    return Bound(field.seen_from(perspective), operator, operand)
