"""Commitments, their events and all that describes them: reading and writing.

A *record* is one commitment as plain rows, the shape in which the register is
written and read back::

    {"commitment": row, "bodies": [row], "aliases": [row], "unverified": [row],
     "related": [row], "context": [row + "sources"], "outcome_sources": [row],
     "events": [row + "sources"], "responses": [row]}

Rows of lists stand in their order; ``position`` is added on the way in. ``responses`` (columns:
db.fairness.responses) may be missing: there are none.
"""

from dataclasses import dataclass, field
from typing import Any

from sqlite_utils import Database

from db.fairness import responses

Row = dict[str, Any]
Record = dict[str, Any]

COMMITMENT_COLUMNS = (
    "slug", "title", "owner", "topic", "kind", "selection", "summary", "outcome_status",
    "outcome_date", "outcome_date_precision", "outcome_made_on_earliest", "outcome_note",
)  # fmt: skip
EVENT_COLUMNS = (
    "seq", "event", "made_on", "made_on_precision", "made_on_earliest", "made_on_basis", "who",
    "voice", "promised_by", "merged_into", "due_phrase", "due_kind", "due_earliest", "due_latest",
    "start_by", "soft", "confidence", "checked", "checked_by", "checked_on", "milestone",
    "reason", "note",
)  # fmt: skip
# What a step says of the world; the rest tells how well that is known, and where it stands.
SAYS = (
    "event", "made_on", "made_on_precision", "made_on_earliest", "made_on_basis", "who", "voice",
    "promised_by", "merged_into", "due_phrase", "due_kind", "due_earliest", "due_latest",
    "start_by", "soft", "milestone",
)  # fmt: skip
# Why a row of the register no longer stands.
LEFT = "no longer in the register"
REPLACED = "replaced by a corrected row of the register"
SOURCE_COLUMNS = ("url", "title", "title_basis", "publisher", "published", "kind")
EVENT_SOURCE_COLUMNS = (*SOURCE_COLUMNS, "page", "archive_url")
LISTS = {
    "bodies": ("commitment_bodies", ("body", "role")),
    "aliases": ("aliases", ("alias",)),
    "unverified": ("unverified", ("text",)),
    "related": ("related", ("related",)),
    "outcome_sources": ("outcome_sources", SOURCE_COLUMNS),
}


@dataclass(frozen=True)
class Cause:
    """Why a file says otherwise than before: our_error, evidence, objection or rule, and in words.

    It is kept with the steps that said something which no step of the file says any more.
    """

    cause: str
    reason: str


@dataclass
class Changes:
    """How many rows a load inserted, updated, left and retracted."""

    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    retracted: int = 0
    details: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.inserted} inserted, {self.updated} updated, "
            f"{self.unchanged} unchanged, {self.retracted} retracted"
        )


def save_bodies(db: Database, bodies: list[Row]) -> None:
    """Insert or update the public bodies; successors may name each other in any order."""
    for body in bodies:
        db.table("bodies").upsert({**body, "successor": None}, pk="slug")
    for body in bodies:
        db.execute(
            "update bodies set successor = ? where slug = ?", [body.get("successor"), body["slug"]]
        )


def body_slugs(db: Database) -> list[str]:
    """Slugs of the public bodies that are known, in alphabetical order."""
    return [row[0] for row in db.execute("select slug from bodies order by 1").fetchall()]


def live_slugs(db: Database) -> list[str]:
    """Slugs of the commitments that stand, in the order in which they came."""
    rows = db.execute(
        "select slug from commitments where retracted_on is null order by rowid"
    ).fetchall()
    return [row[0] for row in rows]


def register_slugs(db: Database) -> list[str]:
    """Slugs of the commitments of the register that stand, in the order in which they came."""
    rows = db.execute(
        """select slug from commitments where retracted_on is null and origin = 'register'
           order by rowid"""
    ).fetchall()
    return [row[0] for row in rows]


def read_record(db: Database, slug: str) -> Record | None:
    """The record of ``slug`` as stored (register events only), or None."""
    found = _rows(db, "commitments", COMMITMENT_COLUMNS, "slug = ? and retracted_on is null", slug)
    if not found:
        return None
    record: Record = {"commitment": found[0]}
    for name, (table, columns) in LISTS.items():
        record[name] = _rows(db, table, columns, "commitment = ? order by position", slug)
    record["context"] = [
        {**row, "sources": _context_sources(db, slug, position)}
        for position, row in enumerate(
            _rows(
                db,
                "context",
                ("date", "date_precision", "text"),
                "commitment = ? order by position",
                slug,
            ),
            start=1,
        )
    ]
    record["events"] = [row for _, row in _stored_events(db, slug)]
    record["responses"] = responses.of_register(db, slug)
    return record


def save_record(
    db: Database, record: Record, today: str, *, at: str | None = None, cause: Cause | None = None
) -> tuple[str, Changes]:
    """Make the stored commitment that of ``record``; ``today`` dates retractions.

    ``at`` is the instant (UTC; the beginning of today if it is not given), ``cause`` why what was
    said is said no more, where a person gave one.

    Returns inserted, updated or unchanged for the commitment, and the changes
    of its steps. A changed step is retracted and written anew, so that what
    was once shown can still be read; events from elsewhere are not touched.
    """
    record = {"responses": [], **record}
    slug = record["commitment"]["slug"]
    before = read_record(db, slug)
    if before == record:
        return "unchanged", Changes(unchanged=len(record["events"]))
    _save_commitment(db, record, known=_is_known(db, slug))
    steps = _save_events(db, slug, record["events"], today, cause)
    responses.save_register(
        db, slug, record["responses"], today=today, at=at or f"{today}T00:00:00Z", left=LEFT
    )
    return ("inserted" if before is None else "updated"), steps


def retract_commitment(db: Database, slug: str, today: str, cause: Cause | None = None) -> Changes:
    """Take a commitment out of the register, keeping its rows; returns its steps' changes.

    One that has events from elsewhere stays, with those events.
    """
    steps = _save_events(db, slug, [], today, cause)
    responses.save_register(db, slug, [], today=today, at=f"{today}T00:00:00Z", left=LEFT)
    db.execute(
        """update commitments set retracted_on = ?, retracted_why = ?
           where slug = ? and not exists (
             select 1 from events where commitment = slug and retracted_on is null)""",
        [today, LEFT, slug],
    )
    return steps


def save_look(db: Database, look: Row) -> bool:
    """Record that a person looked for an outcome; False where that is recorded already."""
    look = {"place": None, "words": None, **look}
    known = db.execute(
        """select 1 from looks where retracted_on is null and commitment = :commitment
             and looked_on = :looked_on and place is :place and words is :words
             and result = :result and note = :note""",
        look,
    ).fetchone()
    if known is None:
        db.table("looks").insert(look)
    return known is None


def withdraw_looks(db: Database, slug: str, day: str, today: str, why: str) -> int:
    """Retract the looks of a day; returns how many."""
    return db.execute(
        """update looks set retracted_on = ?, retracted_why = ?
           where commitment = ? and looked_on = ? and retracted_on is null""",
        [today, why, slug, day],
    ).rowcount


def derived_statuses(db: Database) -> dict[str, str]:
    """Slug to derived status, for every commitment that stands."""
    return dict(db.execute("select slug, status from statuses").fetchall())


def derived_followed_until(db: Database) -> dict[str, str | None]:
    """Slug to the newest day of its events and outcome, looks left out."""
    rows = db.execute(
        """select c.slug, max(d.day) from commitments c
           join (select commitment, made_on as day from events
                   where retracted_on is null and origin = 'register'
                 union all select slug, outcome_date from commitments) d on d.commitment = c.slug
           where c.retracted_on is null group by c.slug"""
    ).fetchall()
    return dict(rows)


def set_as_of(db: Database, day: str) -> None:
    """Write the one day that every count is made for."""
    db.execute(
        "insert into as_of (id, day) values (1, ?) on conflict (id) do update set day = ?",
        [day, day],
    )


def _rows(
    db: Database, table: str, columns: tuple[str, ...], where: str, *values: Any
) -> list[Row]:
    found = db.execute(f"select {', '.join(columns)} from {table} where {where}", list(values))
    return [dict(zip(columns, row, strict=True)) for row in found.fetchall()]


def _is_known(db: Database, slug: str) -> bool:
    return bool(db.execute("select 1 from commitments where slug = ?", [slug]).fetchone())


def _save_commitment(db: Database, record: Record, *, known: bool) -> None:
    row = {
        **record["commitment"], "origin": "register", "retracted_on": None, "retracted_why": None
    }  # fmt: skip
    slug = row["slug"]
    if known:
        db.table("commitments").update(slug, row)
    else:
        db.table("commitments").insert(row, pk="slug")
    db.execute("delete from context_sources where commitment = ?", [slug])
    db.execute("delete from context where commitment = ?", [slug])
    for name, (table, _) in LISTS.items():
        db.execute(f"delete from {table} where commitment = ?", [slug])
        _insert_list(db, table, {"commitment": slug}, record[name])
    for position, entry in enumerate(record["context"], start=1):
        text = {key: value for key, value in entry.items() if key != "sources"}
        db.table("context").insert({"commitment": slug, "position": position, **text})
        _insert_list(
            db,
            "context_sources",
            {"commitment": slug, "context_position": position},
            entry["sources"],
        )


def _insert_list(db: Database, table: str, key: Row, rows: list[Row]) -> None:
    for position, row in enumerate(rows, start=1):
        values = {**key, "position": position, **row}
        db.execute(
            f"insert into {table} ({', '.join(values)}) values ({', '.join('?' for _ in values)})",
            list(values.values()),
        )


def _context_sources(db: Database, slug: str, position: int) -> list[Row]:
    where = "commitment = ? and context_position = ? order by position"
    return _rows(db, "context_sources", SOURCE_COLUMNS, where, slug, position)


def _stored_events(db: Database, slug: str) -> list[tuple[int, Row]]:
    where = "commitment = ? and origin = 'register' and retracted_on is null order by seq"
    found = _rows(db, "events", ("id", *EVENT_COLUMNS), where, slug)
    return [_with_sources(db, row.pop("id"), row) for row in found]


def _with_sources(db: Database, event_id: int, row: Row) -> tuple[int, Row]:
    where = "event_id = ? and origin = 'register' order by position"
    sources = _rows(db, "event_sources", EVENT_SOURCE_COLUMNS, where, event_id)
    return event_id, {**row, "sources": sources}


def _save_events(
    db: Database, slug: str, events: list[Row], today: str, cause: Cause | None
) -> Changes:
    stored = {row["seq"]: (event_id, row) for event_id, row in _stored_events(db, slug)}
    still_said = {_says(event) for event in events}
    changes = Changes()

    def retract(event_id: int, before: Row, why: str) -> None:
        if cause is None or _says(before) in still_said:
            retract_event(db, event_id, today, why)
        else:
            retract_event(db, event_id, today, cause.reason, cause.cause)

    for event in events:
        event_id, before = stored.pop(event["seq"], (None, None))
        if before == event:
            changes.unchanged += 1
            continue
        if event_id is not None and before is not None:
            retract(event_id, before, REPLACED)
            changes.updated += 1
        else:
            changes.inserted += 1
        new_id = insert_event(db, slug, event, origin="register")
        keep_editors_sources(db, event_id, new_id)
    for event_id, before in stored.values():
        retract(event_id, before, LEFT)
        changes.retracted += 1
    return changes


def _says(event: Row) -> tuple[Any, ...]:
    return tuple(event.get(name) for name in SAYS)


def insert_event(db: Database, slug: str, event: Row, *, origin: str) -> int:
    """Write an event with its ``sources``; ``origin`` is register, editor, foi or rule:<id>."""
    row = {key: value for key, value in event.items() if key != "sources"}
    inserted = db.execute(
        f"""insert into events (commitment, origin, {", ".join(row)})
            values (?, ?, {", ".join("?" for _ in row)})""",
        [slug, origin, *row.values()],
    )
    event_id = int(inserted.lastrowid or 0)
    # The source of what an FOI reply promises came with a case that an editor keeps.
    of = "editor" if origin == "foi" else origin.partition(":")[0]
    sources = [{**source, "origin": of} for source in event["sources"]]
    _insert_list(db, "event_sources", {"event_id": event_id}, sources)
    return event_id


def keep_editors_sources(db: Database, before: int | None, event_id: int) -> None:
    """What editors found as further sources of an event goes on to its corrected row."""
    db.execute(
        """insert into event_sources
             (event_id, position, url, title, title_basis, publisher, published, kind, page,
              archive_url, origin)
           select ?, (select max(position) from event_sources where event_id = ?) + row_number()
             over (order by position), url, title, title_basis, publisher, published, kind, page,
             archive_url, origin
           from event_sources where event_id = ? and origin = 'editor' and url not in (
             select url from event_sources where event_id = ?)""",
        [event_id, event_id, before, event_id],
    )


def add_source(db: Database, event_id: int, source: Row) -> bool:
    """One more source for an event, found by an editor; False where it has that address already."""
    known = db.execute(
        "select 1 from event_sources where event_id = ? and url = ?", [event_id, source["url"]]
    ).fetchone()
    if known:
        return False
    position = db.execute(
        "select coalesce(max(position), 0) + 1 from event_sources where event_id = ?", [event_id]
    ).fetchone()[0]
    row = {"event_id": event_id, "position": position, **source, "origin": "editor"}
    db.table("event_sources").insert(row)
    return True


def remove_source(db: Database, slug: str, url: str) -> None:
    """Take back a source that an editor added to an event of the register."""
    db.execute(
        """delete from event_sources where url = ? and origin = 'editor' and event_id in (
             select id from events where commitment = ? and retracted_on is null)""",
        [url, slug],
    )


def insert_commitment(db: Database, row: Row, bodies: list[Row]) -> None:
    """A commitment that an editor made from a statement; ``row`` holds COMMITMENT_COLUMNS.

    One of that slug that an editor had made and taken back is made anew.
    """
    stands = {"origin": "editor", "retracted_on": None, "retracted_why": None}
    if _is_known(db, row["slug"]):
        db.table("commitments").update(row["slug"], row | stands)
        db.execute("delete from commitment_bodies where commitment = ?", [row["slug"]])
    else:
        db.table("commitments").insert(row | stands, pk="slug")
    _insert_list(db, "commitment_bodies", {"commitment": row["slug"]}, bodies)


def slug_is_taken(db: Database, slug: str) -> bool:
    """Whether a commitment has, or ever had, this slug."""
    return _is_known(db, slug)


def retracted_why(db: Database, slug: str) -> str | None:
    """Why a commitment that an editor made was taken back; None where it stands, or is not so."""
    row = db.execute(
        """select retracted_why from commitments
           where slug = ? and origin = 'editor' and retracted_on is not null""",
        [slug],
    ).fetchone()
    return row[0] if row else None


def retract_editors_commitment(db: Database, slug: str, today: str, why: str) -> None:
    """Take back a commitment that an editor made, unless it has events by now."""
    db.execute(
        """update commitments set retracted_on = ?, retracted_why = ?
           where slug = ? and origin = 'editor' and not exists (
             select 1 from events where commitment = slug and retracted_on is null)""",
        [today, why, slug],
    )


def retract_event(
    db: Database, event_id: int, today: str, why: str, cause: str | None = None
) -> None:
    """Take an event back, keeping its row, with the day, the reason and perhaps the cause of it.

    One that was taken back before keeps the day and the reason of that.
    """
    db.execute(
        """update events set retracted_on = ?, retracted_why = ?, retracted_cause = ?
           where id = ? and retracted_on is null""",
        [today, why, cause, event_id],
    )
