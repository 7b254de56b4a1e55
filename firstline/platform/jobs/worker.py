"""The worker process: one room for our own work, one for what waits for the outside world."""

import asyncio
import signal
from collections.abc import Collection

from procrastinate import App
from procrastinate.contrib.django import app

from firstline.platform.jobs.jobs import SILENCE_SECONDS
from firstline.platform.jobs.queue import OUTSIDE

_OWN_THREADS = 4
# A relay that hangs holds these, and nothing that has already arrived waits for it.
_OUTSIDE_THREADS = 3


def run() -> None:
    """Work until a signal asks to stop; then finish what was begun, within ten seconds."""
    # A second app over the same tasks: the first keeps Django's own connection, so that a job
    # which defers another does it in its own transaction.
    connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]
    asyncio.run(_work(app.with_connector(connector)))


async def _work(working: App) -> None:
    own = {task.queue for task in working.tasks.values()} - {OUTSIDE}
    async with working.open_async():
        rooms = {
            asyncio.create_task(_room(working, own, _OWN_THREADS)),
            asyncio.create_task(_room(working, {OUTSIDE}, _OUTSIDE_THREADS)),
        }
        _cancel_on_signal(rooms)
        ended, others = await asyncio.wait(rooms, return_when=asyncio.FIRST_COMPLETED)
        for room in others:
            room.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        for room in ended:
            if not room.cancelled():
                room.result()


async def _room(working: App, queues: Collection[str], threads: int) -> None:
    await working.run_worker_async(
        queues=sorted(queues),
        concurrency=threads,
        install_signal_handlers=False,
        delete_jobs="successful",
        fetch_job_polling_interval=2.0,
        update_heartbeat_interval=3.0,
        stalled_worker_timeout=float(SILENCE_SECONDS),
        shutdown_graceful_timeout=10.0,
    )


def _cancel_on_signal(rooms: Collection["asyncio.Task[None]"]) -> None:
    """To a room, being cancelled means finishing what was begun."""

    def stop() -> None:
        for room in rooms:
            room.cancel()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)
