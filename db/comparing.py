"""A published file held against one that is laid down anew from the same database, row by row.

Of each difference it is asked whether anything was recorded, since the facts of the release were
read, that explains it: then it waits for the next publication. For that ``newest`` tells how far
each table had come; a clock that is set back does not matter to numbers.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from sqlite_utils import Database

from db.published import reading
from db.publishing.tables import TABLES, Table

Row = dict[str, Any]
Marks = dict[str, Any]
FEW: Final = 20  # differences of one table that are named one by one
# Rows are only ever added to these.
_GROWING: Final = (
    "documents", "versions", "texts", "document_log", "turns", "changes", "change_reviews",
    "reviews", "events", "looks", "responses", "objections", "objection_steps", "corrections",
    "holds", "redactions", "link_checks", "rule_switches", "foi_events", "foi_moves",
    "accepted_claims",
)  # fmt: skip
# Written in place by `register load`, by editors' commands or with an upgrade, with no instant.
_UNTRACED: Final = frozenset({
    "bodies", "body_foi", "commitments", "commitment_bodies", "aliases", "unverified", "related",
    "context", "context_sources", "outcome_sources", "event_sources", "foi_commitments", "sources",
    "landmarks", "bank_holidays", "foi_own_figures",
})  # fmt: skip
# Looked at by the caller (`releases` is held against the releases themselves).
_ELSEWHERE: Final = frozenset({"releases"})
# Which columns say of whom a row tells. A row that has none of them is of everything.
_COMMITMENTS: Final = ("commitment", "merged_into", "related", "promise_about")
_EVENTS: Final = ("event_id", "to_event", "from_event")
_OWN_KEYS: Final = {
    **dict.fromkeys(
        ("commitments", "timeline", "overdue", "unchecked", "due_soon"),
        (("commitments", "slug"),),
    ),
    "documents": (("documents", "id"),),
    "foi_requests": (("cases", "id"),),
    "sources": (("sources", "name"),),
}
_DAY: Final = Table("as_of", "", ("day",))
_OF_DAY: Final = ("day", "release", "published_at")  # the others tell what waits to be looked at


@dataclass
class Touched:
    """What was recorded since: commitments, documents, FOI cases and sources by their keys.

    ``everything``: it is not known what was, or all of it may have been.
    """

    commitments: set[str] = field(default_factory=set)
    documents: set[int] = field(default_factory=set)
    cases: set[str] = field(default_factory=set)
    sources: set[str] = field(default_factory=set)
    other: bool = False
    everything: bool = False

    @property
    def anything(self) -> bool:
        """Whether anything was: what is counted over all rows may be another number then."""
        return bool(
            self.everything or self.other
            or self.commitments or self.documents or self.cases or self.sources
        )  # fmt: skip


@dataclass
class Compared:
    """What differs: ``faults`` a line each, and by table how many rows wait, or bear no instant."""

    faults: list[str] = field(default_factory=list)
    waiting: Counter[str] = field(default_factory=Counter)
    untraced: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class _Difference:
    """A row that is served otherwise than it is laid down anew; one of them is None if missing."""

    table: str
    key: tuple[Any, ...]
    served: Row | None
    anew: Row | None

    def columns(self) -> list[str]:
        if self.served is None or self.anew is None:
            return []
        return [name for name, value in self.served.items() if self.anew[name] != value]

    def line(self) -> str:
        row = f"{self.table} {', '.join(map(str, self.key))}"
        if self.anew is None:
            return f"{row}: nothing in the database supports this row"
        if self.served is None:
            return f"{row}: the database had this row before, and it is not in the file"
        return f"{row}: {', '.join(self.columns())}: not what the database comes to"


# ------------------------------------------------------------------ what was recorded since


def newest(db: Database) -> Marks:
    """How far each table has come: its highest number, the last run that has ended, the last page.

    Taken before the facts are read, so that what is recorded in between is taken for later.
    """
    marks: Marks = {
        table: db.execute(f"select coalesce(max(id), 0) from {table}").fetchone()[0]
        for table in _GROWING
    }
    marks["runs"] = db.execute(
        "select coalesce(max(id), 0) from runs where outcome <> 'running'"
    ).fetchone()[0]
    marks["seen"] = db.execute("select coalesce(max(last_seen_at), '') from documents").fetchone()[
        0
    ]
    return marks


# :at is the instant of the marks, :since the day before the earliest that a taking back may bear.
_DOCUMENTS: Final = """
select document_id from versions where id > :versions
union select v.document_id from texts t join versions v on v.id = t.version_id where t.id > :texts
union select document_id from document_log where id > :document_log
union select document_id from turns where id > :turns
union select document_id from changes where id > :changes or found_at >= :at
union select document_id from change_reviews where id > :change_reviews
union select c.document_id from changes c join site_notices n on n.id = c.notice_id
  join change_reviews r on r.document_id is null and r.source = n.source and r.origin = n.origin
    and r.key = n.key and r.id > :change_reviews
union select document_id from reviews where id > :reviews
union select document_id from redactions where id > :redactions
union select document_id from foi_releases where decided_at >= :at
union select id from documents where id > :documents or last_seen_at > :seen"""
_COMMITMENTS_SINCE: Final = """
select commitment from events where id > :events or retracted_on >= :since
union select commitment from looks where id > :looks or retracted_on >= :since
union select commitment from responses where id > :responses or retracted_on >= :since
union select commitment from objections where id > :objections
union select o.commitment from objection_steps s join objections o on o.id = s.objection_id
  where s.id > :objection_steps
union select commitment from corrections where id > :corrections
union select commitment from holds where id > :holds
union select commitment from accepted_claims where id > :accepted_claims
union select commitment from reviews where id > :reviews
union select slug from commitments where retracted_on >= :since
union select slug from commitments where origin like 'rule:%'
  and exists (select 1 from rule_switches where id > :rule_switches)
union select e.commitment from event_sources s join events e on e.id = s.event_id
  where s.url in (select url from link_checks where id > :link_checks)
union select e.commitment from event_sources s join events e on e.id = s.event_id
  where s.url in (select url from documents where id in (select id from temp.since_documents))"""
_CASES: Final = """
select foi_request from foi_events where id > :foi_events or retracted_on >= :since
union select foi_request from foi_moves where id > :foi_moves
union select id from foi_requests where changed_on >= :since or retracted_on >= :since
union select foi_request from foi_commitments
  where commitment in (select slug from temp.since_commitments)
union select foi_request from foi_events
  where promise_about in (select slug from temp.since_commitments)"""


def touched(db: Database, marks: Marks, since: str) -> Touched:
    """What was recorded after the marks were taken.

    ``since`` is the day from which a row may have been taken back since; ``marks`` has ``at``, the
    instant, beside what ``newest`` gives.
    """
    given = {**dict.fromkeys(_GROWING, 0), **marks, "since": since}

    def ask(sql: str) -> set[Any]:
        return {row[0] for row in db.execute(sql, given).fetchall() if row[0] is not None}

    documents = ask(_DOCUMENTS)
    _lay(db, "since_documents", "id", documents)
    commitments = ask(_COMMITMENTS_SINCE)
    _lay(db, "since_commitments", "slug", commitments)
    return Touched(
        commitments,
        documents,
        ask(_CASES),
        ask("select source from run_sources where run_id > :runs"),
        other=bool(
            ask("select id from corrections where id > :corrections")
            | ask("select id from redactions where id > :redactions")
            | ask("select id from change_reviews where id > :change_reviews")
        ),
    )


def hold_as(db: Database, served: Path) -> None:
    """Let a copy of the database hold back what a published file holds back, and nothing else."""
    with reading(served) as file:
        held = file.execute("select commitment, held_on from held").fetchall()
    db.execute("update holds set lifted_at = coalesce(lifted_at, held_at)")
    for slug, day in held:
        db.execute(
            """update holds set lifted_at = null where id = (
                 select max(id) from holds where commitment = ? and substr(held_at, 1, 10) = ?)""",
            [slug, day],
        )
    db.conn.commit()


def _lay(db: Database, name: str, column: str, values: set[Any]) -> None:
    db.execute(f"create temp table {name} ({column} primary key)")
    db.conn.executemany(f"insert into temp.{name} values (?)", [(value,) for value in values])


# ------------------------------------------------------------------ the two files


def other_columns(served: Path, anew: Path) -> list[str]:
    """The tables of two published files whose columns are not the same, or that one has not."""
    with reading(served) as one, reading(anew) as other:
        return [
            table.name for table in (*TABLES, _DAY)
            if _columns(one, table.name) != _columns(other, table.name)
        ]  # fmt: skip


def compare(served: Path, anew: Path, since: Touched, *, authentic: bool) -> Compared:
    """Hold a published file against one laid down anew, table by table.

    ``authentic``: the served file is, byte for byte or row for row, what was published; so that
    what differs in a table that bears no instants was written in the database since. Nothing is
    kept in memory but the keys of what was touched.
    """
    found = Compared()
    with reading(served) as one, reading(anew) as other:
        _checked_otherwise(one, other, since)
        tables = [table for table in TABLES if table.name not in _ELSEWHERE]
        tables.sort(key=lambda table: table.name not in _UNTRACED)  # which explain others
        for table in tables:
            _compare(one, other, table, since, found, authentic=authentic)
        for difference in _differences(one, other, _DAY):
            if set(difference.columns() or _OF_DAY) & set(_OF_DAY):
                found.faults.append(difference.line())
            else:
                found.waiting["as_of"] += 1
    return found


def _compare(
    one: sqlite3.Connection, other: sqlite3.Connection, table: Table, since: Touched,
    found: Compared, *, authentic: bool,
) -> None:  # fmt: skip
    named = more = 0
    for difference in _differences(one, other, table):
        if table.name in _UNTRACED and authentic:
            found.untraced[table.name] += 1
            _spread(one, other, difference, since)
        elif _is_explained(one, other, difference, since):
            found.waiting[table.name] += 1
        elif named < FEW:
            found.faults.append(difference.line())
            named += 1
        else:
            more += 1
    if more:
        found.faults.append(f"{table.name}: and {more:,} more rows")


def _differences(
    one: sqlite3.Connection, other: sqlite3.Connection, table: Table
) -> Iterator[_Difference]:
    """The rows that are not the same, in the order of the key: both files are read side by side."""
    sql = f"select * from [{table.name}] order by {', '.join(f'[{name}]' for name in table.key)}"
    with closing(one.execute(sql)) as left, closing(other.execute(sql)) as right:
        names = [column[0] for column in left.description]
        places = [names.index(name) for name in table.key]
        served, anew = left.fetchone(), right.fetchone()
        while served is not None or anew is not None:
            ours, theirs = _key(served, places), _key(anew, places)
            first = min(key for key in (ours, theirs) if key is not None)
            row = served if ours == first else anew
            key = tuple(row[place] for place in places)
            if served != anew or ours != theirs:
                yield _Difference(
                    table.name, key,
                    dict(zip(names, served, strict=True)) if ours == first else None,
                    dict(zip(names, anew, strict=True)) if theirs == first else None,
                )  # fmt: skip
            if ours == first:
                served = left.fetchone()
            if theirs == first:
                anew = right.fetchone()


def _key(row: tuple[Any, ...] | None, places: list[int]) -> tuple[Any, ...] | None:
    """What SQLite puts rows in order by: nothing, then numbers, then text."""
    if row is None:
        return None
    return tuple(
        (0, 0) if row[place] is None else (2 if isinstance(row[place], str) else 1, row[place])
        for place in places
    )


def _is_explained(
    one: sqlite3.Connection, other: sqlite3.Connection, difference: _Difference, since: Touched
) -> bool:
    if since.everything or _is_always(one, difference):
        return True
    of = [row for row in (difference.served, difference.anew) if row is not None]
    roots = [root for row in of for root in _roots(one, other, difference.table, row)]
    if not roots:
        return since.anything
    return any(key in getattr(since, kind) for kind, key in roots)


def _is_always(one: sqlite3.Connection, difference: _Difference) -> bool:
    """What differs by itself: a run that ended, and since when a thing is told if that is gone."""
    if difference.table == "run_reports":
        return difference.served is None
    if difference.table == "news" and difference.served and difference.anew:
        told = difference.served["first_release"]
        only_when = set(difference.columns()) <= {"first_published_on", "first_release"}
        return only_when and not _is_previous(one, told)
    return False


def _is_previous(one: sqlite3.Connection, number: int | None) -> bool:
    """Whether a release is one of the newest two that a file names: others may be gone by now."""
    newest_two = one.execute("select number from releases order by number desc limit 2").fetchall()
    return (number,) in newest_two


def _roots(
    one: sqlite3.Connection, other: sqlite3.Connection, table: str, row: Row
) -> Iterator[tuple[str, Any]]:
    """Of whom a row tells: pairs of a field of ``Touched`` and a key."""
    columns = [("commitments", name) for name in _COMMITMENTS]
    columns += [("documents", "document"), ("cases", "foi_request"), ("sources", "source")]
    columns += _OWN_KEYS.get(table, ())
    for kind, name in columns:
        if row.get(name) is not None:
            yield kind, row[name]
    for name in () if "commitment" in row else _EVENTS:
        if row.get(name) is not None:
            yield from (("commitments", slug) for slug in _of_event(one, other, row[name]))


def _of_event(one: sqlite3.Connection, other: sqlite3.Connection, number: int) -> set[str]:
    """The commitment of an event, as each file has it."""
    return {
        row[0] for file in (one, other)
        for row in file.execute("select commitment from events where id = ?", [number])
    }  # fmt: skip


def _spread(
    one: sqlite3.Connection, other: sqlite3.Connection, difference: _Difference, since: Touched
) -> None:
    """What was written in place explains what is counted from it."""
    since.other = True
    for row in (difference.served, difference.anew):
        if row is None:
            continue
        for kind, key in _roots(one, other, difference.table, row):
            getattr(since, kind).add(key)
        if difference.table == "sources":
            since.documents.update(
                number for (number,) in
                one.execute("select id from documents where source = ?", [row["name"]])
            )  # fmt: skip


def _checked_otherwise(one: sqlite3.Connection, other: sqlite3.Connection, since: Touched) -> None:
    """What a sign of delivery is matched with is made anew at any time, and bears no instant."""
    sql = "select slug from timeline where status = 'being_checked'"
    served, anew = ({row[0] for row in file.execute(sql)} for file in (one, other))
    since.commitments.update(served ^ anew)


def _columns(file: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in file.execute(f"pragma table_info([{table}])")]
