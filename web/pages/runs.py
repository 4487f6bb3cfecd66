"""What runs came to, in words that are never stronger than their rows.

A run that makes a release is still under way then: it stands in the next one.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from tracker import wording

Row = Mapping[str, Any]

MOST: Final = 30  # runs on the page
# A run a night may begin an hour or two later than the night before, and no later.
LONGEST_GAP_HOURS: Final = 26
# The steps of a run, as `run_reports` names them.
STEPS: Final = {
    "crawl": "reading the sources",
    "extract": "taking out the sentences",
    "resolve": "telling what belongs to what",
    "publish": "publication",
    "digest": "the digest",
    "backup": "the backup",
}
OUTCOMES: Final = {
    "finished": "finished",
    "broken": "ended with a fault",
    "killed": "was stopped before its end",
}


def told(row: Row) -> dict[str, Any]:
    """A run with its words."""
    return {
        **row,
        "ending": _ending(row),
        "unfinished": "; ".join(_unfinished(row)),
    }


def sentence(row: Row) -> str:
    """What the last run came to, in one sentence.

    >>> sentence({"day": "2026-11-28", "outcome": "broken", "sample": 0, "sources": 13,
    ...           "sources_read": 12, "sources_broken": 1, "sources_degraded": 0,
    ...           "not_finished": "publish waits for a person"})  # doctest: +NORMALIZE_WHITESPACE
    'The last run, on 28 November 2026, read 12 of the 13 sources that it visited; 1 could not be
    read, or lacked what it must have; publication waits for a person.'
    """
    where = " over the made-up sample site," if row["sample"] else ""
    run = f"The last run, on {wording.day_words(row['day'])},{where}"
    return f"{run} {'; '.join((_read(row), *_short(row), *_ended(row)))}."


def gap(row: Row, published_at: str) -> str | None:
    """Where no run ended for longer than a day before the publication: that, in a sentence."""
    ended = row["ended_at"] or row["started_at"]
    passed = datetime.fromisoformat(published_at) - datetime.fromisoformat(ended)
    if passed.total_seconds() <= LONGEST_GAP_HOURS * 3600:
        return None
    return (
        f"This release knows of no run that ended in the {LONGEST_GAP_HOURS} hours before it was "
        f"published: the one before {'ended' if row['ended_at'] else 'began'} on "
        f"{wording.day_words(ended[:10])}."
    )


def _ending(row: Row) -> str:
    """How it ended; "finished" only where every step did."""
    if row["outcome"] == "finished" and row["not_finished"]:
        return "ended"
    return OUTCOMES.get(row["outcome"], row["outcome"])


def _read(row: Row) -> str:
    """How many of the sources that a run visited it read to the end."""
    visited, read = row["sources"], row["sources_read"]
    if not visited:
        return "visited no source"
    if visited == 1:
        return f"{'read' if read else 'did not read'} the one source that it visited"
    if read == visited:
        return f"read all {visited:,} sources that it visited"
    return f"read {read or 'none'} of the {visited:,} sources that it visited"


def _short(row: Row) -> Iterator[str]:
    """What is missing of what it visited."""
    broken, degraded = row["sources_broken"], row["sources_degraded"]
    stopped = row["sources"] - row["sources_read"] - broken
    if broken:
        yield f"{broken:,} could not be read, or lacked what {_they(broken)} must have"
    if stopped > 0:
        yield f"{stopped:,} {'was' if stopped == 1 else 'were'} stopped before the end"
    if degraded:
        yield f"{degraded:,} came to less than {_they(degraded)} should have"


def _ended(row: Row) -> Iterator[str]:
    """How it ended, where that was not well."""
    if row["not_finished"]:
        yield from _unfinished(row)
    elif row["outcome"] == "killed":
        yield "it was stopped before its end"
    elif row["outcome"] == "broken" and not row["sources_broken"]:
        yield "it ended with a fault"


def _unfinished(row: Row) -> Iterator[str]:
    """The steps that did not finish: "crawl failed, publish waits for a person" in our words."""
    for part in filter(None, (row["not_finished"] or "").split(", ")):
        step, _, why = part.partition(" ")
        yield f"{STEPS.get(step, step)} {why}"


def _they(count: int) -> str:
    return "it" if count == 1 else "they"
