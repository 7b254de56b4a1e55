"""When to try a mail again. No database."""

from datetime import datetime, timedelta

PATIENCE = timedelta(days=3)
_WAITS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=2),
    timedelta(hours=4),
)


def next_attempt(tries: int, *, since: datetime, at: datetime) -> datetime | None:
    """The moment after the given number of tries that came to nothing; None when it is enough."""
    if at >= since + PATIENCE:
        return None
    wait = _WAITS[min(tries, len(_WAITS)) - 1]
    return min(at + wait, since + PATIENCE)
