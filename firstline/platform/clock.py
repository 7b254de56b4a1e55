"""The one place where the time is read, so that tests can hold it still."""

from datetime import datetime

from django.utils import timezone


def now() -> datetime:
    return timezone.now()
