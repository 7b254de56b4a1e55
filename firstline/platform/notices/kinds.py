"""What people can be told of. Areas register their kinds; a person chooses the ways for each."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from django.utils.functional import Promise


class Channel(StrEnum):
    APP = "app"
    MAIL = "mail"
    PUSH = "push"


@dataclass(frozen=True)
class Kind:
    """One reason to tell somebody something."""

    key: str
    # In the list of choices: "A ticket is assigned to me".
    label: str | Promise
    # What happened, in the reader's language: from how often, and who did it last.
    sentence: Callable[[int, str], str]
    # The same on a locked screen, without a word that a customer wrote: from the topic's label.
    in_short: Callable[[str], str]
    usual: frozenset[Channel] = frozenset({Channel.APP})

    @cached_property
    def place(self) -> int:
        """Where its sentence stands among those of one notice: as kinds were registered."""
        return list(_kinds).index(self.key)


_kinds: dict[str, Kind] = {}


def register_kind(kind: Kind) -> Kind:
    _kinds[kind.key] = kind
    return kind


def kinds() -> list[Kind]:
    return list(_kinds.values())


def kind_of(key: str) -> Kind | None:
    return _kinds.get(key)
