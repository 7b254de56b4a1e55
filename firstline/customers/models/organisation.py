from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from firstline.platform.events.actors import Actor
from firstline.team.rights import Right
from firstline.team.rules import may


class Sight(models.TextChoices):
    """What a member of an organisation may see of the other members' tickets."""

    NONE = "none", _("Nothing of the others")
    ALL = "all", _("Everybody's tickets")
    CHOSEN = "chosen", _("Those of chosen people")


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def visible_to(self, viewer: Actor | None) -> Self:
        """Whose role lets them look may know every one that has not become part of another."""
        if viewer is None or not may(viewer, Right.SEE_CUSTOMERS):
            return self.none()
        return self.present()

    def present(self) -> Self:
        return self.filter(merged_into__isnull=True)


class Organisation(models.Model):
    """A company whose people write to us; mail from its domains makes new people members."""

    name = models.CharField(max_length=200)
    notes = models.TextField(blank=True, default="")
    tags = ArrayField(models.CharField(max_length=64), default=list, blank=True, db_default=[])
    # What custom fields hold, by `CustomField.slot`; absent for nothing.
    fields = models.JSONField(default=dict, blank=True, db_default={})
    external_id = models.CharField(max_length=255, blank=True, default="", db_default="")
    # What new members see of the others, until somebody decides about them.
    members_see = models.CharField(
        max_length=8,
        choices=[choice for choice in Sight.choices if choice[0] != Sight.CHOSEN],
        default=Sight.NONE,
        db_default=Sight.NONE,
    )
    # Kept after a merge, so that it can be undone and old links lead on.
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="absorbed"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar = OrganisationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                condition=models.Q(merged_into__isnull=True),
                name="organisation_name_is_unique",
            ),
            models.UniqueConstraint(
                fields=["external_id"],
                condition=~models.Q(external_id=""),
                name="organisation_external_id_is_unique",
            ),
        ]
        indexes = [models.Index(fields=["name"], name="organisation_by_name")]

    def __str__(self) -> str:
        return self.name


class OrganisationDomain(models.Model):
    """A domain whose mail comes from an organisation's people. Written as IDNA has it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="domains")
    domain = models.CharField(max_length=253, unique=True)

    class Meta:
        ordering = ["domain"]

    def __str__(self) -> str:
        return self.domain
