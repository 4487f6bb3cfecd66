"""Cases and their events: what was recorded, kept row by row.

A case is three things: the row of ``foi_requests``, its commitments as (slug, role) in order, and
its events in order, each a row of ``foi_events`` with a list ``grounds`` of rows of
``foi_grounds``. Saving a case compares it with what stands: an event that is no longer there is
retracted and kept, a new one is added, all others are left alone. How often a case was changed, and
when last, is counted here and is no part of it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from sqlite_utils import Database

Row = dict[str, Any]

CASE_COLUMNS = (
    "id", "origin", "requester", "requester_kind", "body", "authority", "regime", "school",
    "school_closed", "subject", "reference", "url", "parent", "followed", "visibility",
    "public_from", "private_note", "requested_on", "requested_on_precision", "responded_on",
    "responded_on_precision", "outcome", "exemption", "detail", "source_url", "source_title",
    "source_publisher", "confidence", "promise_due_phrase", "promise_due_earliest",
    "promise_due_latest", "unverified",
)  # fmt: skip
EVENT_COLUMNS = (
    "type", "occurred_on", "occurred_on_precision", "actor", "known", "channel", "outcome",
    "until", "resets", "reference", "url", "sha256", "note", "promise_due_phrase",
    "promise_due_kind", "promise_due_earliest", "promise_due_latest", "promise_start_by",
    "promise_soft", "promise_about",
)  # fmt: skip
GROUND_COLUMNS = (
    "provision", "scope", "public_interest_test", "neither_confirm_nor_deny", "properly_invoked",
    "anticipated_publication",
)  # fmt: skip
NO_LONGER = "no longer in the case as it was saved last"


def save_case(
    db: Database, case: Row, links: list[tuple[str, str]], events: list[Row], at: str
) -> str:
    """Insert or update a case; returns inserted, updated or unchanged.

    ``case`` has CASE_COLUMNS, ``links`` are (commitment, role) in order, each of ``events`` has
    EVENT_COLUMNS and ``grounds``; ``at`` is the instant (UTC). Inside the caller's transaction.
    """
    before = read_case(db, case["id"])
    if before == (case, links, events):
        return "unchanged"
    revision = _next_revision(db, case["id"])
    row = {**case, "retracted_on": None, "retracted_why": None}
    row |= {"revision": revision, "changed_on": at[:10]}
    if revision > 1:
        sets = ", ".join(f"{name} = ?" for name in row)
        db.execute(f"update foi_requests set {sets} where id = ?", [*row.values(), case["id"]])
    else:
        _insert(db, "foi_requests", [row])
    _save_links(db, case["id"], links)
    _save_events(db, case["id"], events, at)
    return "inserted" if before is None else "updated"


def _next_revision(db: Database, case_id: str) -> int:
    """1 for a case that never was; one that was retracted goes on where it stood."""
    found = db.execute("select revision + 1 from foi_requests where id = ?", [case_id]).fetchone()
    return found[0] if found else 1


def read_case(db: Database, case_id: str) -> tuple[Row, list[tuple[str, str]], list[Row]] | None:
    """A case as stored, its commitments with their roles and its events; None if there is none."""
    found = _rows(db, "foi_requests", CASE_COLUMNS, "id = ? and retracted_on is null", case_id)
    if not found:
        return None
    events = [event for _, event in numbered_events(db, case_id)]
    return found[0], links_of(db, case_id), events


def links_of(db: Database, case_id: str) -> list[tuple[str, str]]:
    """The commitments that a case bears on, each with its role, in order."""
    rows = db.execute(
        "select commitment, role from foi_commitments where foi_request = ? order by position",
        [case_id],
    ).fetchall()
    return [(slug, role) for slug, role in rows]


def numbered_events(db: Database, case_id: str) -> list[tuple[int, Row]]:
    """The events of a case that stand, in order, each with its number in ``foi_events``."""
    grounds = defaultdict(list)
    for row in db.query(
        f"""select foi_event, {", ".join(GROUND_COLUMNS)} from foi_grounds
            where foi_event in (select id from foi_events where foi_request = ?)
            order by foi_event, position""",
        [case_id],
    ):
        grounds[row.pop("foi_event")].append(row)
    rows = db.query(
        f"""select id, {", ".join(EVENT_COLUMNS)} from foi_events
            where foi_request = ? and retracted_on is null order by position""",
        [case_id],
    )
    return [(number, {**row, "grounds": grounds[number]}) for number, row in _by_number(rows)]


def case_ids(db: Database, *, origin: str | None = None, followed: bool | None = None) -> list[str]:
    """Ids of the cases that stand, in the order in which they came; of an origin, or followed."""
    rows = db.execute(
        """select id from foi_requests where retracted_on is null
             and (:origin is null or origin = :origin)
             and (:followed is null or followed = :followed) order by rowid""",
        {"origin": origin, "followed": followed},
    ).fetchall()
    return [row[0] for row in rows]


def embargoed_until(db: Database, after: str, until: str) -> list[tuple[str, str]]:
    """Cases whose embargo ends after one day and by another, with the day it ends."""
    return list(
        db.execute(
            """select id, public_from from foi_requests
               where retracted_on is null and visibility = 'embargoed'
                 and public_from > ? and public_from <= ? order by public_from, id""",
            [after, until],
        ).fetchall()
    )


def cases_of(db: Database, slug: str) -> list[str]:
    """Ids of the cases that bear on a commitment, in alphabetical order."""
    rows = db.execute(
        """select l.foi_request from foi_commitments l
           join foi_requests r on r.id = l.foi_request and r.retracted_on is null
           where l.commitment = ? order by 1""",
        [slug],
    ).fetchall()
    return [row[0] for row in rows]


def register_cases_of(db: Database, slug: str) -> list[str]:
    """Ids of the register's cases that bear on a commitment, in alphabetical order."""
    rows = db.execute(
        """select distinct l.foi_request from foi_commitments l
           join foi_requests r on r.id = l.foi_request
             and r.retracted_on is null and r.origin = 'register'
           where l.commitment = ? order by 1""",
        [slug],
    ).fetchall()
    return [row[0] for row in rows]


def retract_case(db: Database, case_id: str, today: str, why: str) -> None:
    """Take a case out, keeping its rows."""
    db.execute(
        "update foi_requests set retracted_on = ?, retracted_why = ? where id = ?",
        [today, why, case_id],
    )


def origin_of(db: Database, case_id: str) -> str | None:
    """Where a case that stands came from; None where there is none of this id."""
    row = db.execute(
        "select origin from foi_requests where id = ? and retracted_on is null", [case_id]
    ).fetchone()
    return str(row[0]) if row else None


def is_case(db: Database, case_id: str) -> bool:
    """Whether a case of this id stands."""
    return bool(
        db.execute(
            "select 1 from foi_requests where id = ? and retracted_on is null", [case_id]
        ).fetchone()
    )


def _save_links(db: Database, case_id: str, links: list[tuple[str, str]]) -> None:
    db.execute("delete from foi_commitments where foi_request = ?", [case_id])
    _insert(
        db,
        "foi_commitments",
        [
            {"foi_request": case_id, "position": position, "commitment": slug, "role": role}
            for position, (slug, role) in enumerate(links, start=1)
        ],
    )


def _save_events(db: Database, case_id: str, events: list[Row], at: str) -> None:
    """Keep each event that stands already, add the new ones, retract what is gone."""
    standing = numbered_events(db, case_id)
    for position, event in enumerate(events, start=1):
        number = _taken_from(standing, event)
        if number is None:
            _insert_event(db, case_id, position, event, at)
        else:
            db.execute("update foi_events set position = ? where id = ?", [position, number])
    for number, _ in standing:
        db.execute(
            "update foi_events set retracted_on = ?, retracted_why = ? where id = ?",
            [at[:10], NO_LONGER, number],
        )


def _taken_from(standing: list[tuple[int, Row]], event: Row) -> int | None:
    """The number of the first of the ``standing`` events that is this one, taken from the list."""
    for place, (number, one) in enumerate(standing):
        if one == event:
            del standing[place]
            return number
    return None


def _insert_event(db: Database, case_id: str, position: int, event: Row, at: str) -> None:
    row = {name: event[name] for name in EVENT_COLUMNS}
    row |= {"foi_request": case_id, "position": position, "recorded_at": at}
    number = _insert(db, "foi_events", [row])
    _insert(
        db,
        "foi_grounds",
        [
            {"foi_event": number, "position": place, **ground}
            for place, ground in enumerate(event["grounds"], start=1)
        ],
    )


def _insert(db: Database, table: str, rows: list[Row]) -> int | None:
    """Insert rows that have the same columns; returns the number of the last."""
    number = None
    for row in rows:
        number = db.execute(
            f"insert into {table} ({', '.join(row)}) values ({', '.join('?' for _ in row)})",
            list(row.values()),
        ).lastrowid
    return number


def _by_number(rows: Iterable[Row]) -> Iterator[tuple[int, Row]]:
    for row in rows:
        yield row.pop("id"), row


def _rows(
    db: Database, table: str, columns: tuple[str, ...], where: str, *values: Any
) -> list[Row]:
    found = db.execute(f"select {', '.join(columns)} from {table} where {where}", list(values))
    return [dict(zip(columns, row, strict=True)) for row in found.fetchall()]
