"""Values that every shape writes the same way."""

from datetime import UTC, datetime

from django.http import HttpRequest


def stamp(moment: datetime) -> str:
    """`2026-11-21T19:15:51Z`: no fraction, because some clients parse only this form."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def stamp_or_none(moment: datetime | None) -> str | None:
    return None if moment is None else stamp(moment)


def link(request: HttpRequest, path: str) -> str:
    """Absolute, on the host that the caller used: clients follow only links of their own host."""
    return request.build_absolute_uri(f"/api/v2/{path}")
