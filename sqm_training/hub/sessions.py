"""How long a person may be away: a log-in that nobody uses ends."""

from collections.abc import Callable
from time import monotonic

IDLE_SECONDS = 30 * 60


class Sessions:
    """When each log-in (one browser) was last used. Kept in memory: a Hub restart begins the count anew."""

    def __init__(self, idle_seconds: float = IDLE_SECONDS, clock: Callable[[], float] = monotonic) -> None:
        self._idle = idle_seconds
        self._clock = clock
        self._seen: dict[str, float] = {}

    def begin(self, session: str) -> None:
        """A fresh log-in. Long-forgotten ones are dropped, so that the table stays small."""
        now = self._clock()
        self._seen = {known: last for known, last in self._seen.items() if now - last < 48 * self._idle}
        self._seen[session] = now

    def alive(self, session: str) -> bool:
        """Note a use of the log-in; False once it has been idle for too long, and from then on."""
        now = self._clock()
        if now - self._seen.setdefault(session, now) >= self._idle:
            return False
        self._seen[session] = now
        return True
