from datetime import timedelta
from typing import ClassVar, Self

from django.db import models
from django.utils.translation import pgettext_lazy

from firstline.desk.models import Ticket
from firstline.platform.clock import now
from firstline.team.models import Agent

# A page says every ten seconds that it is still there.
PRESENT_FOR = timedelta(seconds=25)


class PresenceState(models.TextChoices):
    VIEWING = "viewing", pgettext_lazy("presence", "Looking")
    TYPING = "typing", pgettext_lazy("presence", "Typing")


class PresenceQuerySet(models.QuerySet["Presence"]):
    def current(self) -> Self:
        return self.filter(seen_at__gt=now() - PRESENT_FOR)


class Presence(models.Model):
    """An agent has a ticket open, or had a moment ago."""

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="+")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=16, choices=PresenceState)
    seen_at = models.DateTimeField(db_index=True)

    objects: ClassVar = PresenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "agent"], name="presence_is_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.agent} {self.state} {self.ticket}"

    @property
    def is_current(self) -> bool:
        return self.seen_at > now() - PRESENT_FOR

    @property
    def is_typing(self) -> bool:
        return self.state == PresenceState.TYPING
