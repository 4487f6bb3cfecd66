"""What the events of cases come to, the calendar that counts it, and what the calendar moved."""

from typing import Any

from sqlite_utils import Database

Row = dict[str, Any]

STANDING_COLUMNS = (
    "status", "since", "received_on", "checked_on", "whatdotheyknow", "next_action", "calendar",
)  # fmt: skip
DEADLINE_COLUMNS = (
    "kind", "party", "counted_from", "due", "alternative", "late_after", "met_on", "basis",
    "citation", "confirmed", "explanation", "action_before", "action_after", "status_after",
    "escalates",
)  # fmt: skip


def save_standing(db: Database, case_id: str, standing: Row, deadlines: list[Row]) -> None:
    """Put what the events of a case come to in the place of what they came to before."""
    if standing_of(db, case_id) == standing and deadlines_of(db, case_id) == deadlines:
        return
    db.execute("delete from foi_deadlines where foi_request = ?", [case_id])
    db.execute(
        f"""insert or replace into foi_standings (foi_request, {", ".join(STANDING_COLUMNS)})
            values (?, {", ".join("?" for _ in STANDING_COLUMNS)})""",
        [case_id, *(standing[name] for name in STANDING_COLUMNS)],
    )
    db.conn.executemany(
        f"""insert into foi_deadlines (foi_request, position, {", ".join(DEADLINE_COLUMNS)})
            values (?, ?, {", ".join("?" for _ in DEADLINE_COLUMNS)})""",
        [
            (case_id, position, *(row[name] for name in DEADLINE_COLUMNS))
            for position, row in enumerate(deadlines, start=1)
        ],
    )


def deadlines_of(db: Database, case_id: str) -> list[Row]:
    """The deadlines of a case as they were counted last (DEADLINE_COLUMNS)."""
    return list(
        db.query(
            f"""select {", ".join(DEADLINE_COLUMNS)} from foi_deadlines
                where foi_request = ? order by position""",
            [case_id],
        )
    )


def standing_of(db: Database, case_id: str) -> Row | None:
    """What a case comes to, as counted last (STANDING_COLUMNS)."""
    found = db.query(
        f"select {', '.join(STANDING_COLUMNS)} from foi_standings where foi_request = ?", [case_id]
    )
    return next(iter(found), None)


def clock_of(db: Database, case_id: str | None = None) -> list[Row]:
    """The rows of the view ``foi_clock``, the next day first; of one case, if one is named."""
    return list(
        db.query(
            """select * from foi_clock where :case is null or foi_request = :case
               order by late_after nulls last, foi_request, position""",
            {"case": case_id},
        )
    )


def is_counted_by(db: Database, calendar: str) -> bool:
    """Whether every case was counted last by the calendar of this version."""
    return not db.execute(
        """select 1 from foi_standings s join foi_requests r on r.id = s.foi_request
           where r.retracted_on is null and s.calendar <> ? limit 1""",
        [calendar],
    ).fetchone()


def log_move(db: Database, case_id: str, before: Row, after: Row, why: str, today: str) -> None:
    """Record that a day moved because the calendar did."""
    db.table("foi_moves").insert(
        {
            "foi_request": case_id,
            "kind": after["kind"],
            "counted_from": after["counted_from"],
            "due_before": before["due"],
            "due_after": after["due"],
            "why": why,
            "moved_on": today,
        }
    )


def moves_of(db: Database, case_id: str) -> list[Row]:
    """The days of a case that moved because the calendar did, oldest first."""
    return list(db.query("select * from foi_moves where foi_request = ? order by id", [case_id]))


def stored_calendar(db: Database) -> tuple[Row, list[Row]] | None:
    """The calendar that was taken over (version, covers_from, covers_until, source) and its days.

    Days have division, day, title and notes. None where the packaged calendar is in use.
    """
    about = next(
        iter(
            db.query("select version, covers_from, covers_until, source from bank_holiday_tables")
        ),
        None,
    )
    if about is None:
        return None
    days = db.query("select division, day, title, notes from bank_holidays order by division, day")
    return about, list(days)


def save_calendar(db: Database, about: Row, days: list[Row]) -> None:
    """Put a calendar in the place of the one in use; inside the caller's transaction."""
    db.execute("delete from bank_holidays")
    db.table("bank_holiday_tables").upsert({"id": 1, **about}, pk="id")
    db.table("bank_holidays").insert_all(days)
