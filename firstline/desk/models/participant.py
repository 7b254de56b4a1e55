from django.db import models

from firstline.customers.models import Customer
from firstline.desk.models.ticket import Ticket


class Participant(models.Model):
    """A customer beside the requester who gets every public reply."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="participants")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="participations")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "customer"], name="participant_is_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} on {self.ticket_id}"
