"""A net below the jobs: a mail that is due has one, also after the queue was lost."""

import logging
from datetime import timedelta

from django.db import transaction
from procrastinate.exceptions import AlreadyEnqueued

from firstline.channels.email.models import OutboundMail
from firstline.platform.clock import now

logger = logging.getLogger(__name__)

OVERDUE = timedelta(minutes=5)
_AT_ONCE = 200


def take_up_forgotten() -> int:
    """Queue jobs for mails that should have been tried long ago; says how many."""
    overdue = OutboundMail.objects.due().filter(next_attempt_at__lt=now() - OVERDUE)
    found = overdue.order_by("next_attempt_at").values_list("pk", flat=True)[:_AT_ONCE]
    taken = sum(_defer_once(mail_id) for mail_id in found)
    if taken:
        logger.warning("%d overdue mails had no job; they have one now", taken)
    return taken


def _defer_once(mail_id: int) -> bool:
    from firstline.channels.email.jobs import deliver_mail  # the job calls back into this package

    job = deliver_mail.configure(queueing_lock=f"mail_out:{mail_id}")
    try:
        with transaction.atomic():
            job.defer(mail_id=mail_id)
    except AlreadyEnqueued:
        return False
    return True
