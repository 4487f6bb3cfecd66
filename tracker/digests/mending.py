"""What a reader was told and does not stand: corrected, looked at again, or back after that."""

import sqlite3
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from db.pages import digest as sql
from tracker import wording
from tracker.digests.filters import CORRECTIONS
from tracker.digests.items import Item, Section, by_kind, page_of
from tracker.digests.known import MOST_READ, Reader, held_in, let_through, rows, told_event
from tracker.releases.corrected import cause_words, heading, new_wording, old_wording

Row = dict[str, Any]
_TAKEN_BACK: Final = "event:"
_NEVER: Final = sys.maxsize  # later than any release


@dataclass(frozen=True)
class Now:
    """The current release: its file and number, the folder of all, the newest that is told."""

    file: sqlite3.Connection
    path: Path
    number: int
    folder: Path
    until: int


def away(now: Now, reader: Reader) -> list[Row]:
    """What was out of the pages when the reader was told last, and is not any more.

    Of what never came back the release that they know says whether it was held still.
    """
    if not reader.since:
        return []
    found = rows(now.file, sql.BACK, MOST_READ, since=reader.since)
    held = held_in(now.folder, reader.since) if found else None
    return [row for row in found if row["back_in"] or row["commitment"] in (held or ())]


def mended(now: Now, reader: Reader, back: list[Row], sinces: str) -> Iterator[Section]:
    """Corrections first, then what is looked at again, then what was.

    Nobody was told anything before release 1.
    """
    if not reader.since:
        return
    yield from _corrections(now, reader, sinces)
    if now.until == now.number:
        yield from _held(now, reader)
        yield from _back(now, reader, back)


def _corrections(now: Now, reader: Reader, sinces: str) -> Iterable[Section]:
    values = reader.wanted.values() | {"sinces": sinces, "until": now.until}
    found = rows(now.file, sql.CORRECTIONS, MOST_READ, since=reader.since, **values)
    known = [row for row in _concerning(now.folder, reader, found) if _was_told(now.folder, row)]
    note = "You may have been told this; it was wrong."
    return by_kind("Corrections", note, known, _correction)


def _concerning(folder: Path, reader: Reader, found: list[Row]) -> Iterator[Row]:
    """Corrections of what the filter lets through now, or let through while it was wrong."""
    everything = reader.wanted.wants(CORRECTIONS)
    asked: dict[str, int] = {}
    for row in found:
        if row["commitment"] and not (everything and row["fits"]):
            asked[row["commitment"]] = min(asked.get(row["commitment"], _NEVER), row["wrong_in"])
    told = let_through(folder, reader, asked)
    for row in found:
        slug = row["commitment"]
        if slug in told:
            kind, title = told[slug]
            yield row | {"kind": row["kind"] or kind, "title": row["title"] or title}
        elif everything and (slug is None or row["fits"]):
            yield row


def _was_told(folder: Path, row: Row) -> bool:
    """Whether a statement that was taken back was told by the release that the reader knows."""
    if row["what"] != "statement":
        return True
    return told_event(folder, row["since"], row["key"].removeprefix(_TAKEN_BACK))


def _correction(row: Row) -> Item:
    became = new_wording(row)
    later = row["now"] if row["what"] == "claim" and row["now"] not in (None, became) else None
    parts = (
        f"It said: {wording.quoted(old_wording(row))}",
        f"Corrected to: {wording.quoted(became)}",
        f"It says now: {wording.quoted(later)}" if later else "",
        f"Cause: {cause_words(row['cause'])}.",
        row["reason"] or "",
        f"Corrected on {wording.day_words(row['corrected_on'])}, in release {row['release']}.",
    )
    path = page_of(row["commitment"]) if row["commitment"] else "/corrections"
    return Item(heading(row), " ".join(filter(None, parts)), path)


def _held(now: Now, reader: Reader) -> Iterable[Section]:
    """Of these nothing is said but that they are looked at again: not even their titles."""
    found = _newly_held(now, reader)
    told = let_through(now.folder, reader, {row["commitment"]: 0 for row in found})
    new = [row | {"kind": told[row["commitment"]][0]} for row in found if row["commitment"] in told]
    note = "What you were told of these may not stand; nothing is said of them until it is known."
    return by_kind("Looked at again", note, new, _under_review)


def _newly_held(now: Now, reader: Reader) -> list[Row]:
    """What is held and was not in the release that the reader knows; by its day, if that went."""
    found, known = rows(now.file, sql.HELD, MOST_READ), held_in(now.folder, reader.since)
    if known is not None:
        return [row for row in found if row["commitment"] not in known]
    last = now.file.execute(sql.DAY_OF, {"number": reader.since}).fetchone()
    # Of a release that was lost with its folder not even the day is known: it may be news.
    return [row for row in found if last is None or row["held_on"] >= last["as_of"]]


def _under_review(row: Row) -> Item:
    words = f"Out of the pages since {wording.day_words(row['held_on'])}."
    return Item(row["commitment"], words, page_of(row["commitment"]))


def _back(now: Now, reader: Reader, found: list[Row]) -> Iterable[Section]:
    """Those who were told that something is looked at again are told that it was.

    What was corrected then is among the corrections.
    """
    heard = [row for row in found if reader.heard_of(row["held_in"]) and not row["is_corrected"]]
    told = let_through(now.folder, reader, {row["commitment"]: 0 for row in heard})
    new = [row | {"kind": told[row["commitment"]][0]} for row in heard if row["commitment"] in told]
    note = "You were told that these were looked at again."
    return by_kind("Back after they were looked at again", note, new, _is_back)


def _is_back(row: Row) -> Item:
    title, path = row["title"] or row["commitment"], page_of(row["commitment"])
    if row["back_in"] is None or row["now"] is None:
        return Item(title, "Nothing is told of it any more.", path)
    since = f"In the pages again since release {row['back_in']}"
    if row["now"] == row["was"]:
        return Item(
            title, f"{since}; what was said of it stands: {wording.quoted(row['now'])}", path
        )
    before = f" It said: {wording.quoted(row['was'])}" if row["was"] else ""
    return Item(title, f"{since}.{before} It says now: {wording.quoted(row['now'])}", path)
