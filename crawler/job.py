"""What a spider is given for one run of one source, and what it reports back."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlite_utils import Database

from crawler.addresses import Site
from crawler.expectations import Verdict
from crawler.probe import Found
from db.archive import Archive
from db.errors import Problem

PROGRESS_SECONDS = 10.0


def utc_now() -> str:
    """Return the instant now, as fetch times are kept."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(slots=True, kw_only=True)
class Job:
    """One source in one run.

    ``as_of`` is the day the run counts as (YYYY-MM-DD); ``delay`` the seconds
    between requests; ``say`` prints a line of progress. ``broken`` is set when
    the source cannot be read at all, ``stop`` when nothing can be written any
    more; ``finished`` only when the spider came to its end. ``probing``: the
    source is only asked what it relies on, and ``found`` is what came of it.
    """

    db: Database
    archive: Archive
    run_id: int
    as_of: str
    site: Site
    delay: float
    say: Callable[[str], None]
    robots: dict[str, Any] = field(default_factory=dict)
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
        """Tell whether the source was read to its end and brought what it must."""
        return self.finished and (self.verdict is None or self.verdict.health != "broken")

    @property
    def now(self) -> str:
        """Return the instant up to which pages are due: the later of the clock and as_of."""
        return max(utc_now(), f"{self.as_of}T23:59:59Z")

    def progress(self, line: str) -> None:
        """Say a line of progress, but not more often than every PROGRESS_SECONDS."""
        if time.monotonic() - self.last_said >= PROGRESS_SECONDS:
            self.last_said = time.monotonic()
            self.say(line)
