"""Taking mail in: the bytes and the job that will read them are committed together."""

import hashlib
from collections.abc import Iterable

from django.db import IntegrityError, transaction

from firstline.channels.email.models import Fate, InboundMail
from firstline.platform.accounts.addresses import normalised
from firstline.platform.clock import now
from firstline.platform.jobs.queue import defer

LONGEST_ADDRESS = 320


@transaction.atomic
def receive_raw(
    raw: bytes,
    *,
    source: str,
    sender: str | None = None,
    recipients: Iterable[str] = (),
    remote_ip: str | None = None,
) -> InboundMail:
    """Keep a mail and queue its reading. The same bytes again are the same mail, a copy more.

    `sender` and `recipients` are what the envelope said; an empty sender is the null sender.
    """
    digest = hashlib.sha256(raw).hexdigest()
    addresses = sorted({normalised(address)[:LONGEST_ADDRESS] for address in recipients})
    known = _known(digest)
    if known is None:
        mail = InboundMail(
            raw=raw,
            sha256=digest,
            size=len(raw),
            received_at=now(),
            source=source,
            envelope_sender=sender if sender is None else sender[:LONGEST_ADDRESS],
            envelope_recipients=addresses,
            remote_ip=remote_ip,
        )
        if _is_first(mail):
            queue_reading(mail)
            return mail
        known = InboundMail.objects.without_raw().select_for_update().get(sha256=digest)
    return _count_copy(known, addresses)


def queue_reading(mail: InboundMail) -> None:
    from firstline.channels.email.jobs import read_mail  # the job calls back into this package

    defer(read_mail, mail_id=mail.pk)


@transaction.atomic
def replay(mail: InboundMail) -> InboundMail:
    """Read a mail once more; one that became a message stays what it is."""
    mail = InboundMail.objects.without_raw().select_for_update(of=("self",)).get(pk=mail.pk)
    if not mail.has_become_a_message:
        mail.fate = Fate.WAITING
        mail.save(update_fields=["fate"])
        queue_reading(mail)
    return mail


def _known(digest: str) -> InboundMail | None:
    found: InboundMail | None = (
        InboundMail.objects.without_raw().select_for_update().filter(sha256=digest).first()
    )
    return found


def _is_first(mail: InboundMail) -> bool:
    """Insert it, unless another connection delivers the same bytes at this moment."""
    try:
        with transaction.atomic():
            mail.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def _count_copy(mail: InboundMail, addresses: list[str]) -> InboundMail:
    mail.copies += 1
    mail.envelope_recipients = sorted({*mail.envelope_recipients, *addresses})
    mail.save(update_fields=["copies", "envelope_recipients"])
    return mail
