"""What each bound makes of a period: "by" its last day, "before" the day before its first.

Convention numbers are those of "How a date is read" in the README.
"""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from tracker.dues import periods
from tracker.dues.anchors import Anchor
from tracker.dues.due import Kind
from tracker.dues.periods import A_DAY, Period

NEW_YEAR = "new-year"


class Reading(NamedTuple):
    """The days and the kind that an expression was read as."""

    earliest: date | None
    latest: date | None
    kind: Kind
    edtf: str | None
    start_by: date | None = None


def open_from(said_on: date | None) -> Reading:
    """No end and no start but the day of saying (9)."""
    return Reading(said_on, None, "open", f"{said_on}/.." if said_on is not None else None)


def inside(anchor: Anchor, said_on: date | None) -> Reading:
    """In, on, at, or no word at all: the period itself."""
    period = anchor.first(said_on, lambda whole: anchor.view(whole).last)
    if period is None:
        kind: Kind = "relative" if anchor.kind else "interval"
        return Reading(None, None, kind, None)
    period = anchor.view(period)
    if anchor.kind == "relative":
        kind = "relative"
    else:
        kind = "precise" if period.first == period.last else "interval"
    return Reading(period.first, period.last, kind, _written(anchor, period))


def _written(anchor: Anchor, period: Period) -> str:
    """EDTF; what is counted from a day keeps its days, even where they end a month."""
    counted = (anchor.kind == "relative" and period.unit == "span") or anchor.clipped
    if period.first == period.last:
        return period.first.isoformat()
    return f"{period.first}/{period.last}" if counted else periods.edtf(period)


def by(anchor: Anchor, said_on: date | None) -> Reading:
    """By, until, no later than: the last day; "by the start of" is its first day (6)."""
    return _deadline(anchor, said_on, lambda whole: _by_day(anchor, whole))


def _by_day(anchor: Anchor, period: Period) -> date:
    if anchor.edge is None and (period.unit == "recess" or anchor.shape == NEW_YEAR):
        return period.first  # by the recess: the day the House rises (14); by the new year (13)
    return period.first if anchor.edge == "start" else period.last


def in_time(anchor: Anchor, said_on: date | None) -> Reading:
    """In time for: when it begins."""
    return _deadline(anchor, said_on, lambda whole: anchor.view(whole).first)


def before(anchor: Anchor, said_on: date | None) -> Reading:
    """Before, ahead of: the day before the first; "before the end of" is its last day (6)."""
    return _deadline(anchor, said_on, lambda whole: _before_day(anchor, whole))


def _before_day(anchor: Anchor, period: Period) -> date:
    if anchor.edge == "end":
        return period.last
    if period.unit == "recess" and anchor.edge is None:
        return period.first  # the House still sits on the day it rises (14)
    return period.first - A_DAY


def _deadline(anchor: Anchor, said_on: date | None, day: Callable[[Period], date]) -> Reading:
    period = anchor.first(said_on, day)
    if period is None:
        return Reading(None, None, "deadline", None)
    return deadline_on(day(period), said_on)


def deadline_on(latest: date, said_on: date | None) -> Reading:
    """A deadline; it starts on the day of saying, unless it was past by then."""
    earliest = said_on if said_on is not None and said_on <= latest else None
    return Reading(earliest, latest, "deadline", f"../{latest}")


def from_(anchor: Anchor, said_on: date | None) -> Reading:
    """From, starting in, onwards: open from the first day; to start by the last (10)."""
    period = anchor.first(said_on, lambda whole: anchor.view(whole).last)
    if period is None:
        return Reading(None, None, "open", None)
    period = anchor.view(period)
    return Reading(
        period.first, None, "open", f"{periods.edtf_start(period)}/..", start_by=period.last
    )


def not_before(anchor: Anchor, said_on: date | None) -> Reading:
    """Not before, no earlier than, at the earliest: open from the first day (10)."""
    return from_(anchor, said_on)._replace(start_by=None)


def after(anchor: Anchor, said_on: date | None) -> Reading:
    """After: open from the day after the last; after a recess, from the day of return (10, 14)."""

    def day(whole: Period) -> date:
        if whole.unit == "recess":
            return whole.last
        if anchor.shape == NEW_YEAR:
            return whole.first + A_DAY
        return (whole.first if anchor.edge == "start" else whole.last) + A_DAY

    period = anchor.first(said_on, day)
    if period is None:
        return Reading(None, None, "open", None)
    return Reading(day(period), None, "open", f"{day(period)}/..")


BOUNDS: dict[str, Callable[[Anchor, date | None], Reading]] = {
    "in": inside,
    "deadline": by,
    "within": by,
    "in-time": in_time,
    "before": before,
    "from": from_,
    "not-before": not_before,
    "after": after,
    "once": after,
    "between": inside,
}
