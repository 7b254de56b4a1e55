from typing import ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from firstline.platform.events.actors import Actor, ActorKind


class Organisation(models.Model):
    """A company whose people write to us; mail from its domains makes new people members."""

    name = models.CharField(max_length=200, unique=True)
    domains = ArrayField(models.CharField(max_length=253), default=list, blank=True)
    notes = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["name"], name="organisation_by_name")]

    def __str__(self) -> str:
        return self.name


class CustomerQuerySet(models.QuerySet["Customer"]):
    def visible_to(self, viewer: Actor | None) -> Self:
        """Every agent may know every customer; nobody else may."""
        return self if viewer is not None and viewer.actor_kind == "agent" else self.none()


class Customer(models.Model):
    """A person who asks for help."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        primary_key=True,
        on_delete=models.PROTECT,
        related_name="customer",
    )
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.SET_NULL, related_name="customers"
    )
    notes = models.TextField(blank=True, default="")

    objects: ClassVar = CustomerQuerySet.as_manager()

    def __str__(self) -> str:
        return self.person.display_name

    @property
    def actor_kind(self) -> ActorKind:
        return "customer"

    @property
    def actor_name(self) -> str:
        return self.person.display_name
