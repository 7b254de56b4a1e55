"""What becomes of a mail: it left, it waits, or it is given up and its ticket says so."""

from collections.abc import Mapping

from firstline.channels.email.events import DeliveryFailed
from firstline.channels.email.models import PERSONAL, MailKind, MailState, OutboundMail
from firstline.desk.nudging import tell_pages_of
from firstline.platform.events.actors import SYSTEM
from firstline.platform.events.publishing import publish
from firstline.platform.notices.actions import stop_mail_to
from firstline.platform.nudges import nudge


def settle(mail: OutboundMail) -> None:
    """Nobody is waited for any more: the mail has left, or has failed for everybody."""
    mail.next_attempt_at = None
    mail.state = MailState.SENT if mail.sent_at else MailState.FAILED
    if mail.state == MailState.SENT:
        mail.trouble = ""
        _forget_secrets(mail)
    mail.save()


def give_up(mail: OutboundMail, reason: str, *, state: MailState = MailState.FAILED) -> None:
    """Whoever still waits will not get it, unless a person decides otherwise."""
    waiting = mail.waiting_for
    mail.trouble = reason
    mail.next_attempt_at = None
    mail.state = state
    mail.refused = {**mail.refused, **dict.fromkeys(waiting, reason)}
    mail.waiting_for = []
    mail.save()
    tell_of_failure(mail, waiting, reason)


def refuse(mail: OutboundMail, refused: Mapping[str, str]) -> None:
    """These recipients will never get it; the others are not affected."""
    if not refused:
        return
    mail.refused = {**mail.refused, **refused}
    mail.waiting_for = [address for address in mail.waiting_for if address not in refused]
    mail.trouble = next(iter(refused.values()))
    if mail.kind == MailKind.NOTICE:
        # A report about a notice must not lead to another notice to the same address.
        stop_mail_to(refused, because=mail.trouble)
    tell_of_failure(mail, list(refused), mail.trouble)


def tell_of_failure(mail: OutboundMail, recipients: list[str], reason: str) -> None:
    """The ticket's history says it, and open pages show it. An acknowledgement is not missed."""
    ticket = mail.concerns
    if not recipients or ticket is None or mail.kind == MailKind.ACKNOWLEDGEMENT:
        return
    publish(
        DeliveryFailed(ticket=ticket, mail=mail, recipients=recipients, reason=reason, by=SYSTEM)
    )
    tell_pages(mail)


def tell_pages(mail: OutboundMail) -> None:
    """Open pages ask again how it stands with this mail."""
    nudge("outbox")
    ticket = mail.concerns
    if ticket is not None:
        tell_pages_of(ticket)


def _forget_secrets(mail: OutboundMail) -> None:
    """Account mail carries links that open accounts: once it has left, nobody reads them here.

    Notices name tickets to the one person who may know of them, and end that person's mail.
    """
    if mail.kind in PERSONAL:
        mail.text = mail.html = mail.unsubscribe = ""
