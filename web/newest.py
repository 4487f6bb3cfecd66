"""Whether the newest words about the time of a commitment give a date at all."""

from collections.abc import Mapping, Sequence
from typing import Any

from tracker import wording

Row = Mapping[str, Any]
_DATES = ("due_earliest", "due_latest", "start_by")


def without_date(row: Row, events: Sequence[Row]) -> Row | None:
    """The newest words about time, where they give no date and an earlier date still stands.

    ``row`` is the commitment's row of `timeline`, ``events`` its rows of `events` in order. None of
    what has come to an end, where no date was given, and where the newest words give one.
    """
    if row["outcome_event"] is not None or row["standing_due_latest"] is None:
        return None
    timed = [event for event in events if _is_its_own(event) and _is_about_time(event)]
    newest = timed[-1] if timed else None
    return newest if newest and not _gives_date(newest) else None


def newest_words(event: Row | None) -> str:
    """Such words in a sentence, with when they were said or reported; "" of None.

    >>> newest_words({"due_phrase": "in due course", "made_on": "2026-06-01",
    ...               "made_on_precision": "month", "made_on_basis": "statement",
    ...               "evidence": "first-hand"})
    'Its newest words give no date: “in due course”, June 2026.'
    """
    if event is None:
        return ""
    parts = [wording.quoted(event["due_phrase"])]
    if event["made_on"]:
        reported = "reported " if event["made_on_basis"] == "report" else ""
        day = wording.day_words(event["made_on"], event["made_on_precision"])
        parts.append(f"{reported}{day}")
    if event["evidence"] == "second-hand":
        parts.append("second-hand")
    return f"Its newest words give no date: {', '.join(parts)}."


def _is_its_own(event: Row) -> bool:
    """The body's own word, and on the thing itself, not on another milestone."""
    return bool(event["counts"]) and not event["milestone"]


def _is_about_time(event: Row) -> bool:
    return bool(event["due_phrase"]) or _gives_date(event)


def _gives_date(event: Row) -> bool:
    return any(event[name] for name in _DATES)
