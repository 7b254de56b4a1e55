from datetime import datetime, timedelta

from django.db import models

# A banner and a line in the log within five minutes of the first failure (R04).
ALARM_AFTER = timedelta(minutes=2)


class Relay(models.Model):
    """How the outgoing relay fares: a single row, with `failing_since` empty while it answers."""

    failing_since = models.DateTimeField(null=True, blank=True)
    last_failed_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="relay_is_a_single_row"),
        ]

    def __str__(self) -> str:
        return f"failing since {self.failing_since}" if self.failing_since else "answering"

    @classmethod
    def current(cls) -> "Relay":
        return cls.objects.filter(pk=1).first() or cls(pk=1)

    def is_alarming(self, at: datetime) -> bool:
        return self.failing_since is not None and at - self.failing_since > ALARM_AFTER
