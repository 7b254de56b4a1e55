"""Whether the relay answers: all workers know, so that not every mail asks a dead one."""

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from firstline.channels.email import transport
from firstline.channels.email.models import OutboundMail, Relay
from firstline.channels.email.outbound.queueing import defer_delivery
from firstline.platform.clock import now
from firstline.platform.nudges import nudge

logger = logging.getLogger(__name__)

# As long as a failure is fresher than this, other mails do not try, and block no worker.
REST = timedelta(seconds=30)
# Mail that waited for the relay goes out at once when it is back, this many per transaction.
_WOKEN_AT_ONCE = 500


def note_failure(reason: str) -> None:
    at = now()
    Relay.objects.bulk_create([Relay(pk=1)], ignore_conflicts=True)
    Relay.objects.filter(pk=1).update(
        failing_since=Coalesce(F("failing_since"), at), last_failed_at=at, reason=reason
    )


def note_success() -> None:
    """The relay answers. After a failure, what waited for it is sent now, not in some hours."""
    if Relay.objects.filter(pk=1, failing_since__isnull=False).update(
        failing_since=None, last_failed_at=None, reason=""
    ):
        logger.info("The mail relay answers again")
        wake_waiting()
        nudge("outbox")


def resting_reason() -> str:
    """Why no mail should try just now; empty when it may."""
    relay = Relay.current()
    is_fresh = relay.last_failed_at is not None and now() - relay.last_failed_at < REST
    return relay.reason if is_fresh else ""


@transaction.atomic
def wake_waiting() -> None:
    waiting = OutboundMail.objects.due().filter(next_attempt_at__gt=now(), tries__gt=0)
    for mail in waiting.select_for_update(skip_locked=True).order_by("pk")[:_WOKEN_AT_ONCE]:
        mail.next_attempt_at = now()
        mail.save(update_fields=["next_attempt_at"])
        defer_delivery(mail)


def probe_if_failing() -> None:
    """Ask a relay that failed whether it is back, and say so in the log while it is not."""
    address = transport.relay()
    state = Relay.current()
    if address is None or state.failing_since is None:
        return
    reason = trouble_with(address)
    if not reason:
        note_success()
        return
    note_failure(reason)
    if state.is_alarming(now()):
        logger.error("The mail relay has failed since %s: %s", state.failing_since, reason)


def trouble_with(address: transport.RelayAddress) -> str:
    """Why the relay cannot be used just now; empty when it answers."""
    try:
        transport.probe(address)
    except transport.RelayUnreachable as error:
        return error.reason
    return ""
