"""Sending one queued mail: an attempt is written down before and after, whatever lies between."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from firstline.channels.email import transport
from firstline.channels.email.addresses import bounce_address
from firstline.channels.email.compose import compose
from firstline.channels.email.header_values import UnsafeHeader, postal_form
from firstline.channels.email.models import (
    DeliveryAttempt,
    MailKind,
    MailState,
    OutboundMail,
    Outcome,
)
from firstline.channels.email.outbound.exclusive import exclusive
from firstline.channels.email.outbound.queueing import defer_delivery
from firstline.channels.email.outbound.relay_health import (
    note_failure,
    note_success,
    resting_reason,
)
from firstline.channels.email.outbound.schedule import next_attempt
from firstline.channels.email.outbound.settling import give_up, refuse, settle, tell_pages
from firstline.platform.clock import now
from firstline.platform.errors import TransportError

# An outcome that stays unclear may mean a copy each time: two at most (R04).
MOST_UNCLEAR = 2
# A mail that stops its worker again and again is set aside (R09).
MOST_STOPPED = 5
_ASK_AGAIN = timedelta(seconds=60)
# The clocks of worker and database may differ: a job that comes a little early does its work.
_EARLY = timedelta(seconds=5)


def deliver(mail_id: int) -> None:
    """Make the attempt that is due, if one is. Safe to call at any time, any number of times."""
    with exclusive(mail_id) as is_ours:
        if not is_ours:
            _look_again(mail_id)
            return
        attempt = _begin(mail_id)
        if attempt is None:
            return
        try:
            receipt = _hand_over(attempt)
        except TransportError as error:
            _record_failure(attempt, error)
        else:
            _record_receipt(attempt, receipt)


def _look_again(mail_id: int) -> None:
    """Another worker has it in hand. Should that one die, somebody must come back."""
    with transaction.atomic():
        mail = OutboundMail.objects.due().filter(pk=mail_id).first()
        if mail is not None:
            mail.next_attempt_at = now() + _ASK_AGAIN
            defer_delivery(mail)


@transaction.atomic
def _begin(mail_id: int) -> DeliveryAttempt | None:
    """Write down that an attempt begins; None when none is due or the mail is given up instead."""
    mail = _locked(mail_id)
    at = now()
    due_at = mail.next_attempt_at
    if mail.state != MailState.QUEUED or due_at is None or due_at > at + _EARLY:
        return None
    _end_interrupted(mail)
    if _is_hopeless(mail):
        return None
    reason = _("No mail relay is set.") if transport.relay() is None else resting_reason()
    if reason:
        _postpone(mail, reason, at)
        return None
    mail.tries += 1
    mail.save(update_fields=["tries"])
    return DeliveryAttempt.objects.create(mail=mail, started_at=at)


def _end_interrupted(mail: OutboundMail) -> None:
    """The mail is ours alone: attempts that never ended belong to workers that were killed."""
    for attempt in mail.attempts.filter(ended_at=None):
        attempt.ended_at = now()
        attempt.outcome = Outcome.UNCLEAR if attempt.handed_over_at else Outcome.STOPPED
        attempt.reply = _("The worker was stopped during this attempt.")
        attempt.save(update_fields=["ended_at", "outcome", "reply"])


def _is_hopeless(mail: OutboundMail) -> bool:
    """Give the mail up when another attempt would risk a third copy, or another worker."""
    outcomes = mail.attempts.filter(started_at__gte=mail.tried_since)
    if outcomes.filter(outcome=Outcome.UNCLEAR).count() >= MOST_UNCLEAR:
        reason = _("The relay took the whole mail twice and never answered: it may have arrived.")
        give_up(mail, reason, state=MailState.UNCLEAR)
        return True
    if outcomes.filter(outcome=Outcome.STOPPED).count() >= MOST_STOPPED:
        give_up(mail, _("Sending was cut short again and again."))
        return True
    return False


def _hand_over(attempt: DeliveryAttempt) -> transport.Receipt:
    relay = transport.relay()
    assert relay is not None, "an attempt begins only where a relay is set"
    mail = attempt.mail
    by_postal_form = {postal_form(address) or "": address for address in mail.waiting_for}
    receipt = transport.hand_over(
        relay,
        _composed(mail),
        sender=_return_path(mail),
        recipients=list(by_postal_form),
        before_end=lambda: _note_handed_over(attempt),
    )
    return transport.Receipt(
        reply=receipt.reply,
        accepted=tuple(by_postal_form[address] for address in receipt.accepted),
        refused=tuple(
            transport.Refusal(by_postal_form[one.address], one.reply, one.permanent)
            for one in receipt.refused
        ),
    )


def _composed(mail: OutboundMail) -> bytes:
    try:
        return compose(mail)
    except UnsafeHeader as error:
        raise TransportError(str(error), permanent=True) from error
    except OSError as error:
        # An attachment cannot be read just now.
        raise TransportError(str(error), permanent=False) from error


def _return_path(mail: OutboundMail) -> str:
    """Where a delivery report goes. An acknowledgement wants none, so that no robot answers it."""
    if mail.kind == MailKind.ACKNOWLEDGEMENT:
        return ""
    address = bounce_address(mail.pk, mail.mailbox) if mail.mailbox else mail.from_address
    return postal_form(address) or ""


def _note_handed_over(attempt: DeliveryAttempt) -> None:
    """Committed before the last byte leaves: a worker killed before here has delivered nothing."""
    attempt.handed_over_at = now()
    attempt.save(update_fields=["handed_over_at"])


@transaction.atomic
def _record_receipt(attempt: DeliveryAttempt, receipt: transport.Receipt) -> None:
    mail = _locked(attempt.mail_id)
    at = now()
    had_trouble = bool(mail.trouble)
    note_success()
    _end(attempt, _outcome_of(receipt), _words_of(receipt))
    mail.waiting_for = [one for one in mail.waiting_for if one not in receipt.accepted]
    if receipt.accepted and mail.sent_at is None:
        mail.sent_at = at
    refuse(mail, {one.address: one.reply for one in receipt.refused if one.permanent})
    if mail.waiting_for:
        _try_later(mail, receipt.refused[-1].reply, at)
    else:
        settle(mail)
    if had_trouble:
        tell_pages(mail)


@transaction.atomic
def _record_failure(attempt: DeliveryAttempt, error: TransportError) -> None:
    mail = _locked(attempt.mail_id)
    if isinstance(error, transport.RelayUnreachable):
        note_failure(error.reason)
        _end(attempt, Outcome.UNREACHABLE, error.reason)
    elif isinstance(error, transport.OutcomeUnclear):
        _end(attempt, Outcome.UNCLEAR, error.reason)
        if _is_hopeless(mail):
            return
    else:
        _end(attempt, Outcome.REFUSED if error.permanent else Outcome.LATER, error.reason)
    if error.permanent:
        give_up(mail, error.reason)
    else:
        _try_later(mail, error.reason, now())


def _postpone(mail: OutboundMail, reason: str, at: datetime) -> None:
    """There is no relay just now: wait as after an attempt, without one."""
    mail.tries += 1
    _try_later(mail, reason, at)


def _try_later(mail: OutboundMail, reason: str, at: datetime) -> None:
    moment = next_attempt(mail.tries, since=mail.tried_since, at=at)
    if moment is None:
        give_up(mail, reason)
        return
    mail.next_attempt_at = moment
    mail.trouble = reason
    mail.save()
    defer_delivery(mail)
    tell_pages(mail)


def _end(attempt: DeliveryAttempt, outcome: Outcome, reply: str) -> None:
    attempt.ended_at = now()
    attempt.outcome = outcome
    attempt.reply = reply
    attempt.save(update_fields=["ended_at", "outcome", "reply"])


def _outcome_of(receipt: transport.Receipt) -> Outcome:
    if not receipt.refused:
        return Outcome.SENT
    if receipt.accepted:
        return Outcome.PARTLY
    return Outcome.REFUSED if all(one.permanent for one in receipt.refused) else Outcome.LATER


def _words_of(receipt: transport.Receipt) -> str:
    lines = [f"{one.address}: {one.reply}" for one in receipt.refused]
    return "\n".join([receipt.reply, *lines] if receipt.accepted else lines)


def _locked(mail_id: int) -> OutboundMail:
    return (
        OutboundMail.objects.select_for_update(of=("self",))
        .select_related("ticket", "mailbox", "message", "side_message__conversation__ticket")
        .get(pk=mail_id)
    )
