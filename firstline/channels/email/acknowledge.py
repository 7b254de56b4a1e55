"""The automatic answer to a new request: fixed words, at most once an hour, never to a robot.

It goes out under our name to an address that anybody can write into a From line. So nothing of what
they wrote is repeated, and an address hears from it three times a day at most (T21, T23).
"""

from datetime import timedelta

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from firstline.channels.email.addresses import (
    is_robot,
    mailbox_for,
    new_message_id,
    own_addresses,
    reply_address,
)
from firstline.channels.email.models import InboundMail, Mailbox, MailKind, OutboundMail
from firstline.channels.email.outbound.queueing import queue
from firstline.channels.email.outbound.thread import thread_of_mail
from firstline.channels.email.outbound.writing import language_for, sender_name
from firstline.channels.email.outbound.written_from import written_from
from firstline.customers.models import Customer
from firstline.desk.models import Ticket
from firstline.platform.clock import now

MOST_PER_HOUR = 1
MOST_PER_DAY = 3


@transaction.atomic
def acknowledge(ticket: Ticket) -> OutboundMail | None:
    """Tell the requester that the message arrived, unless there is a reason to stay silent."""
    mails = InboundMail.objects.without_raw()
    mail = mails.filter(message__ticket=ticket, message__number=1).first()
    mailbox = mailbox_for(ticket)
    if mail is None or mailbox is None or is_from_a_robot(mail):
        return None
    # Held until the commit, so that two tickets at once do not both count no acknowledgement.
    customer = (
        Customer.objects.select_for_update(of=("self",))
        .select_related("person")
        .get(pk=ticket.requester_id)
    )
    address = written_from(ticket).get(customer.pk) or customer.person.email
    if not address or is_robot(address) or own_addresses([address]) or _has_had_enough(customer):
        return None
    with translation.override(language_for(ticket)):
        return queue(_letter(ticket, mail, mailbox=mailbox, customer=customer, address=address))


def is_from_a_robot(mail: InboundMail) -> bool:
    """An automatic mail, a list, a null sender: nobody who waits for an answer."""
    return mail.is_automatic or mail.envelope_sender == ""


def _has_had_enough(customer: Customer) -> bool:
    sent = OutboundMail.objects.filter(kind=MailKind.ACKNOWLEDGEMENT, customer=customer)
    at = now()
    return (
        sent.filter(created_at__gt=at - timedelta(hours=1)).count() >= MOST_PER_HOUR
        or sent.filter(created_at__gt=at - timedelta(days=1)).count() >= MOST_PER_DAY
    )


def _letter(
    ticket: Ticket, mail: InboundMail, *, mailbox: Mailbox, customer: Customer, address: str
) -> OutboundMail:
    thread = thread_of_mail(mail)
    context = {"number": ticket.pk, "house": sender_name(mailbox)}
    return OutboundMail(
        kind=MailKind.ACKNOWLEDGEMENT,
        ticket=ticket,
        customer=customer,
        mailbox=mailbox,
        created_at=now(),
        internet_message_id=new_message_id(mailbox),
        in_reply_to=thread.in_reply_to,
        references=thread.references,
        from_name=sender_name(mailbox),
        from_address=mailbox.address,
        reply_to=reply_address(ticket, mailbox),
        # Without a name: that too was written by whoever sent the mail.
        to=[{"name": "", "address": address}],
        subject=_("We have received your message (#%(number)d)") % {"number": ticket.pk},
        text=render_to_string("email/acknowledgement.txt", context),
        html=render_to_string("email/acknowledgement.html", context),
        language=translation.get_language() or "",
    )
