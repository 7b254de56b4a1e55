"""From one stream of nudges to the open pages of one web process.

Everything here runs in the event loop. What waits for a page is a set of topics, not a queue: a
slow page gets fewer, merged nudges, or is told to ask for everything again; memory does not grow.
"""

import asyncio
import secrets
from collections import deque
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from time import monotonic

# How many nudges are remembered for pages that reconnect.
MEMORY = 5_000
# A page that has just been made may have missed what happened while it was on its way.
LOOK_BACK = 15.0
_OF_TICKETS = frozenset({"ticket", "presence"})
MOST_TOPICS = 200
MOST_STREAMS_PER_SESSION = 60


class TooManyStreams(Exception):
    """One session holds more open pages than anybody has tabs."""


@dataclass(frozen=True)
class Viewer:
    """What an agent may know of, as last checked; a group made after that is not visible yet."""

    agent_id: int
    sees_all: bool
    groups: frozenset[int]
    # Where the role shows only some: the unsolved tickets of one's own, and the groups whose
    # tickets it shows as well. None where it shows all.
    tickets: frozenset[int] | None = None
    own_groups: frozenset[int] = frozenset()

    def may_know(self, groups: frozenset[int] | None) -> bool:
        return groups is None or self.sees_all or not self.groups.isdisjoint(groups)

    def is_meant(self, nudge: "Nudge") -> bool:
        is_named = nudge.people is None or self.agent_id in nudge.people
        return is_named and self.may_know(nudge.groups) and self._is_within_sight(nudge)

    def _is_within_sight(self, nudge: "Nudge") -> bool:
        if self.tickets is None or nudge.ticket is None:
            return True
        return nudge.ticket in self.tickets or not self.own_groups.isdisjoint(nudge.groups or ())


@dataclass(frozen=True)
class Nudge:
    # The same in every process; several nudges of one transaction share it.
    ident: str
    topic: str
    groups: frozenset[int] | None
    # The only ones it is for; None where the groups alone say so.
    people: frozenset[int] | None = None
    heard_at: float = field(default_factory=monotonic)

    @property
    def ticket(self) -> int | None:
        """The ticket that it tells of, where it names one."""
        kind, _colon, ident = self.topic.partition(":")
        return int(ident) if kind in _OF_TICKETS else None


class Stream:
    """One open page: what it has yet to be told."""

    def __init__(self) -> None:
        self._topics: dict[str, None] = {}
        self._must_resync = False
        self._woken = asyncio.Event()
        self.is_closed = False

    def offer(self, topic: str) -> None:
        if self._must_resync:
            return
        self._topics[topic] = None
        if len(self._topics) > MOST_TOPICS:
            self.resync()
        self._woken.set()

    def resync(self) -> None:
        """Have the page ask for everything again."""
        self._topics.clear()
        self._must_resync = True
        self._woken.set()

    def close(self) -> None:
        self.is_closed = True
        self._woken.set()

    async def wait(self, seconds: float) -> None:
        """Until there is something to tell, or the time is up."""
        try:
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        except TimeoutError:
            return

    def take(self) -> tuple[list[str], bool]:
        """The topics to tell, and whether to tell the page to ask for everything instead."""
        topics, must_resync = list(self._topics), self._must_resync
        self._topics.clear()
        self._must_resync = False
        self._woken.clear()
        return topics, must_resync


@dataclass
class Session:
    """A signed-in browser: its pages share what they may know."""

    viewer: Viewer
    streams: set[Stream] = field(default_factory=set)


class Hub:
    """All open pages of this process, and the nudges it heard last, since `begun_at`."""

    def __init__(self, *, begun_at: float | None = None) -> None:
        self._sessions: dict[str, Session] = {}
        beginning = _beginning(monotonic() if begun_at is None else begun_at)
        self._heard: deque[Nudge] = deque([beginning], maxlen=MEMORY)
        self._is_closed = False

    @property
    def latest(self) -> str:
        """The id of the last nudge that was heard: what a page has seen once it was told all."""
        return self._heard[-1].ident

    @property
    def session_keys(self) -> list[str]:
        return list(self._sessions)

    def join(self, key: str, viewer: Viewer, *, last_seen: str | None) -> Stream:
        """A page opens, having seen all up to `last_seen`; None for a page that is new."""
        session = self._sessions.setdefault(key, Session(viewer))
        if len(session.streams) >= MOST_STREAMS_PER_SESSION:
            raise TooManyStreams
        stream = Stream()
        session.streams.add(stream)
        self._catch_up(stream, viewer, last_seen)
        if self._is_closed:
            stream.close()
        return stream

    def leave(self, key: str, stream: Stream) -> None:
        session = self._sessions.get(key)
        if session is not None:
            session.streams.discard(stream)
            if not session.streams:
                del self._sessions[key]

    def hear(self, nudge: Nudge) -> None:
        self._heard.append(nudge)
        for session in self._sessions.values():
            if session.viewer.is_meant(nudge):
                for stream in session.streams:
                    stream.offer(nudge.topic)

    def begin_anew(self) -> None:
        """Nudges may have been missed: forget the past, and have every page ask again."""
        self._heard.clear()
        self._heard.append(_beginning(monotonic()))
        for session in self._sessions.values():
            for stream in session.streams:
                stream.resync()

    def recheck(self, viewers: Mapping[str, Viewer], checked: Collection[str]) -> None:
        """Close the pages of the sessions that were checked and have ended; note new rights."""
        for key in checked:
            session, viewer = self._sessions.get(key), viewers.get(key)
            if session is None or session.viewer == viewer:
                continue
            if viewer is not None:
                session.viewer = viewer
            for stream in session.streams:
                stream.resync() if viewer is not None else stream.close()

    def close(self) -> None:
        """The process stops: every page must go and find another."""
        self._is_closed = True
        self.close_streams()

    def close_streams(self) -> None:
        for session in self._sessions.values():
            for stream in session.streams:
                stream.close()

    def _catch_up(self, stream: Stream, viewer: Viewer, last_seen: str | None) -> None:
        missed = self._heard_lately() if last_seen is None else self._heard_from(last_seen)
        if not missed:
            stream.resync()
        for nudge in missed:
            if nudge.topic and viewer.is_meant(nudge):
                stream.offer(nudge.topic)

    def _heard_lately(self) -> list[Nudge]:
        """All that a new page may have missed; nothing where the memory does not reach so far."""
        since = monotonic() - LOOK_BACK
        if self._heard[0].heard_at > since:
            return []
        return [self._heard[0], *(nudge for nudge in self._heard if nudge.heard_at >= since)]

    def _heard_from(self, ident: str) -> list[Nudge]:
        """From that nudge on, itself included, for its transaction may have had more than one."""
        nudges = list(self._heard)
        for position, nudge in enumerate(nudges):
            if nudge.ident == ident:
                return nudges[position:]
        return []


def _beginning(at: float) -> Nudge:
    """What comes before all that is heard: nobody is meant by it."""
    return Nudge(f"anew-{secrets.token_hex(6)}", "", frozenset(), heard_at=at)
