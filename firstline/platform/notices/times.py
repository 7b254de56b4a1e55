"""Somebody's own time, for rules that speak of their day."""

import zoneinfo

from firstline.platform.accounts.models import Person
from firstline.platform.accounts.time_zones import is_time_zone
from firstline.platform.company.models import Company


def zone_of(person: Person, company: Company | None) -> zoneinfo.ZoneInfo:
    """Theirs, else the company's."""
    for name in (person.time_zone, company.time_zone if company else ""):
        if is_time_zone(name):
            return zoneinfo.ZoneInfo(name)
    return zoneinfo.ZoneInfo("UTC")
