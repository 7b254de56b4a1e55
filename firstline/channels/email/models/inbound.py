from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import pgettext_lazy

from firstline.channels.email.models.outbound import OutboundMail
from firstline.desk.models import Message, Ticket
from firstline.side_conversations.models import SideMessage


class Fate(models.TextChoices):
    """What became of a received mail."""

    WAITING = "waiting", pgettext_lazy("fate of a mail", "Not read yet")
    OPENED = "opened", pgettext_lazy("fate of a mail", "New ticket")
    THREADED = "threaded", pgettext_lazy("fate of a mail", "Joined a ticket")
    NOTED = "noted", pgettext_lazy("fate of a mail", "Internal note")
    SIDE = "side", pgettext_lazy("fate of a mail", "Side conversation")
    AUTOMATIC = "automatic", pgettext_lazy("fate of a mail", "Automatic mail, kept")
    BOUNCE = "bounce", pgettext_lazy("fate of a mail", "Delivery report")
    LOOP = "loop", pgettext_lazy("fate of a mail", "Our own mail, kept")
    DUPLICATE = "duplicate", pgettext_lazy("fate of a mail", "Same mail again")
    QUARANTINED = "quarantined", pgettext_lazy("fate of a mail", "Quarantined")


class InboundMailQuerySet(models.QuerySet["InboundMail"]):
    def without_raw(self) -> Self:
        """For lists: the raw bytes may be many megabytes."""
        return self.defer("raw")

    def waiting(self) -> Self:
        return self.filter(fate=Fate.WAITING)


class InboundMail(models.Model):
    """A mail as it came, byte for byte, and what became of it."""

    raw = models.BinaryField()
    # Of the raw bytes: the same mail delivered again is one row with one copy more.
    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveIntegerField()
    copies = models.PositiveIntegerField(default=1)
    received_at = models.DateTimeField()
    source = models.CharField(max_length=16)
    # What SMTP said, as against what the headers claim. Null when nobody said.
    envelope_sender = models.CharField(max_length=320, null=True)  # noqa: DJ001  empty means <>
    envelope_recipients = ArrayField(models.CharField(max_length=320), default=list)
    remote_ip = models.GenericIPAddressField(null=True)

    fate = models.CharField(max_length=16, choices=Fate, default=Fate.WAITING)
    # Why: [{"code": "answers_our_mail", "detail": "…"}], in words by `inbound.reasons`.
    reasons = models.JSONField(default=list, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    ticket = models.ForeignKey(
        Ticket, null=True, on_delete=models.PROTECT, related_name="inbound_mails"
    )
    message = models.OneToOneField(
        Message, null=True, on_delete=models.PROTECT, related_name="inbound_mail"
    )
    # What it became on the side of a ticket; then it is no mail of that ticket's conversation.
    side_message = models.OneToOneField(
        SideMessage, null=True, on_delete=models.PROTECT, related_name="inbound_mail"
    )
    # The mail of ours that a delivery report is about.
    reported = models.ForeignKey(
        OutboundMail, null=True, on_delete=models.SET_NULL, related_name="reports"
    )

    # What the mail says of itself. Identifiers are kept without angle brackets.
    subject = models.CharField(max_length=500, blank=True, default="")
    sender_name = models.CharField(max_length=200, blank=True, default="")
    sender_address = models.CharField(max_length=254, blank=True, default="")
    internet_message_id = models.CharField(max_length=998, blank=True, default="")
    # In-Reply-To and References together.
    mentions = ArrayField(models.CharField(max_length=998), default=list, blank=True)
    # Of what the writer sent, without the traces of its way: tells a second delivery.
    essence = models.CharField(max_length=64, blank=True, default="")
    automatic = models.CharField(max_length=16, blank=True, default="")

    objects: ClassVar = InboundMailQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["internet_message_id"], name="inbound_mail_by_message_id"),
            models.Index(fields=["fate", "-id"], name="inbound_mail_by_fate"),
            GinIndex(fields=["mentions"], name="inbound_mail_by_mention"),
        ]

    def __str__(self) -> str:
        return f"mail {self.pk} ({self.fate})"

    @property
    def has_become_a_message(self) -> bool:
        return self.message_id is not None or self.side_message_id is not None

    @property
    def is_automatic(self) -> bool:
        return bool(self.automatic)
