"""Read commitments from the published file, with what their pages and charts need."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from datasette.database import Database

from db.pages import stories as sql
from db.pages import timeline as lists
from tracker import wording
from tracker.releases.sentences import deciding, start_soft
from web import reading
from web.charts.timeline_chart import Story

Row = Mapping[str, Any]
MOST = 1000  # rows of one list


@dataclass(frozen=True)
class Told(Story):
    """A commitment for the pages: its story and the sentences about it."""

    @property
    def sentence(self) -> str:
        """One true sentence, or two."""
        return wording.sentence(self.row, target=self.row["target"], outcome=self.outcome)

    @property
    def line(self) -> str:
        """The same in short, for a line beside a bar."""
        return wording.line(self.row, target=self.row["target"], outcome=self.outcome)


async def query(db: Database, statement: str, **values: Any) -> list[dict[str, Any]]:
    """All rows of a statement of db/pages as dictionaries."""
    return await reading.rows(db, statement, values)


async def stories(
    db: Database, *, order: str = "title", limit: int = MOST, offset: int = 0, **filters: str
) -> list[Told]:
    """The commitments that the filters leave, in an order of ``db.pages.timeline``.

    The filters are named as its conditions are; one that is empty filters nothing.
    """
    return await told_of(
        db, await slugs(db, order=order, limit=limit, offset=offset, filters=filters)
    )


async def slugs(
    db: Database, *, order: str, limit: int, offset: int, filters: Mapping[str, str]
) -> list[str]:
    """The names of the commitments of a page of a list."""
    wanted = {name: value for name, value in filters.items() if value}
    statement = lists.slugs(wanted, order)
    return [row["slug"] for row in await query(db, statement, **wanted, limit=limit, offset=offset)]


async def told_of(db: Database, names: Sequence[str]) -> list[Told]:
    """The commitments of these slugs, in this order; there are a page of them, not thousands."""
    found = await query(db, sql.STORIES, slugs=json.dumps(list(names)))
    rows = {row["slug"]: row for row in found}
    return await told(db, [rows[name] for name in names if name in rows])


async def told(db: Database, rows: Sequence[Row]) -> list[Told]:
    """What the rows are about, with their dues and outcomes, in the order of the rows."""
    names = json.dumps([row["slug"] for row in rows])
    dues = _by_commitment(await query(db, sql.DUES, slugs=names))
    outcomes = _by_commitment(await query(db, sql.OUTCOMES, slugs=names))
    return [_told(row, dues[row["slug"]], outcomes[row["slug"]]) for row in rows]


def _by_commitment(rows: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    grouped: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        grouped[row["commitment"]].append(row)
    return grouped


def _told(row: Row, dues: list[dict[str, Any]], outcomes: list[dict[str, Any]]) -> Told:
    row = {**row, "start_soft": start_soft(dues)}
    return Told(row, dues, deciding(row, outcomes))
