"""The index that finds the newest rows with a common word without reading all that have it."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db.models import BigIntegerField, F, Func

# Rows wait in a list of so many kilobytes, which every search reads, until they are sorted in.
_WAITING = 256


def searched_in_windows(name: str, *, by: str = "id") -> GinIndex:
    """For the `Meta.indexes` of a model that has a column `search`."""
    windows = Func(
        F(by),
        function="firstline_search_windows",
        output_field=ArrayField(BigIntegerField()),
    )
    return GinIndex(F("search"), windows, name=name, gin_pending_list_limit=_WAITING)
