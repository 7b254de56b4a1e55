from django.conf import settings
from django.db import models

# Whose events are everyday work; all others are about how the desk is arranged.
BUSINESS = ("customer", "organisation", "ticket")


class Event(models.Model):
    """Who did what to what, when. History, timeline, webhooks and reports read this row."""

    name = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)
    subject_kind = models.CharField(max_length=32)
    subject_id = models.BigIntegerField()
    actor_kind = models.CharField(max_length=16)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    actor_name = models.CharField(max_length=200)
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "id"], name="event_by_subject"),
            models.Index(
                fields=["-id"],
                name="event_of_arranging",
                condition=~models.Q(subject_kind__in=BUSINESS),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.subject_kind}:{self.subject_id}"
