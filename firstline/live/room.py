"""The live part of a web process: its hub, the connection it hears by, the check of its pages."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from django.db import DatabaseError, InterfaceError

from firstline.live.checker import Checker
from firstline.live.hub import Hub
from firstline.live.listener import listen
from firstline.live.stream import StreamRoom

logger = logging.getLogger(__name__)

# A stream outlives its session by no more than ten seconds (T46), a slow check included.
CHECK_EVERY = 4.0
LONGEST_CHECK = 5.0


class LiveRoom:
    """What the application mounts under `/live/stream`, and starts and stops with the process."""

    def __init__(self) -> None:
        self.hub = Hub()
        self._checker = Checker()
        self.stream = StreamRoom(self.hub, self._checker)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(listen(self.hub)), asyncio.create_task(self._keep_checking())]
        try:
            yield
        finally:
            self.hub.close()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self._checker.stop()

    async def _keep_checking(self) -> None:
        while True:
            await asyncio.sleep(CHECK_EVERY)
            keys = self.hub.session_keys
            try:
                async with asyncio.timeout(LONGEST_CHECK):
                    good = await self._checker.viewers(keys)
            except (DatabaseError, InterfaceError, TimeoutError) as error:
                # Nobody may stay whose right to stay is unknown; the pages will ask to come back.
                logger.warning("Cannot check the open pages: %s", str(error) or "it takes too long")
                self.hub.close_streams()
            else:
                self.hub.recheck(good, keys)
