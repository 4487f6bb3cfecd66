"""What a reader of some releases was told by them: asked of those that are still kept."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from db.errors import Problem
from db.pages import digest as sql
from db.published import has_table
from tracker.digests.filters import CORRECTIONS, Filter
from tracker.releases.shelf import DATABASE, current, numbers, place_of

Row = dict[str, Any]
# Rows that are read where only some of them concern the reader.
MOST_READ: Final = 10_000


@dataclass(frozen=True)
class Reader:
    """What a reader wants, and knows: the releases up to ``since``.

    ``told`` are the times that a text was handed to them, each since which release and up to which;
    where that is not on record (None), they are taken to know all that release ``since`` told.
    """

    since: int
    wanted: Filter = field(default_factory=Filter)
    told: Sequence[tuple[int, int]] | None = None

    def knew_before(self, release: int) -> int:
        """The last release before this one that they were told."""
        return max((until for _, until in self.told or () if until < release), default=release - 1)

    def heard_of(self, release: int) -> bool:
        """Whether they were handed what was new in this release."""
        return self.told is None or any(since < release <= until for since, until in self.told)


def current_file(folder: Path) -> Path:
    """The file of the current release. Raises Problem where nothing is published."""
    release = current(folder)
    if release is None:
        raise Problem(
            "nothing is published here yet", where=str(folder), do="run `delaywatch publish`"
        )
    return place_of(folder, release.number) / DATABASE


def opened(path: Path) -> closing[sqlite3.Connection]:
    """A published file, for reading, to be closed."""
    file = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    file.row_factory = sqlite3.Row
    return closing(file)


def rows(file: sqlite3.Connection, statement: str, limit: int, **values: Any) -> list[Row]:
    """The rows of a bounded query."""
    return [dict(row) for row in file.execute(statement, values | {"limit": limit})]


def told_event(folder: Path, since: int, key: str) -> bool:
    """Whether a release told an event that was taken back.

    Where that release is not kept any more, that it may have been is enough.
    """
    path = place_of(folder, since) / DATABASE
    if not path.exists():
        return True
    with opened(path) as file:
        return file.execute(sql.TOLD_EVENT, {"id": key}).fetchone() is not None


def held_in(folder: Path, since: int) -> set[str] | None:
    """What a release said is looked at again; None where it is not kept any more."""
    path = place_of(folder, since) / DATABASE
    if not path.exists():
        return None
    with opened(path) as file:
        if not has_table(file, "held"):
            return set()
        return {row["commitment"] for row in rows(file, sql.HELD, MOST_READ)}


def let_through(
    folder: Path, reader: Reader, wrong_in: Mapping[str, int]
) -> dict[str, tuple[str | None, str | None]]:
    """Which commitments a reader was told of, with the kind and title that they had.

    ``wrong_in``: the release, by commitment, from which on it matters. The kept releases are asked
    from the newest that the reader knows back to the one that was current then; where none is kept,
    that they may have been told is enough.
    """
    found: dict[str, tuple[str | None, str | None]] = {}
    waiting, asked = dict(wrong_in), False
    for number in _kept(folder, reader.since):
        if not waiting:
            break
        asked = True
        found |= _told_of(place_of(folder, number) / DATABASE, reader.wanted, waiting)
        waiting = {
            slug: first for slug, first in waiting.items() if slug not in found and first < number
        }
    return found if asked else dict.fromkeys(wrong_in, (None, None))


def _told_of(
    path: Path, wanted: Filter, slugs: Iterable[str]
) -> dict[str, tuple[str | None, str | None]]:
    values = wanted.values() | {"slugs": json.dumps(list(slugs))}
    with opened(path) as file:
        of_news = not wanted.wants(CORRECTIONS) and has_table(file, "news")
        query = sql.TOLD_NEWS_OF if of_news else sql.TOLD_OF
        values["happened"] = json.dumps(wanted.news())
        return {row["slug"]: (row["kind"], row["title"]) for row in file.execute(query, values)}


def _kept(folder: Path, since: int) -> Iterator[int]:
    """The releases that are kept, from the newest that a reader knows."""
    for number in numbers(folder):
        if number <= since and (place_of(folder, number) / DATABASE).exists():
            yield number
