"""A row of the published table ``corrections`` in words, as pages, feeds and the digest say it."""

import re
from collections.abc import Mapping
from typing import Any, Final

from tracker.releases.claims import CAUSES as CAUSES_OF_CLAIMS
from tracker.wording import capital, day_words, event_name

Row = Mapping[str, Any]

# What a correction may be made for; time and new evidence make none.
CAUSES: Final = {name: CAUSES_OF_CLAIMS[name] for name in ("our_error", "objection", "rule")}
NOT_KNOWN: Final = "What stood there is not shown any more."
ABOUT_MANY: Final = "a page about many commitments"
# A statement that was taken back is told by its event, its words, who said it and on which day.
_STATEMENT: Final = re.compile(
    r"(?P<event>[a-z_]+)(?P<rest>.*?)(?:, (?P<day>\d{4}(?:-\d\d){0,2}))?", re.DOTALL
)


def cause_words(cause: str) -> str:
    """For what something was corrected: "our error"."""
    return CAUSES.get(cause, cause)


def about(row: Row) -> str:
    """What a correction is about: the title of a commitment, its name, or a page about many."""
    return row["title"] or row["commitment"] or ABOUT_MANY


def heading(row: Row) -> str:
    """The same as a heading; the name of a commitment stays as it is."""
    return about(row) if row["title"] or row["commitment"] else capital(ABOUT_MANY)


def old_wording(row: Row) -> str:
    """What was said and was wrong.

    >>> old_wording({"what": "statement", "was": "slipped “by May 2027”, NHS England, 2026-05-20"})
    'Said again, later or vaguer “by May 2027”, NHS England, 20 May 2026'
    """
    was = row["was"]
    if not was:
        return NOT_KNOWN
    found = _STATEMENT.fullmatch(was) if row["what"] == "statement" else None
    if found is None:
        return str(was)
    day = f", {_day_words(found['day'])}" if found["day"] else ""
    return f"{capital(event_name(found['event']))}{found['rest']}{day}"


def _day_words(day: str) -> str:
    """A day as precise as it is written: "2026-05-20", "2026-05" or "2026"."""
    precision = {4: "year", 7: "month"}.get(len(day), "day")
    return day_words(f"{day}-01-01"[:10], precision)


def new_wording(row: Row) -> str:
    """What stands there now.

    >>> new_wording({"what": "statement", "became": "Taken back."})
    'Taken back: it is not told any more.'
    """
    if row["what"] == "statement":
        return "Taken back: it is not told any more."
    return row["became"] or NOT_KNOWN
