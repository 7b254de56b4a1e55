from typing import ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from firstline.customers.models.organisation import Organisation
from firstline.platform.events.actors import Actor, ActorKind
from firstline.team.models import Agent
from firstline.team.rights import Right
from firstline.team.rules import may


class CustomerQuerySet(models.QuerySet["Customer"]):
    def visible_to(self, viewer: Actor | None) -> Self:
        """Whose role lets them look may know all, also those whose tickets they may not see.

        People are what the whole company remembers; what was said in a restricted group is not
        told on their pages. Who was merged into somebody else is not there any more.
        """
        if viewer is None or not may(viewer, Right.SEE_CUSTOMERS):
            return self.none()
        return self.present()

    def present(self) -> Self:
        return self.filter(merged_into__isnull=True)


class Customer(models.Model):
    """A person who asks for help."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        primary_key=True,
        on_delete=models.PROTECT,
        related_name="customer",
    )
    # The one of their memberships that new tickets belong to.
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.SET_NULL, related_name="customers"
    )
    notes = models.TextField(blank=True, default="")
    tags = ArrayField(models.CharField(max_length=64), default=list, blank=True, db_default=[])
    # What custom fields hold, by `CustomField.slot`; absent for nothing.
    fields = models.JSONField(default=dict, blank=True, db_default={})
    external_id = models.CharField(max_length=255, blank=True, default="", db_default="")
    # What they write is kept aside since then.
    blocked_at = models.DateTimeField(null=True, blank=True)
    blocked_by = models.ForeignKey(
        Agent, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    # Kept after a merge, so that it can be undone and old links lead on.
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="absorbed"
    )

    objects: ClassVar = CustomerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["external_id"],
                condition=~models.Q(external_id=""),
                name="customer_external_id_is_unique",
            ),
        ]

    def __str__(self) -> str:
        return self.person.display_name

    @property
    def is_blocked(self) -> bool:
        return self.blocked_at is not None

    @property
    def actor_kind(self) -> ActorKind:
        return "customer"

    @property
    def actor_name(self) -> str:
        return self.person.display_name
