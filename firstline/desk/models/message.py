from typing import ClassVar, Self

from django.conf import settings
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from firstline.desk.content import NewAttachment
from firstline.desk.models.draft import Draft
from firstline.desk.models.ticket import Ticket
from firstline.platform.clock import now
from firstline.platform.files.content_types import SHOWABLE
from firstline.platform.files.models import StoredFile
from firstline.platform.search.windows import searched_in_windows
from firstline.team.models import Agent


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, agent: Agent | None, *, removed: bool = False) -> Self:
        """Whoever may see the ticket may see its messages: agents read notes too."""
        if agent is None:
            return self.none()
        if removed and agent.sees_everything:
            return self
        return self.filter(ticket__in=Ticket.objects.visible_to(agent, removed=removed))

    def public(self) -> Self:
        return self.filter(is_public=True)


class Message(models.Model):
    """What one person wrote: a customer's message, a public reply, or an internal note."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="messages")
    # 1, 2, 3 … within the ticket, given under the ticket's row lock, so that there are no gaps.
    number = models.PositiveIntegerField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    author_kind = models.CharField(max_length=16)
    is_public = models.BooleanField(default=True)
    channel = models.CharField(max_length=16)
    created_at = models.DateTimeField()

    # What is new in this message, and what it quoted, as text and as sanitised HTML.
    text = models.TextField(blank=True, default="")
    html = models.TextField(blank=True, default="")
    quoted_text = models.TextField(blank=True, default="")
    quoted_html = models.TextField(blank=True, default="")
    # A mail program's laid-out HTML is shown in a sandboxed frame, our own in the page.
    is_framed = models.BooleanField(default=False)
    remote_images = models.PositiveIntegerField(default=0)
    # Remote pictures are fetched once somebody asked for them (T06).
    images_asked_at = models.DateTimeField(null=True, blank=True)
    language = models.CharField(max_length=16, blank=True, default="")

    # Who it went to or came to: [{"name": …, "address": …}], as the mail said.
    to = models.JSONField(default=list)
    cc = models.JSONField(default=list)
    # Who got it unseen by the others: shown to the team alone.
    bcc = models.JSONField(default=list, blank=True, db_default=[])
    # What stood below a reply when it was sent.
    signature = models.TextField(blank=True, default="", db_default="")
    # A public message that was taken out of the customer's sight.
    made_internal_at = models.DateTimeField(null=True, blank=True)
    # Nothing proves that the sender is who the mail says.
    is_unverified = models.BooleanField(default=False)

    search = SearchVectorField(null=True)

    objects: ClassVar = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "number"], name="message_number_is_unique"),
        ]
        indexes = [searched_in_windows("message_search")]

    def __str__(self) -> str:
        return f"{self.ticket_id}.{self.number}"

    @property
    def is_note(self) -> bool:
        return not self.is_public


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, agent: Agent | None, *, removed: bool = False) -> Self:
        """Attachments of visible messages, of one's own drafts, and of those that are shown."""
        if agent is None:
            return self.none()
        tickets = Ticket.objects.visible_to(agent, removed=removed)
        is_shown = models.Q(draft__shared_at__isnull=False) | models.Q(draft__send_at__isnull=False)
        return self.filter(
            models.Q(message__ticket__in=tickets)
            | models.Q(draft__author=agent)
            | (is_shown & models.Q(draft__ticket__in=tickets))
        )


class Attachment(models.Model):
    """A file that came or will go with a message. Its name is only ever shown, never a path."""

    message = models.ForeignKey(
        Message, null=True, on_delete=models.CASCADE, related_name="attachments"
    )
    draft = models.ForeignKey(
        Draft, null=True, on_delete=models.CASCADE, related_name="attachments"
    )
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)
    content_id = models.CharField(max_length=255, blank=True, default="")
    is_inline = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=now)

    objects: ClassVar = AttachmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(message__isnull=False, draft__isnull=True)
                | models.Q(message__isnull=True, draft__isnull=False),
                name="attachment_has_one_owner",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_showable(self) -> bool:
        return self.file.content_type in SHOWABLE

    def as_new(self) -> NewAttachment:
        """The same file for another message."""
        return NewAttachment(
            file=self.file, name=self.name, content_id=self.content_id, is_inline=self.is_inline
        )
