from typing import ClassVar, Self

from django.db import models

from firstline.customers.models.customer import Customer
from firstline.customers.models.organisation import Organisation, Sight


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self) -> Self:
        return self.filter(ended_on__isnull=True)

    def past(self) -> Self:
        return self.filter(ended_on__isnull=False)


class Membership(models.Model):
    """A person belongs to an organisation, or did until a day."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="memberships"
    )
    # Unknown for those that are older than our knowledge of them.
    began_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    sees = models.CharField(max_length=8, choices=Sight, default=Sight.NONE)
    # Whose tickets, where `sees` is CHOSEN.
    chosen = models.ManyToManyField(Customer, related_name="+", blank=True)

    objects: ClassVar = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "organisation"],
                condition=models.Q(ended_on__isnull=True),
                name="current_membership_is_unique",
            ),
            models.CheckConstraint(
                condition=models.Q(began_on__isnull=True)
                | models.Q(ended_on__isnull=True)
                | models.Q(ended_on__gte=models.F("began_on")),
                name="membership_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} at {self.organisation_id}"

    @property
    def is_current(self) -> bool:
        return self.ended_on is None
