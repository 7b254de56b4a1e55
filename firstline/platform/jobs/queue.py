"""The job queue (Procrastinate, in PostgreSQL), as the rest of the product uses it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, ParamSpec

from procrastinate import BaseRetryStrategy, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.tasks import Task

P = ParamSpec("P")

# The queue of jobs that wait for somebody else's machine: they have threads of their own.
OUTSIDE = "outside"

# A job that failed for a passing reason is tried five times in all (R09), then kept as failed.
PATIENT = RetryStrategy(max_attempts=4, exponential_wait=4)


def task(
    *, queue: str = "default", retry: BaseRetryStrategy | bool = PATIENT
) -> Callable[[Callable[P, None]], Task[P, None, P]]:
    """Make a job of a function whose arguments are JSON. It may run twice: it must not mind."""

    def register(function: Callable[P, None]) -> Task[P, None, P]:
        name = f"{function.__module__.removeprefix('firstline.')}.{function.__name__}"
        return app.task(name=name, queue=queue, retry=retry)(function)

    return register


def defer(
    job: Task[Any, Any, Any],
    *,
    at: datetime | None = None,
    lock: str | None = None,
    **arguments: Any,
) -> int:
    """Queue the job in the current transaction; jobs of one `lock` run one after the other."""
    return job.configure(schedule_at=at, lock=lock).defer(**arguments)
