"""How long to wait before a fallen process is started again."""

from dataclasses import dataclass

_SHORTEST = 0.5
_LONGEST = 5.0
# A process that ran this long was healthy: its next fall is a first one.
_HEALTHY = 30.0


@dataclass
class Backoff:
    """Twice as long each time, but never so long that a service is away for ten seconds."""

    _delay: float = 0.0
    _started: float = 0.0
    _until: float = 0.0

    def started(self, now: float) -> None:
        self._started = now

    def fell(self, now: float) -> float:
        """Note the end of the process; the seconds to wait."""
        if now - self._started > _HEALTHY:
            self._delay = 0.0
        self._delay = min(max(self._delay * 2, _SHORTEST), _LONGEST)
        self._until = now + self._delay
        return self._delay

    def is_over(self, now: float) -> bool:
        return now >= self._until
