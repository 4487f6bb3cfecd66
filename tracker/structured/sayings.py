"""What each version of each document says of one announced thing, and when that was made known.

When it was made known is what the site tells, or what we saw; nothing is invented:

- A stamp of change that moved on with the change is the day of it.
- Else a later version was made between the two looks of ours that lie around it.
- Of what the very first look finds, nobody knows since when it stood there: it was known by the
  day of the last change, or of our look, at the latest. Only a file, or a page that we read on
  the day after it came out at the latest, says on the day of its publication what it says.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, Final

from tracker.days import day_in_london
from tracker.structured.dates import Stated, stated

Row = dict[str, Any]
_ONE_DAY: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Since when something is known (ISO days): on ``day`` it was said, or by then at the latest.

    ``day`` None: nobody knows. ``exact``: it was said on that day. ``earliest``: not before this
    day. ``placed``: the day tells what came first, here or on another page of the source.
    """

    day: str | None
    exact: bool = False
    earliest: str | None = None
    placed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """What one version says of the thing: a row of ``db.structured.announced``, read.

    ``due`` is its date, ``before`` the date that it names as the one before; None where there is
    none that can be read.
    """

    row: Row
    known: Known
    due: Stated | None
    before: Stated | None

    @property
    def state(self) -> str:
        """Provisional, confirmed, cancelled, released, or only stated."""
        return str(self.row["state"])

    @property
    def note(self) -> str | None:
        """The body's own words on the change; where a line of them ends stands " / "."""
        lines = (" ".join(line.split()) for line in (self.row["note"] or "").splitlines())
        return " / ".join(filter(None, lines)) or None

    @property
    def document(self) -> int:
        """The number of the document."""
        return int(self.row["document_id"])

    @property
    def is_unread(self) -> bool:
        """Whether it gives a date that neither the crawler nor our grammar can read."""
        return self.due is None and bool(self.row["words"].strip()) and self.announces

    @property
    def came_out_on(self) -> str | None:
        """The day on which the thing came out, if the record says so and it had come by then."""
        day = self.row["outcome_on"]
        return day if day and day <= day_of(self.row["fetched_at"]) else None

    @property
    def is_out(self) -> bool:
        """Whether the thing has come out; a day that was still to come is no proof of it."""
        return self.state == "released" and not (self.row["outcome_on"] and not self.came_out_on)

    @property
    def announces(self) -> bool:
        """Whether its date is the announced one, and not the day on which the thing came out.

        A page that is itself what came out bears the day of that. A record that leads elsewhere
        for it, as an announcement or a deadline, bears the date for which it was announced.
        """
        if self.state != "released" or self.row["kind"] == "response":
            return True
        own = (self.row["url"], self.row["page_url"], None)
        return self.row["outcome_url"] not in own

    @property
    def is_provisional(self) -> bool:
        """Whether the body said that its date was not yet fixed.

        Once the thing is out or cancelled no word stands for that; then a month was provisional,
        as it is in every calendar that has these words.
        """
        if self.state in ("cancelled", "released") and self.row["kind"] == "release":
            return self.due is not None and self.due.kind == "interval"
        return self.state == "provisional"

    @property
    def before_was_provisional(self) -> bool:
        """Whether the date before may have been provisional; see ``is_provisional``."""
        if self.state == "stated" or self.before is None:
            return False
        return self.state == "provisional" or self.before.kind == "interval"

    def same_as(self, other: "Saying") -> bool:
        """Whether it says nothing that the other does not say."""
        return (self.due, self.state, self.before, self.note, self.row["outcome_on"]) == (
            other.due, other.state, other.before, other.note, other.row["outcome_on"]
        )  # fmt: skip


def sayings(rows: Iterable[Row]) -> list[tuple[Saying, Saying | None]]:
    """What is new in the rows of one thing, in order of time, each with what its document said.

    ``rows`` are ordered by document and version. The second of a pair is what the same document
    said of the thing before, None where it says it for the first time.
    """
    found: list[tuple[tuple[str, str, bool, int], Saying, Saying | None]] = []
    for _, own in groupby(rows, key=lambda row: row["document_id"]):
        former: Saying | None = None
        not_before = ""
        for row in _with_return(list(own)):
            saying = _saying(row)
            not_before = max(not_before, saying.known.day or "")
            if former is None or not saying.same_as(former):
                is_back = saying.known.day is None
                place = (not_before, row["fetched_at"], is_back, row["version_id"])
                found.append((place, saying, former))
            former = saying
    found.sort(key=lambda one: one[0])
    return [(saying, former) for _, saying, former in found]


def _with_return(rows: list[Row]) -> list[Row]:
    """A document that goes back to an earlier text gets no new version, but says that again."""
    back = [
        {**row, "is_back": True, "fetched_at": row["newest_fetched_at"]}
        for row in rows if row["is_current"] and row["number"] < row["newest_number"]
    ]  # fmt: skip
    return rows + back


def _saying(row: Row) -> Saying:
    by = row["kind"] == "response"
    before = row["previous_words"] or ""
    return Saying(
        row=row,
        known=_known(row),
        due=stated(row["words"], row["earliest"], row["latest"], by=by),
        before=stated(before, row["previous_earliest"], row["previous_latest"], by=by),
    )


def _known(row: Row) -> Known:
    if row.get("is_back"):
        return Known(day=None)
    fetched = day_of(row["fetched_at"])
    published = _until(row["published_at"], fetched)
    modified = _until(row["modified_at"], fetched)
    if row["fetched_before"] is not None:
        return _known_since(row, modified, fetched)
    if published and modified and modified > published:
        return Known(day=modified, earliest=published)
    if modified:
        return Known(day=modified, exact=modified == published)
    if published and _says_it_since(row, published, fetched):
        return Known(day=published, exact=True)
    return Known(day=fetched, earliest=published, placed=False)


def _known_since(row: Row, modified: str | None, fetched: str) -> Known:
    """Since when a later version says so: its stamp tells, if it moved on, else our looks do."""
    looked = day_of(row["fetched_before"])
    stamp = row["modified_before"] or row["fetched_before"]
    if modified and row["modified_at"] > stamp:
        return Known(day=modified, exact=True)
    return Known(day=fetched, earliest=min(looked, fetched))


def _says_it_since(row: Row, published: str, fetched: str) -> bool:
    gap = (date.fromisoformat(fetched) - date.fromisoformat(published)).days
    return row["document_kind"] == "attachment" or gap <= _ONE_DAY


def _until(instant: str | None, last: str) -> str | None:
    """The day of an instant, unless it was still to come when the page was read."""
    day = day_in_london(instant)
    return day.isoformat() if day and day.isoformat() <= last else None


def day_of(instant: str | None) -> str:
    """The day in London of an instant (ISO); empty where there is none."""
    day = day_in_london(instant)
    return day.isoformat() if day else ""
