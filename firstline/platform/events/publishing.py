"""Publishing: the row is written and lower areas' news is heard above, in the same transaction."""

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, TypeVar, cast

from django.db import connection

from firstline.platform.clock import now
from firstline.platform.events.actors import Actor
from firstline.platform.events.models import Event


@dataclass(frozen=True, kw_only=True)
class DomainEvent:
    """Something that happened. Subclasses are named in the past tense."""

    by: Actor
    name: ClassVar[str]

    def __init_subclass__(cls) -> None:
        cls.name = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    def subject(self) -> tuple[str, int]:
        """The kind and the id of what this happened to, such as ("ticket", 7)."""
        raise NotImplementedError

    def data(self) -> dict[str, Any]:
        """What the history keeps, as JSON."""
        return {}


SomeEvent = TypeVar("SomeEvent", bound=DomainEvent)
Subscriber = Callable[[Any], None]
_subscribers: dict[type[DomainEvent], list[Subscriber]] = defaultdict(list)


def subscribe(
    *kinds: type[SomeEvent],
) -> Callable[[Callable[[SomeEvent], None]], Callable[[SomeEvent], None]]:
    """Call the function in the transaction of every such event: it may write rows and defer jobs.

    It must not talk to the outside world; that is a job's work.
    """

    def register(subscriber: Callable[[SomeEvent], None]) -> Callable[[SomeEvent], None]:
        for kind in kinds:
            if subscriber not in _subscribers[kind]:
                _subscribers[kind].append(cast("Subscriber", subscriber))
        return subscriber

    return register


def publish(event: DomainEvent, *, at: datetime | None = None) -> Event:
    """Write the event's row and tell its subscribers, within the caller's transaction."""
    assert connection.in_atomic_block, "publish() belongs to the transaction of what it reports"
    kind, ident = event.subject()
    row = Event.objects.create(
        name=event.name,
        at=at or now(),
        subject_kind=kind,
        subject_id=ident,
        actor_kind=event.by.actor_kind,
        person_id=event.by.person_id,
        actor_name=event.by.actor_name,
        data=event.data(),
    )
    for subscriber in _subscribers[type(event)]:
        subscriber(event)
    return row
