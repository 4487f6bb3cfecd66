"""A reading in words, with the rule behind it: what an editor needs to settle an argument."""

from datetime import date

from tracker.dues.due import Due
from tracker.dues.rules import pieces
from tracker.wording import day_words, span_words


def explained(due: Due, said_on: date | None) -> list[str]:
    """What was read and why, a line each; the first says it all.

    >>> from tracker.dues import find_dues
    >>> print(explained(find_dues("by the end of 2023", None)[0], None)[0])
    by the end of 2023: due by 31 December 2023; rule deadline.end-of-year
    """
    words = " ".join(due.text.split())
    lines = [f"{words}: {reading(due, said_on)}; rule {due.rule}"]
    lines += [f"  {name}: {text} (convention {number})" for name, number, text in pieces(due.rule)]
    if due.soft:
        lines.append("  soft: the last day is our convention, not their words")
    if due.counted and said_on is not None:
        lines.append(f"  counted from {day_words(said_on.isoformat())}")
    if due.edtf is not None:
        lines.append(f"  EDTF {due.edtf}")
    return lines


def reading(due: Due, said_on: date | None) -> str:
    """The days of a due in words: "due by 31 December 2023", "in March 2025", "no date"."""
    if due.kind == "open":
        return _open_reading(due)
    if due.latest is None:
        return "depends on the day on which it was said"
    latest = due.latest.isoformat()
    if due.kind == "deadline":
        past = said_on is not None and due.earliest is None
        return f"due by {day_words(latest)}{', already past then' if past else ''}"
    earliest = due.earliest or due.latest
    return span_words(earliest.isoformat(), latest)


def _open_reading(due: Due) -> str:
    if due.start_by is not None and due.earliest is not None:
        start = span_words(due.earliest.isoformat(), due.start_by.isoformat())
        return f"to start {start}, no last day"
    if due.earliest is not None and not due.rule.startswith("open."):
        return f"not before {day_words(due.earliest.isoformat())}, no last day"
    return "no date"
