from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from firstline.platform.clock import now

UNDOABLE_FOR = timedelta(days=30)


class MergeKind(models.TextChoices):
    PEOPLE = "people"
    ORGANISATIONS = "organisations"


class MergeQuerySet(models.QuerySet["Merge"]):
    def standing(self) -> Self:
        return self.filter(undone_at__isnull=True)

    def about(self, kind: str, idents: list[int]) -> Self:
        """Those in which one of these took part, on either side."""
        return self.filter(kind=kind, everybody__overlap=idents)

    def recent(self) -> Self:
        """Young enough to be undone."""
        return self.filter(at__gt=now() - UNDOABLE_FOR)


class Merge(models.Model):
    """Several became one: who, and every row that moved, so that it can all be put back."""

    kind = models.CharField(max_length=16, choices=MergeKind)
    into_id = models.BigIntegerField()
    # The ids of those merged and of whom they were merged into.
    everybody = ArrayField(models.BigIntegerField())
    # What each was called then.
    names = models.JSONField(default=dict)
    # By the name of who moved it: what `customers.moving` needs to move it back.
    moved = models.JSONField(default=dict)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = MergeQuerySet.as_manager()

    class Meta:
        indexes = [GinIndex(fields=["everybody"], name="merge_by_participant")]

    def __str__(self) -> str:
        return f"{self.kind} {self.everybody} into {self.into_id}"

    @property
    def merged_ids(self) -> list[int]:
        return [ident for ident in self.everybody if ident != self.into_id]

    @property
    def merged_names(self) -> list[str]:
        return [self.names[str(ident)] for ident in self.merged_ids]

    @property
    def undoable_until(self) -> datetime:
        return self.at + UNDOABLE_FOR
