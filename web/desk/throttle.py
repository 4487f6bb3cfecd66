"""Guessing passwords is made slow: a few wrong ones for a name or from an address, then a pause."""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

MOST_FAILURES: Final = 5
WITHIN_SECONDS: Final = 600.0
# So many names and addresses are remembered; beyond that the oldest are forgotten.
MOST_REMEMBERED: Final = 10_000


@dataclass
class Throttle:
    """The attempts of the last ten minutes, by what they were made with; ``clock`` in seconds.

    An attempt is counted before it is known to be wrong, so that many at once are no way around.
    """

    clock: Callable[[], float]
    _attempts: dict[str, deque[float]] = field(default_factory=dict)

    def wait_seconds(self, keys: Iterable[str]) -> int:
        """How long none of these may be tried; 0 where one may be now."""
        return max(self._wait(key) for key in keys)

    def _wait(self, key: str) -> int:
        recent = self._attempts.get(key, deque())
        while recent and recent[0] <= self.clock() - WITHIN_SECONDS:
            recent.popleft()
        if len(recent) < MOST_FAILURES:
            return 0
        return int(recent[0] + WITHIN_SECONDS - self.clock()) + 1

    def count(self, keys: Iterable[str]) -> None:
        """An attempt is made with these."""
        for key in keys:
            recent = self._attempts.pop(key, None) or deque(maxlen=MOST_FAILURES)
            recent.append(self.clock())
            self._attempts[key] = recent  # the newest stand last
        while len(self._attempts) > MOST_REMEMBERED:
            del self._attempts[next(iter(self._attempts))]

    def forget(self, keys: Iterable[str]) -> None:
        """The attempt with these was right."""
        for key in keys:
            self._attempts.pop(key, None)
