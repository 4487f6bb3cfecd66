"""The deadlines of FOI cases as an iCalendar (RFC 5545), the same bytes for the same facts.

Each deadline is an all-day event, not a to-do (VTODO), which most calendars that subscribe to a
feed leave out. It lasts from its day to the last day by any published convention, takes up no
time, and keeps its name (UID) for as long as the case counts from the same day: a day that moves
is the same event, revised. What it says changes only when the row does, so DTSTAMP and
LAST-MODIFIED are the row's own day of change (midnight UTC) and SEQUENCE is its revision, which
rises with every change to the case and with every day that the calendar moves.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from icalendar import Calendar, Event, vText

from tracker.foi.wording import basis_words, conventions, deadline_name, state_words
from tracker.wording import capital, plain

Row = Mapping[str, Any]  # of the view, or of the published table, foi_clock

# No sign in them that would have to be escaped: programs differ in reading a calendar's name.
NAME: Final = "FOI deadlines (delaywatch)"
PRIVATE_NAME: Final = "FOI deadlines with PRIVATE cases - not to be shared (delaywatch)"
REFRESH: Final = timedelta(days=1)
_A_DAY: Final = timedelta(days=1)
_PRODUCT: Final = "-//delaywatch//FOI deadlines//EN"


def feed(rows: Iterable[Row], *, with_private: bool = False) -> bytes:
    """The rows that have a day as an iCalendar; only public ones, unless ``with_private``.

    A calendar with private cases says so in its name.
    """
    calendar = _calendar(PRIVATE_NAME if with_private else NAME)
    shown = [row for row in rows if row["due"] and (with_private or _is_public(row))]
    for uid, row in sorted(_named(shown), key=_by_day):
        calendar.add_component(_event(uid, row))
    content: bytes = calendar.to_ical()
    return content


def _is_public(row: Row) -> bool:
    """The published table has no column for it: all of its rows are public."""
    return bool(row.get("visibility", "public") == "public")


def _by_day(named: tuple[str, Row]) -> tuple[str, str]:
    uid, row = named
    return row["due"], uid


def _named(rows: Iterable[Row]) -> Iterator[tuple[str, Row]]:
    """Each row with its UID; of several of one kind from one day the number tells them apart."""
    seen = Counter[tuple[str, str, str]]()
    for row in sorted(rows, key=lambda row: (row["foi_request"], row["position"])):
        what = (row["foi_request"], row["kind"], row["counted_from"])
        seen[what] += 1
        digest = hashlib.sha256("\n".join([*what, str(seen[what])]).encode()).hexdigest()
        yield f"{digest[:32]}@delaywatch", row


def _calendar(name: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", vText(name))
    calendar.add("x-wr-calname", vText(name))  # what most programs read instead
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    return calendar


def _event(uid: str, row: Row) -> Event:
    event, public = Event(), _is_public(row)
    changed = datetime.combine(date.fromisoformat(row["changed_on"]), time(), UTC)
    event.add("uid", uid)
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("sequence", row["revision"])
    event.add("dtstart", date.fromisoformat(row["due"]))
    event.add("dtend", date.fromisoformat(row["late_after"]) + _A_DAY)
    event.add("summary", _summary(row, public=public))
    event.add("description", "\n".join(_description(row)))
    event.add("categories", ["FOI", row["regime"]])
    event.add("class", "PUBLIC" if public else "PRIVATE")
    event.add("transp", "TRANSPARENT")
    if row["url"] and plain(row["url"]) == row["url"]:
        event.add("url", row["url"])
    return event


def _summary(row: Row, *, public: bool) -> str:
    mark = "" if public else "[private] "
    what = capital(deadline_name(row["kind"]))
    return _text(f"{mark}{what}: {row['subject']} ({row['authority']})")


def _description(row: Row) -> Iterator[str]:
    """A line a thing; none of it depends on the day of counting but through the row's change."""
    yield _text(f"Where it stands: {state_words(row)}.")
    if row["next_action"]:
        yield _text(f"Next: {row['next_action']}")
    yield _text(f"Working: {row['explanation']}")
    yield _text(f"Rule: {basis_words(row)}.")
    if conventions(row):
        yield _text(f"{capital(conventions(row))}.")
    yield _text(f"Case: {row['foi_request']}")
    if row["reference"]:
        yield _text(f"Reference: {row['reference']}")


def _text(text: str) -> str:
    r"""A text in one line that every program reads alike.

    Many, the library that writes the calendar among them, take a backslash before an n for a new
    line, however it is escaped.

    >>> _text("the folder C:\\News;\n old")
    'the folder C:\\ News; old'
    """
    return plain(text).replace("\\n", "\\ n").replace("\\N", "\\ N")
