"""Putting a mail on its way: its row and its job belong to the transaction that asked for it."""

from django.db import connection
from django.utils.translation import gettext as _

from firstline.channels.email import transport
from firstline.channels.email.header_values import postal_form
from firstline.channels.email.models import MailState, OutboundMail
from firstline.channels.email.outbound.settling import tell_of_failure
from firstline.platform.clock import now
from firstline.platform.jobs.queue import defer


def queue(mail: OutboundMail) -> OutboundMail:
    """Save the mail and see to it that it is sent, or keep it where no relay is set."""
    assert connection.in_atomic_block, "a mail is queued with what caused it, or not at all"
    addresses = [row["address"] for row in (*mail.to, *mail.cc, *mail.bcc)]
    mail.waiting_for = [address for address in addresses if postal_form(address)]
    mail.refused = {
        address: _("This address needs a mail system that understands other scripts (SMTPUTF8).")
        for address in addresses
        if not postal_form(address)
    }
    mail.tried_since = now()
    if not mail.waiting_for:
        mail.state, mail.trouble = MailState.FAILED, next(iter(mail.refused.values()), "")
        mail.save()
    elif transport.relay() is None:
        mail.state = MailState.KEPT
        mail.save()
    else:
        mail.next_attempt_at = now()
        mail.save()
        defer_delivery(mail)
    tell_of_failure(mail, list(mail.refused), next(iter(mail.refused.values()), ""))
    return mail


def defer_delivery(mail: OutboundMail) -> None:
    """A job for the moment of the next attempt."""
    from firstline.channels.email.jobs import deliver_mail  # the job calls back into this package

    defer(deliver_mail, at=mail.next_attempt_at, mail_id=mail.pk)
