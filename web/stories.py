"""Read commitments from the published file, with what their pages and charts need."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from datasette.database import Database

from db.pages import stories as sql
from tracker import wording
from web.charts.timeline_chart import OUTCOME_SHAPES, Story
from web.site import plain

Row = Mapping[str, Any]
EVERYTHING = {"kind": "", "status": "", "topic": "", "body": "", "like": "", "slug": ""}
# Which event decides a status, where the row does not name it.
DECIDING = {"paused": "paused", "partially_delivered": "partially_delivered"}


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
    """All rows of a statement of db/pages.py as dictionaries."""
    return plain((await db.execute(statement, values)).rows)


async def stories(db: Database, **filters: str) -> list[Told]:
    """The commitments that the filters leave, by title."""
    return await told(db, await found(db, **filters))


async def found(db: Database, **filters: str) -> list[dict[str, Any]]:
    """The rows of the commitments that the filters leave, by title; there may be thousands."""
    return await query(db, sql.TIMELINE, **{**EVERYTHING, **filters})


async def told(db: Database, rows: Sequence[Row]) -> list[Told]:
    """What the rows are about, with their dues and outcomes, in the order of the rows."""
    slugs = json.dumps([row["slug"] for row in rows])
    dues = _by_commitment(await query(db, sql.DUES, slugs=slugs))
    outcomes = _by_commitment(await query(db, sql.OUTCOMES, slugs=slugs))
    return [_told(row, dues[row["slug"]], outcomes[row["slug"]]) for row in rows]


def _by_commitment(rows: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    grouped: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        grouped[row["commitment"]].append(row)
    return grouped


def _told(row: Row, dues: list[dict[str, Any]], outcomes: list[dict[str, Any]]) -> Told:
    start = next((due for due in dues if due["counts"] and due["start_by"]), None)
    row = {**row, "start_soft": start["soft"] if start else 0}
    return Told(row, dues, _deciding(row, outcomes))


def _deciding(row: Row, outcomes: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The last event of the kind that gave the row its status."""
    if row["status"] not in OUTCOME_SHAPES:
        return None
    wanted = DECIDING.get(row["status"], row["outcome_event"])
    return next((event for event in reversed(outcomes) if event["event"] == wanted), None)


def like(words: str) -> str:
    """Words to look for, as a LIKE pattern; their own wildcards are plain letters."""
    wanted = words.strip()
    for special in ("!", "%", "_"):
        wanted = wanted.replace(special, f"!{special}")
    return f"%{wanted}%" if wanted else ""
