import pytest
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from firstline.desk.jobs import send_held_reply
from firstline.platform.jobs.queue import defer

pytestmark = pytest.mark.django_db


@transaction.atomic
def begin_and_fail() -> None:
    defer(send_held_reply, draft_id=7)
    raise RuntimeError("the cause is undone")


def test_a_job_is_there_only_if_what_caused_it_is() -> None:
    with pytest.raises(RuntimeError):
        begin_and_fail()

    assert not ProcrastinateJob.objects.exists()


def test_a_job_keeps_its_lock_and_arguments() -> None:
    ident = defer(send_held_reply, draft_id=7, lock="ticket:7")

    job = ProcrastinateJob.objects.get(pk=ident)
    assert (job.lock, job.args) == ("ticket:7", {"draft_id": 7})
    assert connection.in_atomic_block
