from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import Q
from django.utils.functional import Promise

from firstline.platform.conditions.columns import Column
from firstline.platform.conditions.condition import Condition
from firstline.platform.conditions.perspective import Perspective

Words = str | Promise
# From what a condition says to the values it means: "current_groups" are several.
Meaning = Callable[[str, Perspective], tuple[Any, ...]]


@dataclass(frozen=True)
class Option:
    """One value that a person can choose for a condition."""

    value: str
    label: Words


class Directory(Protocol):
    """Where values are found that are too many to list; as far as the reader may know of them."""

    def find(self, typed: str, reader: Any) -> Sequence[Option]:
        """What is called so, the best first."""

    def named(self, values: Sequence[str], reader: Any) -> Sequence[Option]:
        """These, with what they are called."""


@dataclass(frozen=True)
class Operator:
    """One verb of a condition: how it reads, and how it is asked and tested."""

    label: Words
    # What is filled in after it: nothing, one, several, words, number, day.
    takes: str
    read: "Callable[[Field, Condition, Perspective], Any]"
    ask: Callable[[Column, Any], Q]
    test: Callable[[Any, Any], bool]


Kind = Mapping[str, Operator]


def as_written(text: str, _perspective: Perspective) -> tuple[Any, ...]:
    return (text,)


@dataclass(frozen=True)
class Field:
    """One thing that conditions can be about."""

    name: str
    label: Words
    kind: Kind
    column: Column
    # The value of a row in memory; None, or nothing, where there is none.
    value: Callable[[Any], Any]
    means: Meaning = as_written
    # Lowest first, where values have an order.
    ranks: tuple[str, ...] = ()
    # What can be chosen, as far as it can be listed.
    options: Callable[[], Iterable[Option]] | None = None
    # Where they are found otherwise.
    directory: Directory | None = None
    # Under which heading people find it.
    section: Words = ""
    icon: str = ""
    # The field as a reader has it, where its value depends on what they may know.
    as_seen: "Callable[[Field, Perspective], Field] | None" = None

    def seen_from(self, perspective: Perspective) -> "Field":
        return self.as_seen(self, perspective) if self.as_seen else self
