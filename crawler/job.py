"""What a spider is given for one run of one source, and what it reports back."""

import errno
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlite_utils import Database

from crawler.addresses import Site
from crawler.expectations import Verdict
from crawler.hosts import Hosts
from crawler.probe import Found
from db.archive import Archive
from db.errors import Problem
from db.instants import TOLERATED_SECONDS

PROGRESS_SECONDS = 10.0
# What one source may take of a run, in seconds. A night has room for the sources after it, and a
# first reading of thousands of pages, a second apart, goes on in the next run.
LONGEST_READ = 7200.0


def utc_now() -> str:
    """Return the instant now, as fetch times are kept."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True, slots=True)
class Clock:
    """The wall clock (seconds) beside the monotonic one, as both were when a run began."""

    wall: float = field(default_factory=time.time)
    steady: float = field(default_factory=time.monotonic)

    def set_back(self) -> float:
        """Return by how many seconds the wall clock has fallen behind the monotonic one."""
        return self.wall + (time.monotonic() - self.steady) - time.time()


@dataclass(slots=True, kw_only=True)
class Job:
    """One source in one run.

    ``as_of`` is the day the run counts as (YYYY-MM-DD); ``delay`` the seconds
    between requests; ``say`` prints a line of progress. ``broken`` is set when
    the source cannot be read at all or something of it is lost, ``stop`` when
    nothing can be written any more; ``finished`` only when the spider came to its
    end. ``probing``: the source is only asked what it relies on, and ``found``
    is what came of it.
    Its time is up ``hours`` after it began, and ``timed_out`` is set when that
    stopped it. ``hosts`` and ``clock`` are shared by the sources of a run.
    ``stopped`` tells whether a signal has asked the run to end.
    """

    db: Database
    archive: Archive
    run_id: int
    as_of: str
    site: Site
    delay: float
    say: Callable[[str], None]
    stopped: Callable[[], bool] = lambda: False
    hosts: Hosts = field(default_factory=Hosts)
    clock: Clock = field(default_factory=Clock)
    hours: float = field(default_factory=lambda: LONGEST_READ / 3600)
    began: float = field(default_factory=time.monotonic)
    timed_out: bool = False
    route: str | None = None
    finished: bool = False
    broken: str | None = None
    stop: Problem | None = None
    verdict: Verdict | None = None
    probing: bool = False
    found: list[Found] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    last_said: float = field(default_factory=time.monotonic)

    @property
    def is_well(self) -> bool:
        """Tell whether the source was read as far as its time went and brought what it must."""
        read = not self.broken and (self.finished or (self.timed_out and not self.stop))
        return read and (self.verdict is None or self.verdict.health != "broken")

    @property
    def is_time_up(self) -> bool:
        """Tell whether the source has had its share of the run."""
        return time.monotonic() > self.began + self.hours * 3600

    @property
    def now(self) -> str:
        """Return the instant up to which pages are due: the later of the clock and as_of."""
        return max(utc_now(), f"{self.as_of}T23:59:59Z")

    def check_clock(self) -> None:
        """Set ``stop`` where the clock was set back since the run began.

        What is kept from then on would be older than what was kept before, and the newest
        version of a document would seem to be an old one.
        """
        back = self.clock.set_back()
        if back > TOLERATED_SECONDS and self.stop is None:
            self.stop = Problem(
                f"the clock was set back by {back:.0f} s during the crawl, which stopped",
                do="let the clock settle, then crawl again; what was committed before is kept",
            )

    def progress(self, line: str) -> None:
        """Say a line of progress, but not more often than every PROGRESS_SECONDS."""
        if time.monotonic() - self.last_said >= PROGRESS_SECONDS:
            self.last_said = time.monotonic()
            self.say(line)


def cannot_write(error: Exception) -> Problem:
    """Return what to say where nothing can be kept any more, and what to do."""
    if isinstance(error, Problem):
        return error
    full = "full" in str(error) or getattr(error, "errno", None) == errno.ENOSPC
    do = "free some disk space" if full else "make sure that the data folder can be written"
    return Problem(
        f"the crawl stopped, nothing more can be kept ({error})",
        do=f"{do}, then crawl again; what was committed before is kept",
    )
