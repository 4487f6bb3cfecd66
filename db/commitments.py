"""Commitments, their events and all that describes them: reading and writing.

A *record* is one commitment as plain rows, the shape in which the register is
written and read back::

    {"commitment": row, "bodies": [row], "aliases": [row], "unverified": [row],
     "related": [row], "context": [row + "sources"], "outcome_sources": [row],
     "events": [row + "sources"], "responses": [row]}

Rows of lists stand in their order; ``position`` is added on the way in. ``responses`` (columns:
db.fairness.responses) may be missing: there are none.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, Final

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
CONTEXT_COLUMNS = ("date", "date_precision", "text")
LISTS = {
    "bodies": ("commitment_bodies", ("body", "role")),
    "aliases": ("aliases", ("alias",)),
    "unverified": ("unverified", ("text",)),
    "related": ("related", ("related",)),
    "outcome_sources": ("outcome_sources", SOURCE_COLUMNS),
}


_MOST: Final = 500  # values that one statement is given


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


def slugs_of_register(db: Database) -> list[str]:
    """The same in alphabetical order, from an index alone."""
    rows = db.execute(
        """select slug from commitments where retracted_on is null and origin = 'register'
           order by slug"""
    ).fetchall()
    return [row[0] for row in rows]


def read_record(db: Database, slug: str) -> Record | None:
    """The record of ``slug`` as stored (register events only), or None."""
    return read_records(db, [slug]).get(slug)


def read_records(db: Database, slugs: Collection[str]) -> dict[str, Record]:
    """The records of those of these slugs that stand, as ``read_record``, by slug."""
    found: dict[str, Record] = {}
    among = list(dict.fromkeys(slugs))
    for begin in range(0, len(among), _MOST):
        found |= _read_some(db, among[begin : begin + _MOST])
    return found


def _read_some(db: Database, slugs: Sequence[str]) -> dict[str, Record]:
    """A few statements, however many records."""
    among = f"({', '.join('?' for _ in slugs)})"
    stands = f"slug in {among} and retracted_on is null"
    records: dict[str, Record] = {
        row["slug"]: {"commitment": row, **{name: [] for name in _PARTS}}
        for row in _rows(db, "commitments", COMMITMENT_COLUMNS, stands, *slugs)
    }
    ours = f"commitment in {among} order by commitment, position"
    for name, (table, columns) in LISTS.items():
        for slug, row in _by(records, _rows(db, table, ("commitment", *columns), ours, *slugs)):
            records[slug][name].append(row)
    for slug, row in _by(
        records, _rows(db, "context", ("commitment", *CONTEXT_COLUMNS), ours, *slugs)
    ):
        records[slug]["context"].append({**row, "sources": []})
    columns = ("commitment", "context_position", *SOURCE_COLUMNS)
    ours = f"commitment in {among} order by commitment, context_position, position"
    for slug, row in _by(records, _rows(db, "context_sources", columns, ours, *slugs)):
        records[slug]["context"][row.pop("context_position") - 1]["sources"].append(row)
    for slug, _, event in _stored_events(db, slugs):
        if slug in records:
            records[slug]["events"].append(event)
    for slug, rows in responses.of_registers(db, slugs).items():
        if slug in records:
            records[slug]["responses"] = rows
    return records


_PARTS: Final = (*LISTS, "context", "events", "responses")


def _by(records: dict[str, Record], rows: Iterable[Row]) -> Iterator[tuple[str, Row]]:
    """Rows with the commitment, which is no part of them, of those that there are."""
    for row in rows:
        slug = row.pop("commitment")
        if slug in records:
            yield slug, row


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
    before = read_record(db, record["commitment"]["slug"])
    return _save_record(db, record, before, _Now(today, at or f"{today}T00:00:00Z", cause))


def save_records(
    db: Database,
    records: Sequence[Record],
    today: str,
    *,
    at: str | None = None,
    cause: Cause | None = None,
) -> list[tuple[str, Changes]]:
    """Each of these as ``save_record``, with a few statements for all that are new or unchanged.

    Records are whole: each row has all of its columns.
    """
    slugs = [record["commitment"]["slug"] for record in records]
    stored, ever = read_records(db, slugs), _known_among(db, slugs)
    now = _Now(today, at or f"{today}T00:00:00Z", cause)
    insert_records(db, [one for one in records if one["commitment"]["slug"] not in ever], now.at)
    return [
        _save_record(db, record, stored.get(slug), now)
        if slug in ever
        else ("inserted", Changes(inserted=len(record["events"])))
        for slug, record in zip(slugs, records, strict=True)
    ]


@dataclass(frozen=True)
class _Now:
    """When a record is saved (day and instant), and why it says otherwise than before."""

    today: str
    at: str
    cause: Cause | None


def _save_record(
    db: Database, record: Record, before: Record | None, now: _Now
) -> tuple[str, Changes]:
    if before == record:
        return "unchanged", Changes(unchanged=len(record["events"]))
    slug = record["commitment"]["slug"]
    _save_commitment(db, record, known=_is_known(db, slug))
    steps = _save_events(db, slug, record["events"], now.today, now.cause)
    responses.save_register(db, slug, record["responses"], today=now.today, at=now.at, left=LEFT)
    return ("inserted" if before is None else "updated"), steps


def insert_steps(db: Database, records: Sequence[Record]) -> list[tuple[int, Row]]:
    """Write commitments that never were with their events alone; each event with its number."""
    _insert_all(
        db, "commitments", (*COMMITMENT_COLUMNS, "origin"),
        ({**one["commitment"], "origin": "register"} for one in records),
    )  # fmt: skip
    first = db.execute("select coalesce(max(id), 0) + 1 from events").fetchone()[0]
    told = [
        ({"commitment": one["commitment"]["slug"], "origin": "register"}, event)
        for one in records for event in one["events"]
    ]  # fmt: skip
    _insert_all(
        db, "events", ("id", "commitment", "origin", *EVENT_COLUMNS),
        ({"id": number, **key, **event} for number, (key, event) in enumerate(told, start=first)),
    )  # fmt: skip
    return [(number, event) for number, (_, event) in enumerate(told, start=first)]


def insert_records(db: Database, records: Sequence[Record], at: str) -> None:
    """Write whole records of commitments that never were, one statement a table."""
    slugs = [record["commitment"]["slug"] for record in records]
    told = insert_steps(db, records)
    for name, (table, columns) in LISTS.items():
        _insert_all(
            db, table, ("commitment", "position", *columns),
            (row for slug, one in zip(slugs, records, strict=True)
             for row in _numbered({"commitment": slug}, one[name])),
        )  # fmt: skip
    texts = [
        ({"commitment": slug, "position": position}, entry)
        for slug, one in zip(slugs, records, strict=True)
        for position, entry in enumerate(one["context"], start=1)
    ]
    _insert_all(
        db, "context", ("commitment", "position", *CONTEXT_COLUMNS),
        ({**key, **entry} for key, entry in texts),
    )  # fmt: skip
    _insert_all(
        db, "context_sources", ("commitment", "context_position", "position", *SOURCE_COLUMNS),
        (row for key, entry in texts
         for row in _numbered(
             {"commitment": key["commitment"], "context_position": key["position"]},
             entry["sources"])),
    )  # fmt: skip
    _insert_all(
        db, "event_sources", ("event_id", "position", *EVENT_SOURCE_COLUMNS, "origin"),
        (row for number, event in told
         for row in _numbered({"event_id": number, "origin": "register"}, event["sources"])),
    )  # fmt: skip
    for slug, one in zip(slugs, records, strict=True):
        for row in one["responses"]:
            responses.add(db, slug, row, origin="register", at=at)


def _numbered(key: Row, rows: Iterable[Row]) -> Iterator[Row]:
    for position, row in enumerate(rows, start=1):
        yield {**key, "position": position, **row}


def _insert_all(db: Database, table: str, columns: tuple[str, ...], rows: Iterable[Row]) -> None:
    """Insert rows that have all of these columns, and perhaps others that are left out."""
    places = ", ".join("?" for _ in columns)
    values = itemgetter(*columns)
    db.conn.executemany(
        f"insert into {table} ({', '.join(columns)}) values ({places})",
        (values(row) for row in rows),
    )


def _known_among(db: Database, slugs: Sequence[str]) -> set[str]:
    """Those of the slugs that a commitment has, or ever had."""
    found: set[str] = set()
    for begin in range(0, len(slugs), _MOST):
        some = slugs[begin : begin + _MOST]
        places = ", ".join("?" for _ in some)
        rows = db.execute(f"select slug from commitments where slug in ({places})", list(some))
        found.update(row[0] for row in rows.fetchall())
    return found


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
        sets = ", ".join(f"{name} = ?" for name in row)
        db.execute(f"update commitments set {sets} where slug = ?", [*row.values(), slug])
    else:
        _insert_all(db, "commitments", tuple(row), [row])
    db.execute("delete from context_sources where commitment = ?", [slug])
    db.execute("delete from context where commitment = ?", [slug])
    for name, (table, _) in LISTS.items():
        db.execute(f"delete from {table} where commitment = ?", [slug])
        _insert_list(db, table, {"commitment": slug}, record[name])
    for position, entry in enumerate(record["context"], start=1):
        text = {key: value for key, value in entry.items() if key != "sources"}
        row = {"commitment": slug, "position": position, **text}
        _insert_all(db, "context", tuple(row), [row])
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


def _stored_events(db: Database, slugs: Sequence[str]) -> Iterator[tuple[str, int, Row]]:
    """Commitment, number and row (with ``sources``) of the register's events that stand."""
    stand = f"""commitment in ({", ".join("?" for _ in slugs)}) and origin = 'register'
                and retracted_on is null"""
    sources: dict[int, list[Row]] = {}
    for row in _rows(
        db, "event_sources", ("event_id", *EVENT_SOURCE_COLUMNS),
        f"""event_id in (select id from events where {stand}) and origin = 'register'
            order by event_id, position""",
        *slugs,
    ):  # fmt: skip
        sources.setdefault(row.pop("event_id"), []).append(row)
    columns = ("commitment", "id", *EVENT_COLUMNS)
    for row in _rows(db, "events", columns, f"{stand} order by commitment, seq", *slugs):
        slug, number = row.pop("commitment"), row.pop("id")
        yield slug, number, {**row, "sources": sources.get(number, [])}


def _save_events(
    db: Database, slug: str, events: list[Row], today: str, cause: Cause | None
) -> Changes:
    stored = {row["seq"]: (event_id, row) for _, event_id, row in _stored_events(db, [slug])}
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
