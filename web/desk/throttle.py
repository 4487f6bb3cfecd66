"""Guessing passwords is made slow: a few wrong ones for a name from an address, then a pause.

For a name from anywhere, and from an address for any name, there may be more: else anybody could
lock an editor out, or everybody behind the same router.
"""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

MOST_FAILURES: Final = {"pair": 5, "address": 30, "name": 50}
WITHIN_SECONDS: Final = 600.0
# What an attempt is counted under: one of the kinds above, and its value.
Key = tuple[str, str]
# So many names and addresses are remembered; beyond that the oldest are forgotten.
MOST_REMEMBERED: Final = 10_000


@dataclass
class Throttle:
    """The attempts of the last ten minutes, by what they were made with; ``clock`` in seconds.

    An attempt is counted before it is known to be wrong, so that many at once are no way around.
    """

    clock: Callable[[], float]
    _attempts: dict[Key, deque[float]] = field(default_factory=dict)

    def wait_seconds(self, keys: Iterable[Key]) -> int:
        """How long none of these may be tried; 0 where one may be now."""
        return max(self._wait(key) for key in keys)

    def _wait(self, key: Key) -> int:
        recent = self._attempts.get(key, deque())
        while recent and recent[0] <= self.clock() - WITHIN_SECONDS:
            recent.popleft()
        if len(recent) < MOST_FAILURES[key[0]]:
            return 0
        return int(recent[0] + WITHIN_SECONDS - self.clock()) + 1

    def count(self, keys: Iterable[Key]) -> None:
        """An attempt is made with these."""
        for key in keys:
            recent = self._attempts.pop(key, None) or deque(maxlen=MOST_FAILURES[key[0]])
            recent.append(self.clock())
            self._attempts[key] = recent  # the newest stand last
        while len(self._attempts) > MOST_REMEMBERED:
            del self._attempts[next(iter(self._attempts))]

    def forget(self, keys: Iterable[Key]) -> None:
        """The attempt with these was right."""
        for key in keys:
            self._attempts.pop(key, None)
