from typing import ClassVar, Self

from django.contrib.postgres.search import SearchVectorField
from django.db import models

from firstline.desk.content import NewAttachment
from firstline.desk.models import Ticket
from firstline.platform.clock import now
from firstline.platform.files.content_types import SHOWABLE
from firstline.platform.files.models import StoredFile
from firstline.platform.search.windows import searched_in_windows
from firstline.side_conversations.models.conversation import SideConversation
from firstline.side_conversations.models.draft import SideDraft
from firstline.team.models import Agent


class SideMessage(models.Model):
    """What an agent wrote to somebody outside, or what came back."""

    conversation = models.ForeignKey(
        SideConversation, on_delete=models.PROTECT, related_name="messages", db_index=False
    )
    # 1, 2, 3 … within the conversation, given under its row lock.
    number = models.PositiveIntegerField()
    # None for what came from outside: those who are only asked are nobody's customers.
    author = models.ForeignKey(
        Agent, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    sender_name = models.CharField(max_length=200, blank=True, default="")
    sender_address = models.CharField(max_length=254, blank=True, default="")
    # It came from an address that had been written to. Still only a claim, as every From is.
    is_expected = models.BooleanField(default=True)
    # A program wrote it, such as a note of absence.
    is_automatic = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    # What is new in this message, and what it quoted, as text and as sanitised HTML.
    text = models.TextField(blank=True, default="")
    html = models.TextField(blank=True, default="")
    quoted_text = models.TextField(blank=True, default="")
    quoted_html = models.TextField(blank=True, default="")
    is_framed = models.BooleanField(default=False)
    remote_images = models.PositiveIntegerField(default=0)
    language = models.CharField(max_length=16, blank=True, default="")
    to = models.JSONField(default=list)
    cc = models.JSONField(default=list)
    signature = models.TextField(blank=True, default="")

    # Kept by the database itself.
    search = SearchVectorField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "number"], name="side_message_number_is_unique"
            ),
        ]
        indexes = [searched_in_windows("side_message_search")]

    def __str__(self) -> str:
        return f"{self.conversation_id}.{self.number}"

    @property
    def is_ours(self) -> bool:
        return self.author_id is not None


class SideFileQuerySet(models.QuerySet["SideFile"]):
    def visible_to(self, agent: Agent | None, *, removed: bool = False) -> Self:
        """Files of conversations on visible tickets, and of one's own drafts."""
        if agent is None:
            return self.none()
        tickets = Ticket.objects.visible_to(agent, removed=removed)
        return self.filter(
            models.Q(message__conversation__ticket__in=tickets) | models.Q(draft__author=agent)
        )


class SideFile(models.Model):
    """A file that came or will go with a message. Its name is only ever shown, never a path."""

    message = models.ForeignKey(
        SideMessage, null=True, on_delete=models.CASCADE, related_name="attachments"
    )
    draft = models.ForeignKey(
        SideDraft, null=True, on_delete=models.CASCADE, related_name="attachments"
    )
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)
    content_id = models.CharField(max_length=255, blank=True, default="")
    is_inline = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=now)

    objects: ClassVar = SideFileQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(message__isnull=False, draft__isnull=True)
                | models.Q(message__isnull=True, draft__isnull=False),
                name="side_file_has_one_owner",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_showable(self) -> bool:
        return self.file.content_type in SHOWABLE

    def as_new(self) -> NewAttachment:
        """The same file for a message."""
        return NewAttachment(
            file=self.file, name=self.name, content_id=self.content_id, is_inline=self.is_inline
        )
