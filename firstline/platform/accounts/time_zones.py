"""The time zones people can choose from."""

import zoneinfo
from functools import cache
from itertools import groupby

# What the tz database keeps for old programs: everybody lives in Region/City.
_OLD = {"Brazil", "Canada", "Chile", "Etc", "Mexico", "SystemV", "US"}


def is_time_zone(name: str) -> bool:
    return name in _names()


@cache
def time_zone_choices() -> tuple[tuple[str, tuple[tuple[str, str], ...]] | tuple[str, str], ...]:
    """Cities under their region, as Django's choices have groups; UTC comes first."""
    names = sorted(name for name in _names() if "/" in name and name.partition("/")[0] not in _OLD)
    regions = tuple(
        (region, tuple((name, _city(name)) for name in cities))
        for region, cities in groupby(names, key=lambda name: name.partition("/")[0])
    )
    return (("UTC", "UTC"), *regions)


def _city(name: str) -> str:
    return name.partition("/")[2].replace("_", " ").replace("/", ", ")


@cache
def _names() -> frozenset[str]:
    """Read once: finding them walks a folder."""
    return frozenset(zoneinfo.available_timezones())
