"""Objections and what became of them: rows that are only ever added."""

from typing import Any, Final

from sqlite_utils import Database

Row = dict[str, Any]
_MOST: Final = 1_000  # of one commitment


def objections(db: Database, slug: str) -> list[Row]:
    """Those to what is said of a commitment, in the order in which they were recorded.

    Columns of the view ``objection_states``, and ``number``: the place in that order, which never
    changes.
    """
    return list(
        db.query(
            """select row_number() over (order by id) as number, * from objection_states
               where commitment = ? order by id limit ?""",
            [slug, _MOST],
        )
    )


def add(db: Database, row: Row) -> bool:
    """Add an objection; False where the same one is open already.

    commitment, event_id, received_on, by_role, what, url, recorded_at, recorded_by.
    """
    known = db.execute(
        """select 1 from objection_states where not closed and commitment = :commitment
             and event_id is :event_id and received_on = :received_on and by_role = :by_role
             and what = :what and url is :url""",
        row,
    ).fetchone()
    if known is None:
        db.table("objections").insert(row)
    return known is None


def add_step(db: Database, row: Row) -> None:
    """Add a step: objection_id, step, by_name, at, and outcome, reason, alone where it has them."""
    db.table("objection_steps").insert(row)


def event_at(db: Database, slug: str, position: int) -> int | None:
    """The event of a commitment at a position of its page, on the day that stands; or None."""
    row = db.execute(
        "select id from ordered_events where commitment = ? and position = ?", [slug, position]
    ).fetchone()
    return int(row[0]) if row else None


def positions(db: Database, slug: str) -> dict[int, int]:
    """Event to its position on the page of a commitment, of those that stand."""
    rows = db.execute("select id, position from ordered_events where commitment = ?", [slug])
    return dict(rows.fetchall())
