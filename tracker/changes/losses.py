"""Promises that are no longer where they stood: what a reviewer should see first."""

import json
from typing import Any

from sqlite_utils import Database

import db.changes as store
from tracker.changes.pieces import folded

Row = dict[str, Any]


def lost_statements(db: Database, state: str, change_id: int | None = None) -> dict[int, list[Row]]:
    """Number of a change to the statements that it took away, of all changes in a state.

    A statement whose sentence is only spelt otherwise, or is read otherwise by better rules, was
    not taken away: it counts if its sentence is among what went, or if the whole document did.
    """
    lost: dict[int, list[Row]] = {}
    for row in store.lost_statements(db, state, change_id):
        if row["kind"] == "vanished" or _went(row):
            lost.setdefault(row["change_id"], []).append(row)
    return lost


def _went(row: Row) -> bool:
    """Whether a statement's sentence is one of those that went, or a part of one."""
    quote = folded(row["quote"])
    return any(quote in folded(piece["text"]) for piece in json.loads(row["removed"]))
