"""What `check` and backups ask of a database: whether it is whole, and what it says."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlite_utils import Database

from db.published import reading
from db.redaction import search_tables

Row = dict[str, Any]
# Of what more is told than that it is so: the first that are found, and how many there are.
FIRST_FEW: Final = 20


def copy(db: Database, to: Path) -> None:
    """An online copy: others may write meanwhile. It is a plain file, with nothing beside it."""
    with closing(sqlite3.connect(to)) as target:
        db.conn.backup(target)
        target.execute("pragma journal_mode = delete")


@contextmanager
def opened(path: Path) -> Iterator[Database]:
    """A file, to be read only, and closed afterwards whatever happens."""
    with reading(path) as connection:
        yield Database(connection)


def size(db: Database) -> int:
    """How many bytes a copy of the database has."""
    pages, of = (db.execute(f"pragma {name}").fetchone()[0] for name in ("page_count", "page_size"))
    return int(pages * of)


def whole(path: Path) -> list[str]:
    """What is wrong with a file by its own account, [] where nothing is."""
    with opened(path) as db:
        return [*integrity(db), *links(db)]


def integrity(db: Database) -> list[str]:
    """What `pragma integrity_check` says, [] where nothing is wrong."""
    try:
        said = [str(row[0]) for row in db.execute("pragma integrity_check").fetchall()]
    except sqlite3.DatabaseError as error:  # so damaged that it cannot even be looked through
        return [str(error)]
    return [] if said == ["ok"] else said


def links(db: Database) -> list[str]:
    """Rows that name another row that is not there."""
    return [
        f"{table}: row {rowid} names a row of {other} that is not there"
        for table, rowid, other, _ in db.execute("pragma foreign_key_check").fetchall()
    ]


def search(db: Database) -> list[str]:
    """Full-text indexes that do not say what the tables say; SQLite asks this as a write."""
    faults = []
    for name in search_tables(db):
        try:
            db.execute(f"insert into [{name}] ([{name}], rank) values ('integrity-check', 1)")
        except sqlite3.DatabaseError as error:
            faults.append(f"{name}: the index for searching is not that of its table ({error})")
        if db.conn.in_transaction:
            db.conn.rollback()
    return faults


def search_of_copy(path: Path) -> list[str]:
    """The same of a file that may be written to: a copy of a published one."""
    with closing(sqlite3.connect(path)) as connection:
        return search(Database(connection))


# ------------------------------------------------------------------ what it holds


def counts(db: Database) -> dict[str, int]:
    """How many commitments and events stand, and how many rows of other kinds there are."""
    asked = {
        "commitments": "commitments where retracted_on is null",
        "events": "events where retracted_on is null",
        "documents": "documents",
        "versions": "versions",
        "decisions": "reviews",
        "holds": "holds",
        "removals": "redactions",
    }
    return {
        name: int(db.execute(f"select count(*) from {what}").fetchone()[0])
        for name, what in asked.items()
    }


def day(db: Database) -> str | None:
    """The day that everything was counted for last; None in a database of before any."""
    found = db.execute("select day from as_of").fetchone()
    return None if found is None else str(found[0])


def publishable(db: Database) -> dict[str, int]:
    """How many commitments, events and documents a publication for the database's day lays down.

    Without what is held.
    """
    stands = """commitment in (select slug from commitments where retracted_on is null)
      and commitment not in (select commitment from held)"""
    asked = {
        "commitments": """commitments where retracted_on is null
          and slug not in (select commitment from held)""",
        "events": f"ordered_events where {stands}",
        "documents": "documents where origin <> 'copy'",
    }
    return {
        name: int(db.execute(f"select count(*) from {what}").fetchone()[0])
        for name, what in asked.items()
    }


def published_counts(file: Path) -> dict[str, int]:
    """How many commitments, events and documents a published file holds."""
    with reading(file) as published:
        return {
            name: int(published.execute(f"select count(*) from {name}").fetchone()[0])
            for name in ("commitments", "events", "documents")
        }


def newest_removal(db: Database) -> int:
    """The number of the newest removal of text, 0 where there was none."""
    return int(db.execute("select coalesce(max(id), 0) from redactions").fetchone()[0])


def bodies(db: Database) -> Iterator[str]:
    """The sums of all bodies that versions were read from, without those that were removed.

    In their order.
    """
    rows = db.execute(
        """select distinct raw_sha256 from versions
           where raw_sha256 not in (select b.value from redactions r, json_each(r.bodies) b)
             and document_id not in (
               select document_id from redactions where document_id is not null) order by 1"""
    )
    return (row[0] for row in rows)


def all_bodies(db: Database) -> Iterator[str]:
    """The sums of all bodies that any version names, in their order."""
    return (row[0] for row in db.execute("select distinct raw_sha256 from versions order by 1"))


# ------------------------------------------------------------------ texts and their sums


@dataclass(frozen=True)
class Text:
    """A text of a version with what its sum is of.

    ``titles`` and ``files`` (sets of addresses) are those that it may have been compared with: the
    first of each is the version's own. ``alone``: there is no other text of that version, so that
    it was compared with these first ones and no others.
    """

    id: int
    url: str
    text: str
    content_hash: str
    alone: bool
    titles: tuple[str, ...]
    files: tuple[tuple[str, ...], ...]


def texts(db: Database) -> Iterator[Text]:
    """Each text; not of documents of which something was removed: their sums are of what was there.

    Of a version that was read anew, an earlier text was compared under the title and with the
    files of its own reading, of which only those of the versions of the document are kept.
    """
    for row in db.query(
        """select t.id, d.id as document, d.url, d.title as of_document, v.title, t.text,
             t.content_hash, v.text_state, v.raw_sha256, v.id as version_id,
             (select count(*) from texts x where x.version_id = v.id) as texts
           from texts t join versions v on v.id = t.version_id
           join documents d on d.id = v.document_id
           where d.id not in (select document_id from redactions where document_id is not null)
           order by t.id"""
    ):
        alone = row["texts"] == 1
        titles, files = [row["title"]], [_attached(db, row["version_id"])]
        if not alone:
            for version, title in db.execute(
                "select id, title from versions where document_id = ?", [row["document"]]
            ).fetchall():
                titles.append(title)
                files.append(_attached(db, version))
            titles.append(row["of_document"])
            files.append(())
        yield Text(
            row["id"], row["url"],
            row["text"] if row["text_state"] == "read" else row["raw_sha256"],
            row["content_hash"], alone, tuple(dict.fromkeys(titles)), tuple(dict.fromkeys(files)),
        )  # fmt: skip


def count_texts(db: Database) -> tuple[int, int]:
    """How many texts there are, and how many of documents of which something was removed."""
    return tuple(db.execute(
        """select count(*), coalesce(sum(v.document_id in (
               select document_id from redactions where document_id is not null)), 0)
           from texts t join versions v on v.id = t.version_id"""
    ).fetchone())  # fmt: skip


def _attached(db: Database, version_id: int) -> tuple[str, ...]:
    rows = db.execute("select url from attachments where version_id = ?", [version_id])
    return tuple(row[0] for row in rows.fetchall())


# ------------------------------------------------------------------ rows that hang on nothing

# What is wrong, and the rows that are: number, and what it is of.
_ORPHANS: Final = (
    ("document {0} ({1}) has no version",
     "select id, url from documents where current_version is null"),
    ("document {0} ({1}): its current version is one of another document",
     """select d.id, d.url from documents d join versions v on v.id = d.current_version
        where v.document_id <> d.id"""),
    ("document {0} ({1}): what is shown and searched is not the text of its current version",
     """select d.id, d.url from documents d
        where d.text is not (
          select text from texts t where t.version_id = d.current_version
          order by t.id desc limit 1)
          and exists (select 1 from texts t where t.version_id = d.current_version)"""),
    ("version {0} of {1} has no text",
     """select v.id, d.url from versions v join documents d on d.id = v.document_id
        where not exists (select 1 from texts t where t.version_id = v.id)"""),
    ("statement {0} of {1} is said to stand and stands nowhere",
     """select s.id, d.url from statements s join documents d on d.id = s.document_id
        where s.stands
          and not exists (select 1 from statement_places p where p.statement_id = s.id)"""),
    ("statement {0} of {1} stands in a text of another document",
     """select s.id, d.url from statement_places p
        join statements s on s.id = p.statement_id join documents d on d.id = s.document_id
        join texts t on t.id = p.text_id join versions v on v.id = t.version_id
        where v.document_id <> s.document_id"""),
    ("event {0} of {1} has no source",
     """select id, commitment from events e where retracted_on is null
          and not exists (select 1 from event_sources s where s.event_id = e.id)"""),
    ("event {0} stands, and {1}, which it is of, was taken back",
     """select e.id, e.commitment from events e join commitments c on c.slug = e.commitment
        where e.retracted_on is null and c.retracted_on is not null"""),
    ("turn {0} of {1} is between versions of another document",
     """select u.id, d.url from turns u join documents d on d.id = u.document_id
        where exists (select 1 from versions v where v.id in (u.from_version, u.to_version)
          and v.document_id <> u.document_id)"""),
    ("change {0} of {1} is of a turn of another document",
     """select c.id, d.url from changes c join documents d on d.id = c.document_id
        join turns u on u.id = c.turn_id where u.document_id <> c.document_id"""),
    ("decision {0} takes back a decision about another sentence ({1})",
     """select u.id, u.document_id from reviews u join reviews r on r.id = u.undoes
        where (u.document_id, u.quote_hash, u.focus) is not (r.document_id, r.quote_hash, r.focus)
        """),
    ("page {0} ({1}) is being fetched by no run",
     "select id, url from pages where state = 'leased' and run_id is null"),
    ("page {0} ({1}) waits for a run that has ended",
     """select p.id, p.url from pages p join runs r on r.id = p.run_id
        where p.state in ('scheduled', 'leased') and r.outcome <> 'running'"""),
    ("run {0} has ended, and its reading of {1} has not",
     """select s.run_id, s.source from run_sources s join runs r on r.id = s.run_id
        where s.outcome = 'running' and r.outcome <> 'running'"""),
    ("run {0} has ended, and its step {1} has not",
     """select s.run_id, s.step from run_steps s join runs r on r.id = s.run_id
        where s.outcome = 'running' and r.outcome <> 'running'"""),
)  # fmt: skip


def orphans(db: Database) -> Iterator[str]:
    """Rows that hang on nothing, or on what is another's, and pages in a state that cannot be."""
    for told, sql in _ORPHANS:
        found = db.execute(f"select *, count(*) over () from ({sql}) limit ?", [FIRST_FEW])
        more = 0
        for number, of, count in found:
            yield told.format(number, of)
            more = count - FIRST_FEW
        if more > 0:
            yield f"and {more:,} more: {told.format('...', '...')}"


def left_running(db: Database) -> Iterator[str]:
    """Runs that are not said to have ended; to be asked while no run can be at work."""
    for number, started in db.execute(
        "select id, started_at from runs where outcome = 'running' order by id limit ?", [FIRST_FEW]
    ).fetchall():
        yield f"run {number}, begun {started}, was cut short: the next run takes it up"


def left_sending(db: Database) -> Iterator[str]:
    """Deliveries that were begun, and nobody wrote down how they ended."""
    for number, channel, release, started in db.execute(
        """select id, channel, release, started_at from deliveries where state = 'sending'
           order by id limit ?""",
        [FIRST_FEW],
    ).fetchall():
        yield (
            f"delivery {number} (release {release} by {channel}, begun {started}) was cut short: "
            "it may have arrived"
        )


def held_but_shown(db: Database, served: Path) -> list[str]:
    """The slugs that are held back and that a published file tells all the same."""
    held = [row[0] for row in db.execute("select commitment from held").fetchall()]
    with reading(served) as file:
        return [
            slug for slug in held
            if file.execute("select 1 from commitments where slug = ?", [slug]).fetchone()
        ]  # fmt: skip


def held_in_vain(db: Database, served: Path) -> list[str]:
    """The slugs that a published file holds back and that are not held any more."""
    held = {row[0] for row in db.execute("select commitment from held").fetchall()}
    try:
        with reading(served) as file:
            rows = file.execute("select commitment from held order by 1").fetchall()
    except sqlite3.DatabaseError:  # of before there were holds, or damaged: told elsewhere
        return []
    return [row[0] for row in rows if row[0] not in held]
