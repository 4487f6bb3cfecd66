"""What a run knows of the hosts that it asks, shared by all its sources.

Two clocks: inside a run a pause is counted by the monotonic one, which nobody
sets; in the table ``hosts`` it is an instant of the wall clock, for the next
process has no other. What the table says is therefore never believed for
longer than a site may ask for (LONGEST_ASKED): a clock that was set back in
between makes a pause longer, and without that limit it would never end.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from sqlite_utils import Database

from db import hosts
from db.connection import writing

LONGEST_ASKED = 3600.0  # what we take a Retry-After for at most, in seconds
_USUAL_PORTS = {"http": 80, "https": 443}
_INSTANT = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(slots=True)
class Hosts:
    """Hosts (see ``host_of``), each with what is known of it in this run.

    rules
      What its robots.txt says (a Protego).
    unreadable
      Why its robots.txt could not be read: it is asked for once a run, not once a source.
    open_at
      When its pause is over (monotonic seconds).
    last_request
      When it was asked last (monotonic seconds).
    """

    rules: dict[str, Any] = field(default_factory=dict)
    unreadable: dict[str, str] = field(default_factory=dict)
    open_at: dict[str, float] = field(default_factory=dict)
    last_request: dict[str, float] = field(default_factory=dict)
    is_loaded: bool = False
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def closed_for(self, host: str) -> float:
        """Return the seconds for which a host is to be left alone; 0 or less: it is open."""
        return self.open_at.get(host, -math.inf) - time.monotonic()

    def close(self, host: str, seconds: float) -> None:
        """Let nothing go to a host for so long; a longer pause stands."""
        self.open_at[host] = max(time.monotonic() + seconds, self.open_at.get(host, -math.inf))

    def asked(self, host: str, at: float) -> None:
        """Remember that a host was asked at a monotonic instant."""
        self.last_request[host] = max(at, self.last_request.get(host, -math.inf))

    def too_soon(self, host: str, gap: float) -> float:
        """Return how many seconds are missing to ``gap`` seconds since its last request."""
        since = time.monotonic() - self.last_request.get(host, -math.inf)
        return max(0.0, gap - since)

    # Over runs -----------------------------------------------------------------------------

    def keep(self, db: Database, host: str, reason: str) -> None:
        """Write at once until when a host is closed: this process may be killed the next moment."""
        with writing(db):
            hosts.keep_closed(db, host, self._instant(self.closed_for(host)), reason)

    def load(self, db: Database) -> None:
        """Take over the pauses that earlier runs were asked for, and drop those that are over."""
        self.is_loaded = True
        now = self.now()
        with writing(db):
            hosts.forget_open(db, now.strftime(_INSTANT))
            for host, open_at in hosts.closed(db).items():
                left = _seconds_until(open_at, now)
                if left > LONGEST_ASKED:
                    # Nobody was ever asked for so long: the clock was set back since. It is
                    # written again, or each later run would begin the hour anew.
                    left = LONGEST_ASKED
                    reason = "as long as a site may ask for; the clock was set back since it asked"
                    hosts.keep_closed(db, host, self._instant(left), reason)
                self.close(host, left)

    def _instant(self, seconds: float) -> str:
        """Return the instant in so many seconds; a part of a second counts as a whole one."""
        when = self.now() + timedelta(seconds=seconds)
        return (when + timedelta(seconds=1) * (when.microsecond > 0)).strftime(_INSTANT)


def host_of(url: str) -> str:
    """Return the host of an address, with its port where that is not the usual one.

    >>> host_of("https://WWW.body.example:443/x"), host_of("http://body.example:8001/")
    ('www.body.example', 'body.example:8001')
    """
    parts = urlsplit(url)
    port = parts.port
    usual = port in {None, _USUAL_PORTS.get(parts.scheme)}
    return (parts.hostname or "") + ("" if usual else f":{port}")


def _seconds_until(instant: str, now: datetime) -> float:
    try:
        when = datetime.strptime(instant, _INSTANT).replace(tzinfo=UTC)
    except ValueError:  # nobody writes such a row; a host that is never opened would be worse
        return math.inf
    return (when - now).total_seconds()
