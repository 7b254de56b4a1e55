from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models

from firstline.team.models import Agent, AgentGroup


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, agent: Agent) -> Self:
        """One's own, those of one's groups, and those that everybody has."""
        mine = models.Q(owner=agent)
        everybodys = models.Q(owner__isnull=True, for_groups__isnull=True)
        of_groups = models.Q(owner__isnull=True, for_groups__in=agent.group_ids)
        return self.filter(mine | everybodys | of_groups).distinct()

    def active(self) -> Self:
        return self.filter(is_active=True)


class SavedView(models.Model):
    """A view of the queue that somebody made: for themselves, for groups, or for everybody."""

    title = models.CharField(max_length=120)
    description = models.CharField(max_length=500, blank=True, default="")
    # As `Conditions.as_json` writes them.
    conditions = models.JSONField()
    # Names of `SORT_KEYS` (with a minus for the reverse), of `GROUPINGS`, and of columns.
    order = models.CharField(max_length=32, blank=True, default="")
    grouping = models.CharField(max_length=32, blank=True, default="")
    columns = ArrayField(models.CharField(max_length=64), default=list, blank=True)
    # Whose it is; None when it is shared.
    owner = models.ForeignKey(
        Agent, null=True, blank=True, on_delete=models.CASCADE, related_name="saved_views"
    )
    for_groups = models.ManyToManyField(AgentGroup, related_name="+", blank=True)
    position = models.PositiveIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title
