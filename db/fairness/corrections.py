"""Wordings that were corrected, and events that were taken back for a cause."""

from typing import Any, Final

from sqlite_utils import Database

Row = dict[str, Any]
_MOST: Final = 1_000  # of one commitment


def add(db: Database, row: Row) -> bool:
    """Add a corrected wording; False where the same one is on record.

    commitment (None: of a page about many), corrected_on, was, became, cause, reason, recorded_at,
    recorded_by.
    """
    known = db.execute(
        """select 1 from corrections where commitment is :commitment
             and corrected_on = :corrected_on and was = :was and became = :became
             and cause = :cause and reason = :reason""",
        row,
    ).fetchone()
    if known is None:
        db.table("corrections").insert(row)
    return known is None


def corrections(db: Database, slug: str | None) -> list[Row]:
    """Corrected wordings of a commitment (None: of pages about many), the newest last."""
    return list(
        db.query(
            """select corrected_on, was, became, cause, reason from corrections
               where commitment is ? order by corrected_on, id limit ?""",
            [slug, _MOST],
        )
    )


def taken_back(db: Database, slug: str) -> list[Row]:
    """Events of a commitment that were taken back for a cause, the newest last."""
    return list(
        db.query(
            """select event, who, made_on, made_on_precision, due_phrase, retracted_on,
                 retracted_why, retracted_cause
               from events where commitment = ? and retracted_cause is not null
               order by retracted_on, id limit ?""",
            [slug, _MOST],
        )
    )


def told_events(db: Database, slug: str) -> list[Row]:
    """The events that stand on the page of a commitment, in order: with position, origin, seq."""
    return list(
        db.query(
            """select id, position, origin, seq, event, who, made_on, made_on_precision, due_phrase
               from ordered_events where commitment = ? order by position limit ?""",
            [slug, _MOST],
        )
    )


def standing_decision(db: Database, event_id: int) -> Row | None:
    """The decision of a reviewer that made an event and was not taken back, or None."""
    return next(
        iter(
            db.query(
                """select r.* from reviews r
                   where r.event_id = ? and r.decision <> 'same' and r.decision <> 'undo'
                     and not exists (select 1 from reviews u where u.undoes = r.id)
                   order by r.id desc limit 1""",
                [event_id],
            )
        ),
        None,
    )
