"""Statements that fit no commitment, joined among themselves: each group may be a new one."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from sqlite_utils import Database

import db.suggestions as store
from tracker.resolve import cluster
from tracker.resolve.names import name_of
from tracker.suggest.links import who

Row = dict[str, Any]
# A group becomes a proposal if it holds one of these: what came out was not promised by that.
_PROMISES: Final = frozenset({"promised", "slipped", "paused", "merged"})


def groups(rows: list[Row]) -> Iterator[tuple[int, list[Row]]]:
    """The number of the first statement of each group, which names it, and all of the group."""
    named = [row for row in rows if any(map(str.isalpha, row["deliverable"] or ""))]
    labels = cluster(
        [
            {
                "sentence": row["quote"],
                "deliverable": row["deliverable"],
                "actor": who(row),
                "said_on": date.fromisoformat(row["said_on"]) if row["said_on"] else None,
            }
            for row in named
        ]
    )
    joined: dict[tuple[int, bool, int | None], list[Row]] = defaultdict(list)
    for label, row in zip(labels, named, strict=True):
        # "The strategy" of another page is another strategy.
        page = row["document_id"] if name_of(row["deliverable"]).bare else None
        joined[label, row["origin"] == "sample", page].append(row)
    for members in joined.values():
        if any(row["event"] in _PROMISES for row in members):
            yield min(row["id"] for row in members), members


def regroup(db: Database, slug: str, maker: Row) -> None:
    """Offer what was linked to a commitment that was taken back as something new again.

    ``maker`` is the key of the statement that had made the commitment.
    """
    members = store.to_regroup(db, slug, maker)
    waiting = [one["id"] for one in members if one["waits"]]
    for row in members:
        told = [one for one in members if one["waits"] or one is row]
        new = proposed_with(row, min(waiting or [row["id"]]), told)
        store.save_suggestions(db, row["id"], "regrouped", [new])


def proposed_with(row: Row, proposal: int, members: list[Row]) -> Row:
    """The suggestion that a statement belongs to a new commitment, with the rest of its group."""
    others = len(members) - 1
    why = "no commitment has this name"
    if others:
        why += f"; {others} other statement{'s speak' if others > 1 else ' speaks'} of the same"
    return {"kind": "new", "proposal": proposal, "score": row["confidence"], "why": why}
