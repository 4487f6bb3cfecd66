"""Find what a reader of a release has not been told yet.

A correction is for those who were told what was wrong: it is in the digest of a reader only where
the old claim stood in a release that they know. All else is what no release told before.
"""

import json
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Final

from db.errors import Problem
from db.pages import digest as sql
from tracker import wording
from tracker.releases.corrected import cause_words, heading, new_wording, old_wording
from tracker.releases.sentences import sentences
from tracker.releases.shelf import DATABASE, current, place_of

Row = dict[str, Any]
MOST: Final = 200  # items of a section
_STRANGE: Final = re.compile(r"[^A-Za-z0-9-]")
_TAKEN_BACK: Final = "event:"
# A section: its title and what happened. Kept promises come before late ones.
_SECTIONS: Final = (
    ("Delivered", ("delivered", "partially_delivered")),
    ("Newly overdue", ("overdue",)),
    ("Moved later, or lost its date", ("later", "date_lost")),
    ("Merged or dropped", ("merged", "dropped")),
    ("Edited and removed", ("document_changed", "site_changed")),
)
_HAPPENED: Final = {
    "overdue": "overdue when a person last looked",
    "later": "date moved later",
    "date_lost": "date lost",
    "merged": "merged into other work",
}


@dataclass(frozen=True)
class Item:
    """A thing to tell: a title, what is said of it, its marks, and the path of its page."""

    title: str
    words: str
    path: str
    marks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """Things of a sort; ``more`` are those that are left out."""

    title: str
    note: str
    items: tuple[Item, ...]
    more: int = 0


@dataclass(frozen=True)
class Digest:
    """What a release tells a reader of an earlier one (``since``; 0: of none)."""

    since: int
    release: int
    as_of: str
    sections: tuple[Section, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not self.sections


def find(folder: Path, since: int, kind: str = "promise") -> Digest:
    """What the current release of a published folder tells a reader of release ``since``.

    ``kind`` is the kind of commitment; corrections are of all. Raises Problem where nothing is
    published, or that release is yet to come.
    """
    with _opened(folder) as file:
        [release] = file.execute(sql.RELEASE)
        number = int(release["release"])
        if not 0 <= since <= number:
            raise Problem(
                f"there is no release {since} yet: the newest is {number}", where=str(folder)
            )
        found = (
            _corrections(file, folder, since),
            _held(file, folder, since),
            *_news(file, folder, since, kind),
        )
        told = tuple(section for section in found if section.items)
        return Digest(since, number, release["day"], told)


def release_of(folder: Path, told: str) -> int:
    """The number of a release that is given as a number, or as a day: the last published by then.

    0 where none was. Raises Problem where it is neither.
    """
    if told.isascii() and told.isdigit():
        return int(told)
    try:
        day = date.fromisoformat(told)
    except ValueError as error:
        raise Problem(
            f"{told} is neither a release nor a day", do="write it like 12 or 2026-03-31"
        ) from error
    with _opened(folder) as file:
        [found] = file.execute(sql.UNTIL_DAY, {"day": day.isoformat()})
        return found["number"] or 0


def _opened(folder: Path) -> closing[sqlite3.Connection]:
    release = current(folder)
    if release is None:
        raise Problem(
            "nothing is published here yet", where=str(folder), do="run `delaywatch publish`"
        )
    return closing(_reading(place_of(folder, release.number) / DATABASE))


def _reading(path: Path) -> sqlite3.Connection:
    file = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    file.row_factory = sqlite3.Row
    return file


def _rows(file: sqlite3.Connection, statement: str, **values: Any) -> list[Row]:
    return [dict(row) for row in file.execute(statement, values | {"limit": MOST})]


def _section(title: str, note: str, rows: Sequence[Row], tell: Callable[[Row], Item]) -> Section:
    more = rows[0]["n"] - MOST if len(rows) == MOST else 0
    return Section(title, note, tuple(tell(row) for row in rows), more)


# ------------------------------------------------------------------------------ what was wrong


def _corrections(file: sqlite3.Connection, folder: Path, since: int) -> Section:
    """What the reader was told and is not true; nobody was told anything before release 1."""
    rows = _rows(file, sql.CORRECTIONS, since=since) if since else []
    known = [row for row in rows if _was_told(folder, since, row)]
    note = "You may have been told this; it was wrong."
    return _section("Corrections", note, known, _correction)


def _was_told(folder: Path, since: int, row: Row) -> bool:
    """Whether a statement that was taken back was told by the release that the reader knows.

    Where that is not kept any more, that it may have been is enough.
    """
    path = place_of(folder, since) / DATABASE
    if row["what"] != "statement" or not path.exists():
        return True
    with closing(_reading(path)) as file:
        number = row["key"].removeprefix(_TAKEN_BACK)
        return file.execute(sql.TOLD_EVENT, {"id": number}).fetchone() is not None


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
    path = f"/commitments/{_in_path(row['commitment'])}" if row["commitment"] else "/corrections"
    return Item(heading(row), " ".join(filter(None, parts)), path)


def _held(file: sqlite3.Connection, folder: Path, since: int) -> Section:
    """Of these nothing is said but that they are looked at again: not even their titles."""
    found = file.execute(sql.DAY_OF, {"number": since}).fetchone()
    rows = _rows(file, sql.HELD, day=found["as_of"]) if found else []
    known = _held_then(folder, since) if rows else set()
    note = "What you were told of these may not stand; nothing is said of them until it is known."
    new = [row for row in rows if row["commitment"] not in known]
    return _section("Looked at again", note, new, _under_review)


def _held_then(folder: Path, since: int) -> set[str]:
    """What the release that the reader knows said of it already, if that is kept."""
    path = place_of(folder, since) / DATABASE
    if not path.exists():
        return set()
    with closing(_reading(path)) as file:
        return {row["commitment"] for row in _rows(file, sql.HELD, day="")}


def _in_path(slug: str) -> str:
    """A slug as it stands in an address."""
    return _STRANGE.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), slug)


def _under_review(row: Row) -> Item:
    words = f"Out of the pages since {wording.day_words(row['held_on'])}."
    return Item(row["commitment"], words, f"/commitments/{_in_path(row['commitment'])}")


# ---------------------------------------------------------------------------------- what is new


def _news(file: sqlite3.Connection, folder: Path, since: int, kind: str) -> Iterator[Section]:
    for title, happened in _SECTIONS:
        rows = _rows(file, sql.NEWS, since=since, kind=kind, happened=json.dumps(happened))
        slugs = sorted({row["commitment"] for row in rows if row["commitment"]})
        said = sentences(folder / DATABASE, slugs) if slugs else {}
        yield _section(title, "", rows, partial(_piece, said))


def _piece(said: Mapping[str, str], row: Row) -> Item:
    """A piece of news: of a commitment with the sentence that stands on its page."""
    sample = "SAMPLE: " if row["sample"] else ""
    if row["commitment"] is None:
        return _change(row, sample)
    happened = _HAPPENED.get(row["happened"]) or wording.event_name(row["happened"]).lower()
    return Item(
        f"{sample}{row['title']}",
        f"{wording.capital(happened)}. {said.get(row['commitment'], '')}".strip(),
        f"/commitments/{_in_path(row['commitment'])}",
        tuple(_marks(row)),
    )


def _change(row: Row, sample: str) -> Item:
    if row["happened"] == "site_changed":
        title = f"{sample}{row['source_title'] or row['site']}"
        words = "Many pages were gone or moved at once; this says nothing of any one document."
        return Item(title, words, f"/changes/site-{row['change_id']}")
    day = wording.day_words(row["happened_on"])
    words = f"{wording.capital(row['change'])}, seen by {day}. {row['source_title'] or ''}".strip()
    title = row["document_title"] or "A document without a title"
    return Item(f"{sample}{title}", words, f"/changes/{row['change_id']}")


def _marks(row: Row) -> Iterator[str]:
    """The marks that its row bears on every page."""
    for column, mark in (
        ("second_hand_events", "partly second-hand"),
        ("unchecked_events", "partly not checked"),
        ("disputed", "disputed: see page"),
    ):
        if row[column]:
            yield mark
