"""Asks the database who the sessions are, in one go for all that wait."""

import asyncio
from collections.abc import Collection

from django.db import close_old_connections

from firstline.live.access import viewers
from firstline.live.hub import Viewer
from firstline.platform.web.threads import WorkerThread


class Checker:
    """Has a thread and a connection of its own: busy pages must not delay the check of open ones.

    After a restart every page comes back at once: those that ask during one check share the next.
    """

    def __init__(self) -> None:
        self._thread = WorkerThread("live")
        self._turn = asyncio.Lock()
        self._waiting: set[str] = set()
        self._next: asyncio.Task[dict[str, Viewer]] | None = None

    async def viewer(self, key: str) -> Viewer | None:
        """The agent who is signed in by that session, if any."""
        self._waiting.add(key)
        if self._next is None:
            self._next = asyncio.create_task(self._check_waiting())
        return (await asyncio.shield(self._next)).get(key)

    async def viewers(self, keys: Collection[str]) -> dict[str, Viewer]:
        async with self._turn:
            return await self._thread.run(_viewers, keys)

    def stop(self) -> None:
        self._thread.stop()

    async def _check_waiting(self) -> dict[str, Viewer]:
        async with self._turn:
            keys, self._waiting, self._next = self._waiting, set(), None
            return await self._thread.run(_viewers, keys)


def _viewers(keys: Collection[str]) -> dict[str, Viewer]:
    # No request begins or ends in this thread, so nobody else replaces a broken connection.
    close_old_connections()
    return viewers(keys)
