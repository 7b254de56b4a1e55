"""What notices are about. The area that owns the rows says who may know of them now."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import Exists, OuterRef, Q, QuerySet

from firstline.platform.accounts.models import Person


@dataclass(frozen=True)
class Shown:
    """One topic as people know it: `#7`, its subject, and where it is."""

    label: str
    title: str
    url: str


class Topic(Protocol):
    def visible_to(self, person: Person) -> QuerySet[Any]:
        """The rows that this person may know of at this moment."""

    def shown(self, ids: Collection[int]) -> Mapping[int, Shown]:
        """How rows are shown; only for ids that have been found visible."""


_topics: dict[str, Topic] = {}


def register_topic(kind: str, topic: Topic) -> None:
    _topics[kind] = topic


def topic_of(kind: str) -> Topic | None:
    return _topics.get(kind)


def is_visible(person: Person) -> Q:
    """For a query of notices: those about what the person may know of now."""
    condition = Q(pk__in=[])
    for kind, topic in _topics.items():
        rows = topic.visible_to(person).filter(pk=OuterRef("topic_id"))
        condition |= Q(Exists(rows), topic_kind=kind)
    return condition
