"""The worker process."""

import asyncio

from procrastinate import App
from procrastinate.contrib.django import app

from firstline.platform.jobs.jobs import SILENCE_SECONDS

CONCURRENCY = 4


def run() -> None:
    """Work until a signal asks to stop; then finish what was begun, within ten seconds."""
    # A second app over the same tasks: the first keeps Django's own connection, so that a job
    # which defers another does it in its own transaction.
    connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]
    asyncio.run(_work(app.with_connector(connector)))


async def _work(working: App) -> None:
    async with working.open_async():
        await working.run_worker_async(
            concurrency=CONCURRENCY,
            delete_jobs="successful",
            fetch_job_polling_interval=2.0,
            update_heartbeat_interval=3.0,
            stalled_worker_timeout=float(SILENCE_SECONDS),
            shutdown_graceful_timeout=10.0,
        )
