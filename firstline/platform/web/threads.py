"""The few threads that run Django, so that each keeps one database connection open."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
Result = TypeVar("Result")


class TooManyWaiting(Exception):
    """More work is queued than could be done before its askers give up."""


class WorkerThread:
    """One thread; what it is given runs in turn."""

    def __init__(self, name: str) -> None:
        self._executor = ThreadPoolExecutor(1, thread_name_prefix=name)

    async def run(self, function: Callable[P, Result], *args: P.args, **kwargs: P.kwargs) -> Result:
        call = partial(function, *args, **kwargs)
        return await asyncio.get_running_loop().run_in_executor(self._executor, call)

    def stop(self) -> None:
        self._executor.shutdown(wait=False)


class WorkerThreads:
    """A process's threads. Work goes to an idle one, else waits its turn in the order it came."""

    def __init__(self, count: int, *, longest_queue: int = 500) -> None:
        self._threads = [WorkerThread(f"web-{number}") for number in range(1, count + 1)]
        self._idle: asyncio.LifoQueue[WorkerThread] = asyncio.LifoQueue()
        for thread in reversed(self._threads):
            self._idle.put_nowait(thread)
        self._waiting = 0
        self._longest_queue = longest_queue

    async def borrow(self) -> WorkerThread:
        """An idle thread, to be given back with `release`; it still takes follow-up work then."""
        if not self._waiting and not self._idle.empty():
            return self._idle.get_nowait()
        if self._waiting >= self._longest_queue:
            raise TooManyWaiting
        self._waiting += 1
        try:
            return await self._idle.get()
        finally:
            self._waiting -= 1

    def release(self, thread: WorkerThread) -> None:
        self._idle.put_nowait(thread)

    async def run(self, function: Callable[P, Result], *args: P.args, **kwargs: P.kwargs) -> Result:
        thread = await self.borrow()
        try:
            return await thread.run(function, *args, **kwargs)
        finally:
            self.release(thread)

    def stop(self) -> None:
        for thread in self._threads:
            thread.stop()
