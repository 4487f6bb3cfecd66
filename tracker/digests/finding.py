"""Find what a reader of a release has not been told yet.

A correction is for those who were told what was wrong: it is in the digest of a reader only where
the old claim stood in a release that they know, and their filter lets it through or let it through
then. All else is what no release told before.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Final

from db.errors import Problem
from db.pages import digest as sql
from tracker import wording
from tracker.digests.filters import HAPPENED, Filter
from tracker.digests.items import MOST, Digest, Item, Section, page_of, section
from tracker.digests.known import Reader, current_file, opened, rows
from tracker.digests.mending import Now, away, mended
from tracker.releases.sentences import sentences

Row = dict[str, Any]
# A section: its title and what happened. Kept promises come before late ones.
_SECTIONS: Final = (
    ("Delivered", ("delivered",)),
    ("Newly overdue", ("overdue",)),
    ("Moved later, or lost its date", ("later",)),
    ("Merged or dropped", ("merged", "dropped")),
)
_CHANGES: Final = "Edited and removed"
_HAPPENED: Final = {
    "overdue": "overdue when a person last looked",
    "later": "date moved later",
    "date_lost": "date lost",
    "merged": "merged into other work",
}


def find(
    folder: Path,
    since: int,
    wanted: Filter | None = None,
    told: Sequence[tuple[int, int]] | None = None,
    until: int | None = None,
) -> Digest:
    """What the current release of a published folder tells a reader of release ``since``.

    ``wanted`` is what the reader wants (None: promises); ``told`` are the times that they were
    handed a text (see ``Reader``); ``until`` leaves out what a later release than that told first.
    Raises Problem where nothing is published, or release ``since`` is yet to come.
    """
    reader = Reader(since, wanted or Filter(), told)
    path = current_file(folder)
    with opened(path) as file:
        [release] = file.execute(sql.RELEASE)
        newest = int(release["release"])
        if not 0 <= since <= newest:
            raise Problem(
                f"there is no release {since} yet: the newest is {newest}", where=str(folder)
            )
        now = Now(file, path, newest, folder, newest if until is None else until)
        found = tuple(part for part in _sections(now, reader) if part.items)
        return Digest(since, now.until, release["day"], found)


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
    with opened(current_file(folder)) as file:
        [found] = file.execute(sql.UNTIL_DAY, {"day": day.isoformat()})
        return found["number"] or 0


def _sections(now: Now, reader: Reader) -> Iterator[Section]:
    back = away(now, reader)
    # Of what was out of the pages when the reader was told last, they know what came before that.
    sinces = json.dumps({row["commitment"]: reader.knew_before(row["held_in"]) for row in back})
    yield from mended(now, reader, back, sinces)
    for kind in reader.wanted.kinds:
        yield from _news(now, reader, kind, sinces)
    yield _changes(now, reader)


def _news(now: Now, reader: Reader, kind: str, sinces: str) -> Iterator[Section]:
    values = reader.wanted.values() | {"kind": kind, "sinces": sinces}
    for title, names in _SECTIONS:
        found = _wanted(now.file, sql.NEWS, now, reader, names, values)
        said = sentences(now.path, sorted({row["commitment"] for row in found}))
        yield section(title, "", found, partial(_piece, said), kind=kind)


def _changes(now: Now, reader: Reader) -> Section:
    found = _wanted(now.file, sql.CHANGES, now, reader, ("edited",), reader.wanted.values())
    return section(_CHANGES, "", found, _change)


def _wanted(
    file: sqlite3.Connection,
    statement: str,
    now: Now,
    reader: Reader,
    names: Sequence[str],
    values: Mapping[str, Any],
) -> list[Row]:
    """The rows of those of some news that the reader wants."""
    happened = [word for name in names if reader.wanted.wants(name) for word in HAPPENED[name]]
    if not happened:
        return []
    bounds = {"since": reader.since, "until": now.until, "happened": json.dumps(happened)}
    return rows(file, statement, MOST, **values, **bounds)


def _piece(said: Mapping[str, str], row: Row) -> Item:
    """A piece of news of a commitment, with the sentence that stands on its page."""
    happened = _HAPPENED.get(row["happened"]) or wording.event_name(row["happened"]).lower()
    return Item(
        f"{_sample(row)}{row['title']}",
        f"{wording.capital(happened)}. {said.get(row['commitment'], '')}".strip(),
        page_of(row["commitment"]),
        tuple(_marks(row)),
    )


def _change(row: Row) -> Item:
    if row["happened"] == "site_changed":
        title = f"{_sample(row)}{row['source_title'] or row['site']}"
        words = "Many pages were gone or moved at once; this says nothing of any one document."
        return Item(title, words, f"/changes/site-{row['change_id']}")
    day = wording.day_words(row["happened_on"])
    words = f"{wording.capital(row['change'])}, seen by {day}. {row['source_title'] or ''}".strip()
    title = row["document_title"] or "A document without a title"
    return Item(f"{_sample(row)}{title}", words, f"/changes/{row['change_id']}")


def _sample(row: Row) -> str:
    return "SAMPLE: " if row["sample"] else ""


def _marks(row: Row) -> Iterator[str]:
    """The marks that its row bears on every page."""
    for column, mark in (
        ("second_hand_events", "partly second-hand"),
        ("unchecked_events", "partly not checked"),
        ("disputed", "disputed: see page"),
    ):
        if row[column]:
            yield mark
