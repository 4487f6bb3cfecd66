"""Complete cohorts: groups over which a rate may be worked out, and how long things took in them.

A cohort is every commitment of one source, one kind and one body whose first due ends in one
calendar year. It is complete only where the tables show that nothing which stood in its source when
that was read can be missing: the source was read whole from before the first day of the year until
after its last, by no broken run, and never with more days between two readings than its cadence
allows (2 where it is read hourly, 3 daily, 10 weekly, 40 monthly, 100 quarterly); all that it
announced could be counted; nothing came to us after its date had passed; nothing was taken back,
waits, or went from the source without a word. Of every other cohort only counts are published, with
the reasons in words.

What came and went between two readings nobody saw, and no table shows it: the most days that lay
between two readings are published with each cohort.

What is counted is what was known when the source was last read whole without a break: what had not
come by then is followed until that day. (It is announced there and has not come out; by the dates
of its own events alone it would leave the count before its day, and the curve would be too kind.)
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Any, Final

from sqlite_utils import Database

import db.cohorts as store
from tracker.kaplan_meier import Step, Wait, curve, median
from tracker.structured.rules import RULE_OF
from tracker.suggest.known import SAMPLE
from tracker.wording import capital, day_words

Row = dict[str, Any]

FEWEST: Final = 10  # of fewer, one more or less would be a tenth: no share, no curve
_DIGITS: Final = 6  # of a published share
# How many days may lie between two readings of a source that is read so often.
_LONGEST_GAP: Final = {"hourly": 2, "daily": 3, "weekly": 10, "monthly": 40, "quarterly": 100}
_KINDS: Final = {
    "scheduled_release": "releases that {source} announced for {year}",
    "parliamentary_expectation": "responses that were due in {year} by {source}",
    "review_date": "reviews that were due in {year} by {source}",
}
_IN_TIME: Final = frozenset({"delivered_on_time"})
_LATE: Final = frozenset({"delivered_late"})
_ENDED: Final = frozenset({"merged", "dropped", "paused", "partially_delivered"})


@dataclass(frozen=True, slots=True)
class Reading:
    """Days from the first to the last on which a source was read whole, without a break between.

    ``longest_gap``: the most days from one time that it was read to the next. ``ended_by`` says in
    words what broke it off; "" where nothing did.
    """

    first: str
    last: str
    longest_gap: int = 0
    ended_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohort:
    """A group of commitments, what came of them, and whether the group is complete."""

    cohort: str
    title: str
    kind: str
    source: str
    body: str | None
    year: int
    commitments: int
    on_time: int
    late: int
    not_out: int
    unclear: int
    read_from: str | None
    read_until: str | None
    longest_gap_days: int | None
    why_not: str
    steps: Sequence[Step] = ()

    def row(self) -> Row:
        """As it is published in ``cohorts``."""
        return {
            "cohort": self.cohort,
            "title": self.title,
            "kind": self.kind,
            "source": self.source,
            "body": self.body,
            "first_day": f"{self.year}-01-01",
            "last_day": f"{self.year}-12-31",
            "commitments": self.commitments,
            "on_time": self.on_time,
            "late": self.late,
            "not_out": self.not_out,
            "unclear": self.unclear,
            "median_days": median(self.steps),
            "read_from": self.read_from,
            "read_until": self.read_until,
            "longest_gap_days": self.longest_gap_days,
            "complete": int(not self.why_not),
            "why_not": self.why_not or None,
        }

    def curve(self) -> Iterator[Row]:
        """The steps of its curve as they are published; none unless it is complete, and no few."""
        for step in self.steps:
            yield {
                "cohort": self.cohort,
                "days": step.days,
                "at_risk": step.at_risk,
                "came": step.came,
                "waiting": round(float(step.waiting), _DIGITS),
                "low": _rounded(step.low),
                "high": _rounded(step.high),
            }


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, _DIGITS)


# ------------------------------------------------------------------ which there are


@dataclass(frozen=True, slots=True)
class _Group:
    """The commitments of a cohort, and all that tells whether they are all."""

    source: str
    sample: int
    kind: str
    body: str | None
    year: int
    members: Sequence[Row]

    @property
    def first_day(self) -> str:
        return f"{self.year}-01-01"

    @property
    def last_day(self) -> str:
        return f"{self.year}-12-31"

    def holds(self, day: str | None) -> bool:
        return day is None or day[:4] == str(self.year)

    def is_of(self, row: Row) -> bool:
        return (row["source"], row["sample"]) == (self.source, self.sample)


@dataclass(frozen=True, slots=True)
class _Known:
    """What the tables tell beside the commitments."""

    as_of: str
    sources: Mapping[str, Row]
    bodies: Mapping[str, str]
    readings: Mapping[tuple[str, int], Sequence[Reading]]
    taken_back: Sequence[Row]
    waiting: Sequence[Row]
    uncounted: Sequence[Row]
    switched_off: Sequence[Row]


def cohorts(db: Database, as_of: date) -> Iterator[Cohort]:
    """Every cohort as it stands on a day, by name: complete ones, and the others with the reason.

    ``as_of`` must be the day in the database.
    """
    if not store.is_anything_announced(db):
        return
    sources, members = store.sources(db), store.members(db)
    known = _Known(
        as_of=as_of.isoformat(),
        sources=sources,
        bodies=store.body_names(db),
        readings=_readings(store.runs(db, as_of.isoformat()), sources),
        taken_back=store.taken_back(db),
        waiting=store.waiting(db),
        uncounted=_uncounted(store.worked_on(db, as_of.isoformat()), members),
        switched_off=store.switched_off(db),
    )
    found = [_cohort(group, known) for group in _groups(members)]
    yield from sorted(found, key=lambda cohort: cohort.cohort)


def _groups(rows: Sequence[Row]) -> Iterator[_Group]:
    grouped: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in rows:
        year = int(row["first_due_latest"][:4])
        grouped[row["source"], row["sample"], row["kind"], row["body"], year].append(row)
    for (source, sample, kind, body, year), members in grouped.items():
        yield _Group(source, sample, kind, body, year, members)


def _uncounted(worked_on: Sequence[Row], members: Sequence[Row]) -> list[Row]:
    """Announced things that are in no cohort."""
    counted = {_thing(member) for member in members}
    return [row for row in worked_on if _thing(row) not in counted]


def _thing(row: Row) -> tuple[Any, ...]:
    return row["source"], row["sample"], row["announced_as"], row["key"]


def _cohort(group: _Group, known: _Known) -> Cohort:
    readings = known.readings.get((group.source, group.sample), ())
    reading = _covering(group, readings)
    until = reading.last if reading else None
    counted = [_came_to(member, until) for member in group.members]
    reasons = list(_reasons(group, known, readings, reading))
    is_enough = not reasons and len(group.members) >= FEWEST
    whole = reading or _in_all(readings)
    return Cohort(
        cohort=_name(group),
        title=_title(group, known),
        kind=group.kind,
        source=group.source,
        body=group.body,
        year=group.year,
        commitments=len(group.members),
        on_time=counted.count("on_time"),
        late=counted.count("late"),
        not_out=counted.count("not_out"),
        unclear=counted.count("unclear"),
        read_from=whole.first if whole else None,
        read_until=whole.last if whole else None,
        longest_gap_days=whole.longest_gap if whole else None,
        why_not="; ".join(reasons),
        steps=curve(_wait(member, until) for member in group.members)
        if is_enough and until
        else (),
    )


def _name(group: _Group) -> str:
    parts = [group.source, "sample" if group.sample else None, group.kind, group.body]
    return "/".join([*filter(None, parts), str(group.year)]).replace("_", "-")


def _title(group: _Group, known: _Known) -> str:
    words = capital(_KINDS.get(group.kind, "what {source} announced for {year}"))
    title = words.format(source=known.sources[group.source]["title"], year=group.year)
    if group.body:
        title += f", of {known.bodies[group.body]}"
    return f"{SAMPLE}{title}" if group.sample else title


# ------------------------------------------------------------------ what came of each


def _came_to(member: Row, until: str | None) -> str:
    """Which count a commitment is in, by what was known when its source was last read whole."""
    if _is_later(member, until):
        return "not_out"
    if member["status"] in _IN_TIME:
        return "on_time"
    if member["status"] in _LATE:
        return "late"
    if member["outcome_event"] is not None or member["status"] in _ENDED:
        return "unclear"
    return "not_out"


def _is_later(member: Row, until: str | None) -> bool:
    """Whether its end came after the source was last read whole, or may have."""
    return until is not None and (member["outcome_latest"] or "") > until


def _wait(member: Row, until: str) -> Wait:
    """How long it took from its first due, by the later day where there are two.

    What did not come is followed until the day on which it was merged or dropped, or its source
    was last read whole.
    """
    end = until if _is_later(member, until) else member["outcome_latest"] or until
    came = member["outcome_event"] == "delivered" and not _is_later(member, until)
    return Wait(_days(member["first_due_latest"], end), came)


def _days(first: str, last: str) -> int:
    return (date.fromisoformat(last) - date.fromisoformat(first)).days


# ------------------------------------------------------------------ how the source was read


def _readings(
    runs: Sequence[Row], sources: Mapping[str, Row]
) -> dict[tuple[str, int], list[Reading]]:
    """The times in which each source was read whole without a break, oldest first."""
    found: dict[tuple[str, int], list[Reading]] = defaultdict(list)
    for run in runs:
        readings, day = found[run["source"], run["sample"]], run["day"]
        longest = _longest_gap(sources[run["source"]]) or 0
        newest = readings[-1] if readings and not readings[-1].ended_by else None
        if newest and run["broken"]:
            readings[-1] = _ended(newest, f"the run of {day_words(day)} was broken")
        elif newest and run["whole"] and _days(newest.last, day) <= longest:
            gap = max(newest.longest_gap, _days(newest.last, day))
            readings[-1] = Reading(newest.first, day, gap)
        elif run["whole"]:
            if newest:
                days = f"{day_words(newest.last)} and {day_words(day)}"
                readings[-1] = _ended(newest, f"its source was not read whole between {days}")
            readings.append(Reading(day, day))
    return found


def _ended(reading: Reading, why: str) -> Reading:
    return replace(reading, ended_by=why)


def _in_all(readings: Sequence[Reading]) -> Reading | None:
    """From the first to the last of them, breaks or not."""
    if not readings:
        return None
    between = [_days(one.last, other.first) for one, other in pairwise(readings)]
    longest = max([*between, *(one.longest_gap for one in readings)])
    return Reading(readings[0].first, readings[-1].last, longest)


def _covering(group: _Group, readings: Sequence[Reading]) -> Reading | None:
    """The reading that began before the period and went on after it."""
    return next(
        (one for one in readings if one.first < group.first_day and one.last > group.last_day), None
    )


def _longest_gap(source: Row) -> int | None:
    return _LONGEST_GAP.get(str(source["cadence"]).lower())


# ------------------------------------------------------------------ why it is not complete


def _reasons(
    group: _Group, known: _Known, readings: Sequence[Reading], reading: Reading | None
) -> Iterator[str]:
    if _longest_gap(known.sources[group.source]) is None:
        yield "how often its source must be read is not known"
    elif reading is None:
        yield _why_not_covered(group, known, readings)
    if group.kind == "review_date":
        yield "the source does not say whether a review took place"
    if group.body is None and not group.sample:
        yield "the source does not say of which body they are, or it is not in our list"
    yield from _of_its_source(group, known)
    yield from _of_its_members(group, reading)


def _why_not_covered(group: _Group, known: _Known, readings: Sequence[Reading]) -> str:
    if not readings:
        return "its source was never read whole"
    if readings[0].first >= group.first_day:
        return f"its source was first read whole on {day_words(readings[0].first)}"
    if known.as_of <= group.last_day:
        return f"the period runs until {day_words(group.last_day)}"
    began = [one for one in readings if one.first < group.first_day]
    if not began[-1].ended_by:
        return f"its source was last read whole on {day_words(began[-1].last)}"
    return began[-1].ended_by


def _of_its_source(group: _Group, known: _Known) -> Iterator[str]:
    announced = {member["announced_as"] for member in group.members}
    rules = {RULE_OF[kind].name for kind in announced}
    off = [row["day"] for row in known.switched_off
           if row["source"] == group.source and row["rule"] in rules]  # fmt: skip
    if off:
        yield f"the rule that reads it was switched off on {day_words(off[-1])}"
    waiting = sum(
        row["n"] for row in known.waiting if group.is_of(row) and row["announced_as"] in announced
    )
    if waiting:
        yield f"{_count(waiting)} announced and not yet worked on"
    yield from _not_counted([
        row for row in known.uncounted
        if group.is_of(row) and row["announced_as"] in announced and row["year"] == group.year
    ])  # fmt: skip
    back = [row for row in known.taken_back
            if group.is_of(row) and row["kind"] == group.kind
            and group.holds(row["first_due_latest"])]  # fmt: skip
    if back:
        yield f"{_count(len(back))} taken back"


def _not_counted(uncounted: Sequence[Row]) -> Iterator[str]:
    """Why announced things that may belong to the period are not among its commitments."""
    shared = [row["at_once"] for row in uncounted if row["at_once"] > 1]
    if shared:
        names = "one name" if len(shared) == 1 else f"{len(shared):,} names"
        yield f"{_count(sum(shared))} announced under {names} and could not be counted"
    clear = [row for row in uncounted if row["at_once"] == 1]
    undated = sum(not row["has_day"] for row in clear)
    if undated:
        yield f"{_count(undated)} announced without a day"
    others = sum(row["has_day"] and not row["is_taken_back"] for row in clear)
    if others:
        yield f"{_count(others)} announced and could not be counted"


def _of_its_members(group: _Group, reading: Reading | None) -> Iterator[str]:
    until = reading.last if reading else None
    told: tuple[tuple[str, Callable[[Row], bool]], ...] = (
        ("first read of after {its} date had passed", _came_too_late),
        (
            "announced no more, and nothing says what came of {it}",
            lambda row: _came_to(row, until) == "not_out" and not row["announced"],
        ),
        (
            "announced with a provisional date only",
            lambda row: bool(row["first_due_provisional"]),
        ),
        (
            "out on a day that is not known",
            lambda row: row["outcome_event"] == "delivered" and row["outcome_latest"] is None,
        ),
    )
    for words, applies in told:
        number = sum(map(applies, group.members))
        if number:
            its, it = ("its", "it") if number == 1 else ("their", "them")
            yield f"{_count(number)} {words.format(its=its, it=it)}"


def _came_too_late(member: Row) -> bool:
    """Whether it was first read of when its date was over: others may never have been read of."""
    return member["first_read_on"] is None or member["first_read_on"] > member["first_due_latest"]


def _count(number: int) -> str:
    return "1 was" if number == 1 else f"{number:,} were"
