"""A date of a structured place as a due: what the crawler read, or else our grammar of dates."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from tracker.dues import find_dues
from tracker.register.model import MAX_WORDS_QUOTED

# An API's own form of a day is no word of anybody's.
_OF_MACHINES: Final = re.compile(r"\d{4}-\d\d-\d\d(?:[T ][\d:.]+(?:Z|[+-][\d:]+)?)?")
# What fields hold before there is a date.
_NOT_YET: Final = re.compile(
    r"(?:dates? )?(?:tbc|tba|tbd|to be (?:confirmed|announced|determined|decided|agreed))\.?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A date as it is stated: at most eight of its words, and the due that they are (ISO days).

    ``words`` is empty where the field holds no words but a day as machines write it; ``kind`` is
    precise, interval, deadline or open (no date yet).
    """

    words: str
    kind: str
    earliest: str | None
    latest: str | None

    @property
    def days(self) -> tuple[str | None, str | None]:
        """The first and last day that it means: what tells it from another date."""
        return self.earliest, self.latest

    def within(self, other: "Stated") -> bool:
        """Whether it is a stated period that the other one holds, or the same."""
        days = self.earliest, self.latest, other.earliest, other.latest
        if None in days:
            return False
        return str(other.earliest) <= str(self.earliest) and str(self.latest) <= str(other.latest)


def stated(words: str, earliest: str | None, latest: str | None, *, by: bool) -> Stated | None:
    """A stated date, or None where neither the crawler nor our grammar can read it.

    ``by``: the date is a deadline, so that earlier is in time. Words that the crawler did not
    read count only where the grammar reads all of them, and needs no day of saying for it.
    """
    words = " ".join(words.split())
    if not words and not latest:
        return None
    quoted = " ".join(words.split()[:MAX_WORDS_QUOTED])
    if _OF_MACHINES.fullmatch(words):
        quoted = ""
    if earliest is None or latest is None:
        return _read(words, quoted)
    if not (_is_day(earliest) and _is_day(latest)) or latest < earliest:
        return None
    if by:
        return Stated(words=quoted, kind="deadline", earliest=None, latest=latest)
    kind = "precise" if earliest == latest else "interval"
    return Stated(words=quoted, kind=kind, earliest=earliest, latest=latest)


def _read(words: str, quoted: str) -> Stated | None:
    if _NOT_YET.fullmatch(words):
        return Stated(words=quoted, kind="open", earliest=None, latest=None)
    found = find_dues(words, None)
    if len(found) != 1 or (found[0].start, found[0].end) != (0, len(words)):
        return None
    due = found[0]
    if due.kind == "open" and due.earliest is None:
        return Stated(words=quoted, kind="open", earliest=None, latest=None)
    if due.latest is None or due.soft or due.kind not in ("precise", "interval", "deadline"):
        return None
    earliest = due.earliest.isoformat() if due.earliest else None
    return Stated(words=quoted, kind=due.kind, earliest=earliest, latest=due.latest.isoformat())


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
