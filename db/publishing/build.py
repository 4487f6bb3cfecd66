"""Lay the published tables down in a file of their own, each in its final shape at once."""

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from sqlite_utils import Database

from db.connection import explained
from db.errors import Problem
from db.published import has_table, reading
from db.publishing.counting import counted_once
from db.publishing.tables import FIRST, LATER, REFERENCE, SHARES, TABLES, WHOLE_NUMBERS, Table
from db.publishing.withhold import withhold

Row = dict[str, Any]
# They say when things were first told, and by which release: the releases before decide that, not
# the facts. And that we looked once more on the same day, and found nothing else, is no news.
_NOT_IN_DIGEST: Final = frozenset({"news", "releases", "run_reports"})
# What the tables of LATER are laid down from, beside the database and the tables before them.
_TOLD: Final = {
    "new_claims": (
        "commitment", "release", "published_at", "as_of", "change", "cause", "reason", "status",
        "first_due_words", "first_due_latest", "standing_due_words", "standing_due_latest",
        "days_late_min", "days_late_max", "outcome_event", "outcome_on", "merged_into", "disputed",
        "sentence",
    ),
    "told_events_before": ("id",),
    "releases_before": ("number", "as_of", "published_at", "sha256"),
}  # fmt: skip
_GIVEN: Final = frozenset({"new_claims"})
# So much of each file is held in memory: what SQLite would take by itself (2 MB) is written and
# read again and again while a million rows are put in order.
_CACHE_KIB: Final = 32 * 1024
# A file that is being made lies in a workshop: nobody reads it before it is whole and on the disk
# (tracker.releases.shelf.switch), and one that was cut short is thrown away.
_BEING_MADE: Final = ("journal_mode = memory", "synchronous = off", f"cache_size = -{_CACHE_KIB}")
# Words are gathered in memory before they are written (bytes): as in a larger page of an index, so
# that there is less to merge. More is slower: it is no longer near the processor.
_WORDS_AT_ONCE: Final = 16 * 1024 * 1024
_ROWS_AT_ONCE: Final = 200
_NEWS_AT_ONCE: Final = 5_000
_INDEX_MADE: Final = """\
CREATE VIRTUAL TABLE {index} USING FTS5 (
    {columns},
    tokenize='porter unicode61',
    content={table}
)"""


@dataclass(frozen=True)
class Telling:
    """What a release tells of itself and of those before it.

    ``new_claims`` are rows of ``claims`` that this release adds: they are read once, and whoever
    gives any finds them in temp.new_claims then (``db.claims.laying_aside``).
    ``told_events_before`` are the numbers of events that an earlier one told and that were taken
    back, ``releases`` a row a release with this one as the last, ``before`` the files of the
    releases before, the newest first (they know when things were first told, also those that the
    last one did not tell), ``held`` the slugs of what is out of it for now.
    """

    new_claims: Iterable[Row] = ()
    told_events_before: list[int] = field(default_factory=list)
    releases: list[Row] = field(default_factory=list)
    before: list[Path] = field(default_factory=list)
    held: list[str] = field(default_factory=list)


def _of_nothing(_target: Path) -> Telling:
    return Telling()


def build(
    db: Database,
    target: Path,
    as_of: str,
    reference: Mapping[str, Iterable[Row]] | None = None,
    tell: Callable[[Path], Telling] = _of_nothing,
    *,
    unless: str = "",
) -> str:
    """Write the published tables of the working database into ``target``; returns their digest.

    Everything is counted for ``as_of``, which must be the day in the database. ``reference`` are
    the rows of the tables that the tracker keeps itself (see ``REFERENCE``); what is not given is
    empty. ``tell`` is asked once the facts are laid down, with the file that holds them: it says
    what this release tells otherwise than the one before, or raises what keeps it from being one.

    The digest covers every published row, so that a second publication of the
    same facts for the same day can be told from a new one. Where it is ``unless``, the file is left
    without its indexes for searching: there is one with the same rows. Raises Problem on
    a full disk, a folder that cannot be written, or where another command
    changed the day in between.
    """
    with explained(target):
        with _laid_beside(db, target):
            _copy(db, reference or {})
        with _opened(target) as published:
            if published.execute("select day from as_of").fetchone() != (as_of,):
                raise Problem(
                    "another command set another day while this one was publishing",
                    where=str(target),
                    do="publish again",
                )
        telling = tell(target)
        with _laid_beside(db, target, keep=_GIVEN if telling.new_claims else frozenset()):
            _copy_later(db, telling)
        with _opened(target) as published:
            _recall(published, telling.before)
            withhold(published, telling.held)
            digest = _digest(published)
            if digest != unless:
                for table in TABLES:
                    _make_searchable(published, table)
            return digest


def digest_of(target: Path) -> str:
    """The digest of a published file: what ``build`` returned for the same rows."""
    with reading(target) as connection:
        return _digest(Database(connection))


def count_commitments(target: Path) -> int:
    """How many commitments a published file holds."""
    with reading(target) as connection:
        count: int = connection.execute("select count(*) from commitments").fetchone()[0]
    return count


def holds_case(target: Path, case_id: str) -> bool:
    """Whether a published file holds an FOI case; one of before there were such tables does not."""
    with reading(target) as connection:
        return has_table(connection, "foi_requests") and (
            connection.execute("select 1 from foi_requests where id = ?", [case_id]).fetchone()
            is not None
        )


def missing_columns(target: Path, wanted: Mapping[str, Iterable[str]]) -> list[str]:
    """Which columns of these tables a published file does not have, as "table.column"."""
    connection = sqlite3.connect(f"file:{target}?mode=ro", uri=True)
    lacking = []
    for table, columns in wanted.items():
        found = {row[1] for row in connection.execute(f"pragma table_info([{table}])")}
        lacking += [f"{table}.{column}" for column in columns if column not in found]
    connection.close()
    return lacking


def seal(target: Path, *, release: int, published_at: str) -> None:
    """Write the release into the published file and make it read-only."""
    with explained(target):
        with _opened(target) as published:
            published.execute(
                "update as_of set release = ?, published_at = ?", [release, published_at]
            )
            published.conn.commit()
            for keys in _news_without_release(published):
                published.conn.executemany(
                    "update news set first_release = ? where key = ?",
                    [(release, key) for key in keys],
                )
                published.conn.commit()
            published.execute("analyze")
        target.chmod(0o444)


def rows(target: Path, table: Table) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
    """Column names and all rows of a published table, in the order of its key."""
    connection = sqlite3.connect(_to_read(target), uri=True)
    found = connection.execute(f"select * from [{table.name}] order by {', '.join(table.key)}")
    return [column[0] for column in found.description], found


def row_counts(target: Path) -> dict[str, int]:
    """How many rows each table of a published file has, those of its search indexes included."""
    with reading(target) as connection:
        names = [
            name for (name,) in connection.execute(
                "select name from sqlite_master where type = 'table' order by rowid"
            )
        ]  # fmt: skip
        return {
            name: connection.execute(f"select count(*) from [{name}]").fetchone()[0]
            for name in names
        }


@contextmanager
def _opened(target: Path) -> Iterator[Database]:
    """A file that is being made, closed afterwards whatever happens."""
    with closing(sqlite3.connect(target)) as connection:
        db = Database(connection)
        for setting in _BEING_MADE:
            db.execute(f"pragma {setting}")
        yield db


def _to_read(target: Path) -> str:
    return f"{target.absolute().as_uri()}?mode=ro"


@contextmanager
def _laid_beside(
    db: Database, target: Path, *, keep: frozenset[str] = frozenset()
) -> Iterator[None]:
    """The new file as ``published``, while tables and views may be laid down in temp.

    All of it but what is to ``keep`` is cleared away whatever happens, each part also where another
    could not be: the connection is used again.
    """
    with ExitStack() as after:  # which does the last of these first
        db.execute("attach ? as published", [str(target)])
        after.callback(db.execute, "detach published")
        # The links between the new tables are not enforced while they are laid down one by one.
        _set(db, "foreign_keys", 0, after)
        for schema in ("main", "temp"):
            _set(db, f"{schema}.cache_size", -_CACHE_KIB, after)
        for setting in _BEING_MADE:
            db.execute(f"pragma published.{setting}")
        for name in {*REFERENCE, *_TOLD} - keep:
            after.callback(db.execute, f"drop table if exists temp.[{name}]")
        after.callback(_roll_back, db)
        yield


def _set(db: Database, name: str, value: int, after: ExitStack) -> None:
    """Set something of the connection for as long as this lasts."""
    was = db.execute(f"pragma {name}").fetchone()[0]
    db.execute(f"pragma {name} = {value}")
    after.callback(db.execute, f"pragma {name} = {was}")


def _roll_back(db: Database) -> None:
    if db.conn.in_transaction:
        db.execute("rollback")


def _lay(db: Database, name: str, columns: tuple[str, ...], found: Iterable[Row]) -> None:
    db.execute(f"drop table if exists temp.[{name}]")
    db.execute(f"create temp table [{name}] ({', '.join(columns)})")
    places = ", ".join(f":{column}" for column in columns)
    db.conn.executemany(f"insert into temp.[{name}] values ({places})", found)


def _recall(published: Database, before: Iterable[Path]) -> None:
    """Let the news be as old as they are: by the newest release before that told them.

    What none of them told is told now. Most releases hold all that the next one does, so that few
    of them are asked, unless there is something new.
    """
    for path in before:
        if not published.execute("select 1 from news where first_release is null").fetchone():
            break
        with explained(path), reading(path) as release:
            if not has_table(release, "news"):  # of before there was such a table
                continue
            for keys in _news_without_release(published):
                published.conn.executemany(
                    "update news set first_published_on = ?, first_release = ? where key = ?",
                    _told(release, keys),
                )
                published.conn.commit()


def _news_without_release(published: Database) -> Iterator[list[str]]:
    """Their keys, by lots: what a transaction changes is in memory until it ends."""
    last = 0
    while found := published.execute(
        """select rowid, key from news where first_release is null and rowid > ?
           order by rowid limit ?""",
        [last, _NEWS_AT_ONCE],
    ).fetchall():
        yield [key for _, key in found]
        last = found[-1][0]


def _told(release: sqlite3.Connection, keys: list[str]) -> list[tuple[str, int, str]]:
    """What a release told of some news: the day and release of each, and its key."""
    return release.execute(
        """select first_published_on, first_release, key from news
           where key in (select value from json_each(?)) and first_release is not null""",
        [json.dumps(keys)],
    ).fetchall()


def _copy(db: Database, reference: Mapping[str, Iterable[Row]]) -> None:
    """The facts, in one read of the working database, so that they agree with each other."""
    db.execute("begin")
    with counted_once(db):
        for name, columns in REFERENCE.items():
            _lay(db, name, columns, reference.get(name, ()))
        for table in FIRST:
            _copy_table(db, table)
    db.execute(
        """create table published.as_of as
           select a.day, cast(null as integer) as release, cast(null as text) as published_at,
             r.waiting as findings_waiting, r.oldest_found_on as oldest_finding_on
           from main.as_of a, main.reviewing r"""
    )
    db.execute("commit")


def _copy_later(db: Database, telling: Telling) -> None:
    """What is told of them."""
    db.execute("begin")
    for name, found in _rows_of(telling).items():
        _lay(db, name, _TOLD[name], found)
    for table in LATER:
        _copy_table(db, table)
    db.execute("commit")


def _rows_of(telling: Telling) -> dict[str, Iterable[Row]]:
    """The rows of the tables of ``_TOLD``."""
    return {
        "new_claims": telling.new_claims,
        "told_events_before": [{"id": number} for number in telling.told_events_before],
        "releases_before": telling.releases,
    }


def _copy_table(db: Database, table: Table) -> None:
    _create(db, table)
    order = f" order by {table.order}" if table.order else ""
    db.execute(f"insert into published.[{table.name}] select * from ({table.select}){order}")
    for number, columns in enumerate(table.indexes):
        name = f"idx_{table.name}_{number}"
        db.execute(f"create index published.[{name}] on [{table.name}] ({', '.join(columns)})")


def _create(db: Database, table: Table) -> None:
    """The empty table, with types, key and links."""
    db.execute(f"create temp table shape as select * from ({table.select}) limit 0")
    shape = db.execute("pragma temp.table_info(shape)").fetchall()
    db.execute("drop table temp.shape")
    columns = [f"[{name}] {_type_of(name, declared)}" for _, name, declared, *_ in shape]
    # "INT", not "INTEGER": SQLite would make that the row id, and rows could not lie in an order.
    alone = len(table.key) == 1 and not table.order
    if alone and columns[0] == f"[{table.key[0]}] INTEGER":
        columns[0] += " primary key"
    else:
        if table.order:
            columns = [column.replace(" INTEGER", " INT") for column in columns]
        columns.append(f"primary key ({', '.join(f'[{name}]' for name in table.key)})")
    columns += [
        f"foreign key ([{column}]) references [{other}]([{its}])"
        for column, other, its in table.links
    ]
    db.execute(f"create table published.[{table.name}] ({', '.join(columns)})")


def _type_of(name: str, declared: str) -> str:
    """A copied query keeps no type for what it computes; see ``WHOLE_NUMBERS``."""
    if declared:
        return "INTEGER" if declared.upper().startswith("INT") else "TEXT"
    if name in SHARES:
        return "REAL"
    return "INTEGER" if name in WHOLE_NUMBERS else "TEXT"


def _make_searchable(db: Database, table: Table) -> None:
    """An index for searching in one piece, as sqlite-utils would make it.

    That fills it as it makes it, and words are gathered in small portions then, which are merged
    over and over. How large they are is told to an index that is empty, and not kept in it.
    """
    if not table.search:
        return
    index, columns = f'"{table.name}_fts"', ", ".join(f'"{name}"' for name in table.search)
    # One transaction: what it made itself, it keeps no copy of when that is merged.
    db.execute("begin")
    db.execute(_INDEX_MADE.format(index=index, columns=columns, table=f'"{table.name}"'))
    tell = f"insert into {index} ({index}, rank) values (?, ?)"
    db.execute(tell, ["hashsize", _WORDS_AT_ONCE])
    db.execute(tell, ["automerge", 0])  # all at once, at the end
    db.execute(
        f"""insert into {index} (rowid, {columns}) select rowid, {columns} from [{table.name}]"""
    )
    db.execute(f"insert into {index} ({index}) values ('optimize')")
    db.execute(f"delete from [{table.name}_fts_config] where k <> 'version'")
    db.execute("commit")


def _digest(db: Database) -> str:
    digest = hashlib.sha256()
    row_told = json.JSONEncoder(ensure_ascii=False).encode
    for table in TABLES:
        if table.name in _NOT_IN_DIGEST:
            continue
        digest.update(f"\n{table.name}\n".encode())
        found = db.execute(f"select * from [{table.name}] order by {', '.join(table.key)}")
        while some := found.fetchmany(_ROWS_AT_ONCE):
            digest.update("".join(map(row_told, some)).encode())
    day = db.execute("select day, findings_waiting, oldest_finding_on from as_of").fetchone()
    digest.update(row_told(day).encode())
    return digest.hexdigest()
