"""What pages ask for again and again, kept until something about it changes.

It is kept in the memory of one web process, and only while that process hears the nudges by which
it learns of a change. A page that is made in the instant between a change and its nudge hears of
it too, as all pages hear of what has just happened, and asks again.
"""

from collections import Counter, OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Lock
from time import monotonic
from typing import Any, TypeVar

MOST = 5_000
# For what changes without a nudge, such as the clock and the groups that somebody works in.
SECONDS = 5.0

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class _Kept:
    thing: Any
    # How many nudges on its topic had been heard before it was made.
    heard: int
    until: float


class Shelf:
    """Safe to use from several threads."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._things: OrderedDict[Hashable, _Kept] = OrderedDict()
        self._heard: Counter[str] = Counter()
        self._is_listening = False

    def kept(self, key: Hashable, topic: str, make: Callable[[], Thing]) -> Thing:
        """What `make` returned for this key, if no nudge on the topic was heard since."""
        with self._lock:
            heard, at = self._heard[topic], self._clock()
            kept = self._things.get(key) if self._is_listening else None
        if kept is not None and kept.heard == heard and at < kept.until:
            found: Thing = kept.thing
            return found
        made = make()
        with self._lock:
            if self._is_listening:
                self._things[key] = _Kept(made, heard, at + SECONDS)
                self._things.move_to_end(key)
                if len(self._things) > MOST:
                    self._things.popitem(last=False)
        return made

    def hear(self, topic: str) -> None:
        """Something about the topic changed."""
        with self._lock:
            self._heard[topic] += 1

    def listen(self) -> None:
        """From now on this process hears every nudge."""
        with self._lock:
            self._is_listening = True

    def deafen(self) -> None:
        """It hears them no longer, so it keeps nothing."""
        with self._lock:
            self._is_listening = False
            self._things.clear()
            self._heard.clear()


SHELF = Shelf()
kept = SHELF.kept
