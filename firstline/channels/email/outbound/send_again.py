from django.db import transaction
from django.utils.translation import gettext as _

from firstline.channels.email import transport
from firstline.channels.email.errors import NoRelay, NothingLeftToSend
from firstline.channels.email.events import DeliveryRetried
from firstline.channels.email.models import MailState, OutboundMail
from firstline.channels.email.outbound.queueing import defer_delivery
from firstline.channels.email.outbound.settling import tell_pages
from firstline.platform.clock import now
from firstline.platform.events.publishing import publish
from firstline.team.models import Agent
from firstline.team.rights import Right
from firstline.team.rules import must


@transaction.atomic
def send_again(mail: OutboundMail, *, by: Agent) -> OutboundMail:
    """Try now for everybody who has not got the mail, as if it were new."""
    must(by, Right.REPLY)
    mail = (
        OutboundMail.objects.select_for_update(of=("self",))
        .select_related("ticket", "side_message__conversation__ticket")
        .get(pk=mail.pk)
    )
    missing = mail.missing
    if not missing:
        raise NothingLeftToSend(_("This mail has already left for everybody it was meant for."))
    if transport.relay() is None:
        raise NoRelay(_("No mail relay is set, so mail can only be kept. Set FIRSTLINE_EMAIL_URL."))

    at = now()
    mail.waiting_for = missing
    mail.refused = {one: why for one, why in mail.refused.items() if one not in missing}
    mail.state = MailState.QUEUED
    mail.tries = 0
    mail.tried_since = mail.next_attempt_at = at
    mail.trouble = ""
    mail.save()
    defer_delivery(mail)
    ticket = mail.concerns
    if ticket is not None:
        publish(DeliveryRetried(ticket=ticket, mail=mail, by=by))
    tell_pages(mail)
    return mail
