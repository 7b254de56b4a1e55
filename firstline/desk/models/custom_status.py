from django.db import models

from firstline.desk.models.ticket_status import TicketStatus


class CustomStatus(models.Model):
    """The desk's own word within one of the six categories, such as "Waiting for parts"."""

    category = models.CharField(max_length=16, choices=TicketStatus)
    label = models.CharField(max_length=48)
    # What customers read instead, where that should differ.
    label_for_customers = models.CharField(max_length=48, blank=True, default="")
    description = models.CharField(max_length=255, blank=True, default="")
    position = models.PositiveIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                models.functions.Lower("label"), name="custom_status_label_is_unique"
            ),
        ]

    def __str__(self) -> str:
        return self.label
