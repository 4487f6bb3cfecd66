"""The one true sentence about each commitment, from a published file."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from db.pages import stories as sql
from db.published import reading
from tracker import wording

Row = dict[str, Any]

_AT_ONCE: Final = 500  # commitments that are read together
# Which event decides a status, where the row does not name it.
_DECIDING: Final = {"paused": "paused", "partially_delivered": "partially_delivered"}


def sentences(published: Path, slugs: Sequence[str]) -> dict[str, str]:
    """Slug to sentence, as the page of the commitment says it."""
    with reading(published) as file:
        file.row_factory = sqlite3.Row
        return {
            slug: sentence
            for start in range(0, len(slugs), _AT_ONCE)
            for slug, sentence in _some(file, slugs[start : start + _AT_ONCE])
        }


def deciding(row: Mapping[str, Any], outcomes: Sequence[Row]) -> Row | None:
    """The event that gave a row of ``timeline`` its status; an end is that of the day that counts.

    ``outcomes`` are its events that ended, paused or partly fulfilled it, in order.
    """
    wanted = row["outcome_event"] or _DECIDING.get(row["status"])
    if wanted is None:
        return None
    found = [event for event in reversed(outcomes) if event["event"] == wanted]
    if row["outcome_event"]:
        found = [event for event in found if event["made_on"] == row["outcome_on"]]
    return found[0] if found else None


def start_soft(dues: Sequence[Row]) -> int:
    """Whether the start that a commitment was given before any date to finish by is our reading."""
    start = next((due for due in dues if due["counts"] and due["start_by"]), None)
    return start["soft"] if start else 0


def _some(file: sqlite3.Connection, slugs: Sequence[str]) -> Iterator[tuple[str, str]]:
    names = {"slugs": json.dumps(list(slugs))}
    dues, outcomes = (_grouped(file, query, names) for query in (sql.DUES, sql.OUTCOMES))
    for found in file.execute(sql.STORIES, names):
        row = dict(found)
        slug = row["slug"]
        row["start_soft"] = start_soft(dues[slug])
        outcome = deciding(row, outcomes[slug])
        yield slug, wording.sentence(row, target=row["target"], outcome=outcome)


def _grouped(
    file: sqlite3.Connection, query: str, names: Mapping[str, str]
) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in file.execute(query, names):
        grouped[row["commitment"]].append(dict(row))
    return grouped
