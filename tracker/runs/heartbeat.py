"""Whether runs still happen: told to a service that misses a sign, and asked of the public pages.

A run that never began cannot say so. Either somebody outside waits for a sign of it (`beat`), or
looks from outside how old the pages are (`alive`).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, Literal

from db.errors import Problem
from tracker.days import LONDON
from tracker.outbound import fetch, ping

SETTING: Final = "DELAYWATCH_HEARTBEAT"
_TOLD: Final = {"start": "the start", "success": "the end", "fail": "the failure"}
_PLACE: Final = "/delaywatch/as_of.json?_shape=array"
_ASTRAY: Final = timedelta(hours=1)  # how far two clocks may be apart
_HOUR: Final = timedelta(hours=1)
_DO: Final = "look at the newest run there, and whether its server is up"


def beat(
    environ: Mapping[str, str],
    state: Literal["start", "success", "fail"],
    exit_code: int | None = None,
) -> str | None:
    """Tell a dead man's switch of a run; never raises for what comes of that.

    Asks the address in DELAYWATCH_HEARTBEAT, as Healthchecks has it: with ``/start`` behind it,
    with nothing (it went well), with ``/fail`` or, where it is known, with the exit code. Returns
    a line where that did not work, in which the address, a secret, does not stand.
    """
    address = environ.get(SETTING, "").strip()
    if not address:
        return None
    try:
        ping(_signal(address, state, exit_code))
    except (Problem, OSError, ValueError) as fault:  # no run may fail for this
        return f"{SETTING}: {_TOLD[state]} of the run could not be told: {fault}"
    return None


def _signal(address: str, state: str, exit_code: int | None) -> str:
    place, mark, query = address.partition("?")
    word = {"start": "/start", "success": ""}.get(state)
    if word is None:
        word = "/fail" if exit_code is None else f"/{exit_code}"
    return f"{place.rstrip('/')}{word}{mark}{query}"


@dataclass(frozen=True)
class Pulse:
    """What the pages say of the last run that published: its release and how long ago that was."""

    release: int
    day: date
    age: timedelta

    def line(self) -> str:
        """What it is, in a line."""
        return f"release {self.release:,}, counted for {self.day}, {hours(self.age)} old"


def hours(age: timedelta) -> str:
    """An age in words.

    >>> hours(timedelta(minutes=90)), hours(timedelta(days=3))
    ('1.5 hours', '72.0 hours')
    """
    return f"{max(age / _HOUR, 0):.1f} hours"


def alive(address: str, most: timedelta, now: datetime) -> Pulse:
    """Ask the public pages at an address when a run last published.

    ``now`` is the instant of asking. Raises Problem where that is longer ago than ``most``, where
    nobody answers, and where what answers is no delaywatch.
    """
    site = address.partition("?")[0].rstrip("/")
    pulse = _pulse(_row(fetch(f"{site}{_PLACE}", do=_DO), site), site, now)
    if pulse.age > most:
        raise Problem(f"no run published for {hours(pulse.age)} ({pulse.line()})",
                      where=site, do=_DO)  # fmt: skip
    if pulse.age < -_ASTRAY:
        raise Problem("its last release lies in the future", where=site,
                      do="set the clocks of both machines")  # fmt: skip
    return pulse


def _row(answer: bytes, site: str) -> dict[str, Any]:
    try:
        [row] = json.loads(answer)
        return dict(row)
    except (ValueError, TypeError, RecursionError) as error:
        raise _no_delaywatch(site) from error


def _pulse(row: dict[str, Any], site: str, now: datetime) -> Pulse:
    """What the one row of as_of says.

    A hold makes a release too, and no run: that one is still counted for the day of the release
    before, whose run was over when that day (London) was.
    """
    try:
        day = date.fromisoformat(row["day"])
        published = datetime.strptime(row["published_at"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        over = datetime.combine(day + timedelta(days=1), time(), LONDON)
        return Pulse(int(row["release"]), day, now - min(published, over))
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise _no_delaywatch(site) from error


def _no_delaywatch(site: str) -> Problem:
    return Problem("what answers there is no delaywatch", where=site,
                   do="give the public address, as in DELAYWATCH_URL")  # fmt: skip
