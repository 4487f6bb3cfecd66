"""What importing and recording ask the database for: who is who, and what was taken back."""

from sqlite_utils import Database

from db.foi.cases import EVENT_COLUMNS, GROUND_COLUMNS, NO_LONGER, Row


def bodies_on_whatdotheyknow(db: Database) -> dict[str, str]:
    """The slug of each body by its name in the addresses of WhatDoTheyKnow, where that is known."""
    return dict(
        db.execute(
            "select whatdotheyknow, body from body_foi where whatdotheyknow is not null"
        ).fetchall()
    )


def cases_at(db: Database, url: str) -> list[tuple[str, str]]:
    """The cases that can be read at the address of a request: id and origin (editor or register).

    The address of one of its messages or attachments begins with it, and will do.
    """
    rows = db.execute(
        """select id, origin from foi_requests
           where retracted_on is null
             and (url = :url or substr(url, 1, length(:url) + 1) in (:url || '/', :url || '#'))
           order by rowid""",
        {"url": url},
    ).fetchall()
    return [(case_id, origin) for case_id, origin in rows]


def taken_back(db: Database, case_id: str) -> list[Row]:
    """The events of a case that a person took back (EVENT_COLUMNS and ``grounds``).

    Not those that only made room for a fuller version of themselves.
    """
    rows = db.query(
        f"""select id, {", ".join(EVENT_COLUMNS)} from foi_events
            where foi_request = ? and retracted_on is not null and retracted_why <> ?
            order by id""",
        [case_id, NO_LONGER],
    )
    return [{**row, "grounds": _grounds(db, row.pop("id"))} for row in list(rows)]


def say_why(db: Database, event_id: int, why: str) -> None:
    """Keep why an event was taken back; inside the caller's transaction."""
    db.execute(
        "update foi_events set retracted_why = ? where id = ? and retracted_on is not null",
        [why, event_id],
    )


def _grounds(db: Database, event_id: int) -> list[Row]:
    return list(
        db.query(
            f"""select {", ".join(GROUND_COLUMNS)} from foi_grounds
                where foi_event = ? order by position""",
            [event_id],
        )
    )
