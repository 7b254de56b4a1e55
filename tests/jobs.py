"""Doing what was queued, in the test's own transaction."""

from django.db import connection
from django.db.models import Q, QuerySet
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from firstline.platform.clock import now


def run_due_jobs(*, queue: str = "") -> int:
    """Run the jobs whose time has come, and those that they queue; says how many there were.

    An error in a job is an error of the test.
    """
    count = 0
    while job := _next_due(queue):
        app.tasks[job.task_name].func(**job.args)
        _forget(job)
        count += 1
    return count


def queued(task_name: str) -> list[ProcrastinateJob]:
    """The waiting jobs of that name, such as `desk.jobs.send_held_reply`."""
    return list(_waiting().filter(task_name=task_name))


def _next_due(queue: str) -> ProcrastinateJob | None:
    due = _waiting().filter(Q(scheduled_at=None) | Q(scheduled_at__lte=now()))
    return (due.filter(queue_name=queue) if queue else due).first()


def _waiting() -> "QuerySet[ProcrastinateJob]":
    return ProcrastinateJob.objects.filter(status="todo").order_by("id")


def _forget(job: ProcrastinateJob) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [job.pk])
