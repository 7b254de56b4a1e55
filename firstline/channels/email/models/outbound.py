from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from firstline.channels.email.header_values import postal_form
from firstline.channels.email.models.mailbox import Mailbox
from firstline.customers.models import Customer
from firstline.desk.models import Message, Ticket
from firstline.side_conversations.models import SideMessage
from firstline.team.models import Agent
from firstline.team.rights import Right


class MailKind(models.TextChoices):
    REPLY = "reply", _("Reply")
    ACKNOWLEDGEMENT = "acknowledgement", _("Acknowledgement")
    ACCOUNT = "account", _("Account mail")
    NOTICE = "notice", _("Notification")
    SIDE = "side", _("Side conversation")


# To one person alone, with links that open their account or end their mail.
PERSONAL = (MailKind.ACCOUNT, MailKind.NOTICE)


class MailState(models.TextChoices):
    QUEUED = "queued", pgettext_lazy("state of a mail", "Queued")
    SENT = "sent", pgettext_lazy("state of a mail", "Sent")
    # No relay is set: the mail is only to be read in the outbox.
    KEPT = "kept", pgettext_lazy("state of a mail", "Kept")
    # Handed over more than once, and never an answer: it may have arrived.
    UNCLEAR = "unclear", pgettext_lazy("state of a mail", "Unclear")
    FAILED = "failed", pgettext_lazy("state of a mail", "Failed")


class OutboundMailQuerySet(models.QuerySet["OutboundMail"]):
    def visible_to(self, agent: Agent) -> Self:
        """All mail, for who looks after it; what opens other people's accounts, for admins only."""
        if not agent.may(Right.MAIL):
            return self.none()
        return self if agent.is_admin else self.exclude(kind__in=PERSONAL)

    def due(self) -> Self:
        return self.filter(state=MailState.QUEUED, next_attempt_at__isnull=False)

    def given_up(self) -> Self:
        return self.filter(state__in=(MailState.FAILED, MailState.UNCLEAR))


class OutboundMail(models.Model):
    """A mail on its way out. All it says is kept here, so that every copy has the same bytes.

    Only the attachments are read from what it carries, which keeps them for good.
    """

    kind = models.CharField(max_length=16, choices=MailKind)
    state = models.CharField(max_length=16, choices=MailState, default=MailState.QUEUED)
    ticket = models.ForeignKey(
        Ticket, null=True, on_delete=models.PROTECT, related_name="outbound_mails"
    )
    # The public reply that this mail carries; a reply leaves as one mail.
    message = models.OneToOneField(
        Message, null=True, on_delete=models.PROTECT, related_name="outbound_mail"
    )
    # What is said on the side of a ticket instead. Then the mail names no ticket itself, so that
    # nothing which looks for a ticket's mail can take it for some.
    side_message = models.OneToOneField(
        SideMessage, null=True, on_delete=models.PROTECT, related_name="outbound_mail"
    )
    customer = models.ForeignKey(Customer, null=True, on_delete=models.PROTECT, related_name="+")
    mailbox = models.ForeignKey(Mailbox, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    # Identifiers are kept without angle brackets, here and for inbound mail.
    internet_message_id = models.CharField(max_length=320, unique=True)
    in_reply_to = models.CharField(max_length=998, blank=True, default="")
    references = ArrayField(models.CharField(max_length=998), default=list, blank=True)
    from_name = models.CharField(max_length=500, blank=True, default="")
    from_address = models.CharField(max_length=320)
    reply_to = models.CharField(max_length=320, blank=True, default="")
    to = models.JSONField(default=list)
    cc = models.JSONField(default=list)
    # In the envelope alone: no header names them.
    bcc = models.JSONField(default=list, blank=True, db_default=[])
    subject = models.CharField(max_length=600)
    text = models.TextField(blank=True, default="")
    html = models.TextField(blank=True, default="")
    language = models.CharField(max_length=16, blank=True, default="")
    # Where one click ends mails like this one; only notices have it.
    unsubscribe = models.CharField(max_length=500, blank=True, default="", db_default="")

    # Who has not got it yet, and who never will: {address: the reason}.
    waiting_for = ArrayField(models.CharField(max_length=320), default=list, blank=True)
    refused = models.JSONField(default=dict, blank=True)
    tries = models.PositiveIntegerField(default=0)
    tried_since = models.DateTimeField()
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    # Why it waits or was given up, in words for people.
    trouble = models.TextField(blank=True, default="")

    objects: ClassVar = OutboundMailQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["state", "-id"], name="outbound_mail_by_state"),
            models.Index(
                fields=["next_attempt_at"],
                name="outbound_mail_due",
                condition=models.Q(state=MailState.QUEUED),
            ),
            models.Index(
                fields=["customer", "created_at"],
                name="outbound_mail_acknowledged",
                condition=models.Q(kind=MailKind.ACKNOWLEDGEMENT),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.internet_message_id} ({self.state})"

    @property
    def concerns(self) -> Ticket | None:
        """The ticket whose people must know how this mail fares."""
        if self.side_message is not None:
            return self.side_message.conversation.ticket
        return self.ticket

    @property
    def has_been_given_up(self) -> bool:
        return self.state in (MailState.FAILED, MailState.UNCLEAR)

    @property
    def missing(self) -> list[str]:
        """Who has not got it, and could: those a person may send it to again."""
        return [one for one in (*self.waiting_for, *self.refused) if postal_form(one)]


class Outcome(models.TextChoices):
    SENT = "sent", pgettext_lazy("outcome of an attempt", "Accepted")
    PARTLY = "partly", pgettext_lazy("outcome of an attempt", "Accepted for some")
    LATER = "later", pgettext_lazy("outcome of an attempt", "Try again later")
    UNREACHABLE = "unreachable", pgettext_lazy("outcome of an attempt", "Relay not reached")
    REFUSED = "refused", pgettext_lazy("outcome of an attempt", "Refused")
    UNCLEAR = "unclear", pgettext_lazy("outcome of an attempt", "Unclear")
    STOPPED = "stopped", pgettext_lazy("outcome of an attempt", "Stopped before sending")


class DeliveryAttempt(models.Model):
    """One try to give a mail to the relay, written down before and after.

    An attempt that never ended after `handed_over_at` may have delivered a copy; one that never
    got that far has not.
    """

    mail = models.ForeignKey(OutboundMail, on_delete=models.CASCADE, related_name="attempts")
    started_at = models.DateTimeField()
    handed_over_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=16, choices=Outcome, blank=True, default="")
    reply = models.TextField(blank=True, default="")

    class Meta:
        indexes = [
            models.Index(
                fields=["mail"],
                name="delivery_attempt_unfinished",
                condition=models.Q(ended_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"attempt {self.pk} of {self.mail_id}: {self.outcome or 'running'}"
