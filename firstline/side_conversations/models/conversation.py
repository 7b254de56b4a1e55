from typing import ClassVar, Self

from django.db import models

from firstline.desk.models import Ticket
from firstline.team.models import Agent


class SideConversationQuerySet(models.QuerySet["SideConversation"]):
    def visible_to(self, agent: Agent | None, *, removed: bool = False) -> Self:
        """Whoever may see the ticket may see what is asked on its side."""
        return self.filter(ticket__in=Ticket.objects.visible_to(agent, removed=removed))


class SideConversation(models.Model):
    """A thread of mail with somebody outside, about a ticket and never part of it.

    Its words are in tables of their own: no list of a ticket's messages can hold them by mistake.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="side_conversations")
    subject = models.CharField(max_length=500)
    begun_by = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+", db_index=False)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    # Everybody who was ever written to, and may be expected to answer: [{"name": …, "address": …}].
    people = models.JSONField(default=list)
    message_count = models.PositiveIntegerField(default=0)
    # The number of the last message that somebody outside wrote; 0 before there is one.
    last_heard = models.PositiveIntegerField(default=0)
    # The last word, for lists: whose, and how it begins.
    last_writer = models.CharField(max_length=200, blank=True, default="")
    preview = models.CharField(max_length=200, blank=True, default="")

    objects: ClassVar = SideConversationQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.subject} (#{self.ticket_id})"

    @property
    def is_done(self) -> bool:
        return self.done_at is not None

    @property
    def addresses(self) -> list[str]:
        return [row["address"] for row in self.people]

    def last_written_to(self) -> list[dict[str, str]]:
        """Whom our last message went to: who was left out of it is not written to again."""
        ours = self.messages.filter(author__isnull=False).order_by("-number")
        return ours.values_list("to", flat=True).first() or []


class SideReading(models.Model):
    """How far an agent has read a side conversation."""

    conversation = models.ForeignKey(
        SideConversation, on_delete=models.CASCADE, related_name="readings", db_index=False
    )
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="+", db_index=False)
    number = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "agent"], name="side_reading_is_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agent_id} read {self.conversation_id} up to {self.number}"
