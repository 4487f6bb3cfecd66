"""What the editor's desk reads of replies, objections, looks and claims: every list has a limit."""

import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from db.claims import CLAIM

Row = dict[str, Any]


def open_objections(db: Database, limit: int, offset: int = 0) -> list[Row]:
    """Objections that are not closed, the oldest first, each with the title of its commitment.

    Columns of the view ``objection_states``; ``number`` is its place among those of its commitment.
    """
    return list(
        db.query(
            """select o.*, c.title, (
                 select count(*) from objections x
                 where x.commitment = o.commitment and x.id <= o.id) as number
               from objection_states o join commitments c on c.slug = o.commitment
               where not o.closed order by o.received_on, o.id limit ? offset ?""",
            [limit, offset],
        )
    )


def open_objections_count(db: Database) -> tuple[int, str | None]:
    """How many are open, and since when the oldest is."""
    row = db.execute(
        "select count(*), min(received_on) from objection_states where not closed"
    ).fetchone()
    return int(row[0]), row[1]


def answers_told(db: Database, limit: int, offset: int = 0) -> list[Row]:
    """Where each commitment stands that a body was asked about, or spoke of; the newest first."""
    return list(
        db.query(
            """select r.*, c.title from response_states r
               join commitments c on c.slug = r.commitment
               order by max(coalesce(asked_on, ''), coalesce(answered_on, ''),
                 coalesce(no_reply_by, '')) desc, r.commitment limit ? offset ?""",
            [limit, offset],
        )
    )


def answers_count(db: Database) -> int:
    """How many commitments there are in ``answers_told``."""
    return int(db.execute("select count(*) from response_states").fetchone()[0])


def events_told(db: Database, slug: str, limit: int) -> list[Row]:
    """The events of a commitment that stand, by their position on its page."""
    return list(
        db.query(
            """select position, event, made_on, made_on_precision, made_on_earliest,
                 made_on_basis, who, due_phrase
               from ordered_events where commitment = ? order by position limit ?""",
            [slug, limit],
        )
    )


def newest_look_by(db: Database, name: str, day: str) -> Row | None:
    """The last look that somebody recorded as of a day and that stands: id, commitment, result."""
    found = db.query(
        """select id, commitment, result from looks
           where looked_by = ? and looked_on = ? and retracted_on is null
           order by id desc limit 1""",
        [name, day],
    )
    return next(iter(found), None)


def standing_holds(db: Database, limit: int) -> list[Row]:
    """What is held, the oldest first: commitment, title, held_at, held_by, reason."""
    return list(
        db.query(
            """select h.commitment, c.title, h.held_at, h.held_by, h.reason
               from holds h join commitments c on c.slug = h.commitment
               where h.lifted_at is null order by h.held_at, h.id limit ?""",
            [limit],
        )
    )


def lay_claims(db: Database, target: Path, told: dict[str, Row]) -> list[str]:
    """Write what the working database claims, and what that rests on, into a small file.

    ``told`` are the claims on record by slug. The file has what ``db.claims`` reads of one that is
    to be published: timeline, and the events and looks of those that are claimed otherwise, whose
    slugs are returned. It is counted for the day that stands in the database.
    """
    columns = ", ".join(("slug", *CLAIM))
    claims = db.execute(f"select {columns} from timeline").fetchall()
    other = [
        row[0] for row in claims
        if any(value != told.get(row[0], {}).get(name)
               for name, value in zip(CLAIM, row[1:], strict=True))
    ]  # fmt: skip
    there = {row[0] for row in claims}
    other += [slug for slug in told if slug not in there]
    with closing(sqlite3.connect(target)) as file, file:
        file.execute(f"create table timeline ({columns})")
        file.executemany(
            f"insert into timeline values ({', '.join('?' for _ in range(len(CLAIM) + 1))})", claims
        )
        _lay(db, file, "events", _EVENTS, other)
        _lay(db, file, "looks", _LOOKS, other)
    return other


_OF = "commitment in (select value from json_each(?))"
_EVENTS = f"""select commitment, event, made_on, made_on_precision, made_on_earliest, made_on_basis,
  who, voice, promised_by, merged_into, due_phrase, due_kind, due_earliest, due_latest, start_by,
  soft, provisional, evidence, checked_words as checked, checked_on, origin, milestone
  from ordered_events where {_OF}"""
_LOOKS = f"""select commitment, looked_on, place, words, result from looks
  where retracted_on is null and {_OF}"""


def _lay(
    db: Database, file: sqlite3.Connection, table: str, select: str, slugs: Iterable[str]
) -> None:
    cursor = db.execute(select, [json.dumps(list(slugs))])
    columns = [column[0] for column in cursor.description]
    file.execute(f"create table {table} ({', '.join(columns)})")
    file.executemany(f"insert into {table} values ({', '.join('?' for _ in columns)})", cursor)
