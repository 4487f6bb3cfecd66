"""Remove text for good: which, from where, and how it is kept from coming back.

Two kinds. Of a document all text of all versions goes; a sentence is replaced by as many signs,
wherever it stands. Tables are found by asking the database, so that none is forgotten when one is
added. Called inside one transaction; ``scrub`` afterwards leaves no byte of it in the files.
"""

import hashlib
import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlite_utils import Database

from db.errors import Problem
from db.masking import (
    FILLER,
    Hashed,
    Masker,
    Several,
    Words,
    filler,
    fold,
    fold_loosely,
    mask,
    mask_cell,
)
from db.normal import normalise

if TYPE_CHECKING:
    from db.readings import Announced, Reading

Row = dict[str, Any]
_BUSY_MS: Final = 5_000  # how long readers are waited for when the files are written anew
_FEW_WORDS: Final = 8  # so many of a document's words may stand in what we say ourselves
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")
# What documents said: of other documents it stays when one is removed.
OF_DOCUMENTS: Final = frozenset({
    "documents", "versions", "texts", "statements", "changes", "pages", "attachments",
    "announced_dates", "document_versions", "document_files", "document_changes", "quotes",
})  # fmt: skip


# ------------------------------------------------------------------ what is meant


def overwrite_what_goes(db: Database) -> None:
    """Let SQLite write zeros over whatever this connection deletes from now on."""
    db.execute("pragma secure_delete = on")


def document_of(db: Database, number: int) -> Row | None:
    """Id, url and title of a document."""
    return _first(db, "select id, url, title from documents where id = ?", [number])


def documents_at(db: Database, url: str) -> list[Row]:
    """The documents with an address: a site and its copy may both have it."""
    sql = "select id, url, title, origin, source from documents where url = ? order by id"
    return list(db.query(sql, [url]))


def quote_of(db: Database, statement: int) -> Row | None:
    """The sentence of a statement, and its document."""
    return _first(db, "select document_id, quote from statements where id = ?", [statement])


def documents_with(db: Database, masker: Masker) -> list[Row]:
    """The documents of which anything holds the words: a text, a title, a file, the site's record.

    Whatever the sweep would change of a document counts, or its sums would no longer be its own.
    """
    with _functions(db, masker):
        return list(
            db.query(
                """select id, url, title from documents where id in (
                     select v.document_id from texts t join versions v on v.id = t.version_id
                     where redact_holds(t.text)
                     union select document_id from statements where redact_holds(quote)
                     union select document_id from versions
                     where redact_holds(title) or redact_holds(data)
                     union select v.document_id from attachments a
                     join versions v on v.id = a.version_id where redact_holds(a.title)
                     union select id from documents where redact_holds(text) or redact_holds(title)
                   ) order by id"""
            )
        )


def nearly_with(db: Database, sentence: str, *, limit: int) -> list[Row]:
    """Documents that hold the words but for case, quotes and dashes, and so keep them.

    Id and url of the first ``limit``; where the words stand exactly does not count.
    """
    loose, masker = fold_loosely(sentence), Words([sentence])

    def holds(text: Any) -> bool:
        return isinstance(text, str) and loose in fold_loosely(mask(masker, text))

    db.conn.create_function("redact_nearly", 1, holds)
    return list(
        db.query(
            """select id, url from documents where id in (
                 select v.document_id from texts t join versions v on v.id = t.version_id
                 where redact_nearly(t.text)
                 union select document_id from versions where redact_nearly(title)
                 union select v.document_id from attachments a
                 join versions v on v.id = a.version_id where redact_nearly(a.title)
               ) order by id limit ?""",
            [limit],
        )
    )


def known(db: Database, *, document_id: int | None = None, sha256: str | None = None) -> list[Row]:
    """The redactions of a whole document, or of a sentence by its sum."""
    return list(
        db.query(
            """select * from redactions
               where (kind = 'document' and document_id = ?) or sha256 = ? order by id""",
            [document_id, sha256],
        )
    )


def unfinished(db: Database) -> list[Row]:
    """Redactions that were begun and not ended, with the address of the document."""
    return list(
        db.query(
            """select r.*, d.url from redactions r left join documents d on d.id = r.document_id
               where r.state = 'begun' order by r.id"""
        )
    )


def bodies_of(db: Database, documents: Iterable[int]) -> list[str]:
    """The sums of the bodies that documents were read from."""
    rows = db.execute(
        """select distinct raw_sha256 from versions
           where document_id in (select value from json_each(?)) order by 1""",
        [json.dumps(list(documents))],
    )
    return [row[0] for row in rows.fetchall()]


def sentences_of(db: Database, document_id: int) -> list[str]:
    """The sentences of over eight words in all versions of a document, but for its titles."""
    texts = db.execute(
        """select t.text from texts t join versions v on v.id = t.version_id
           where v.document_id = ?
           union select quote from statements where document_id = ?""",
        [document_id, document_id],
    ).fetchall()
    titles = {
        fold(row[0])
        for row in db.execute(
            """select title from versions where document_id = ?
               union select a.title from attachments a join versions v on v.id = a.version_id
               where v.document_id = ?""",
            [document_id, document_id],
        ).fetchall()
    }
    found = {fold(one) for (text,) in texts for one in _SENTENCE.findall(text)}
    return sorted(one for one in found - titles if len(one.split()) > _FEW_WORDS)


# ------------------------------------------------------------------ removing


@contextmanager
def allowed(db: Database) -> Iterator[None]:
    """What is never changed may be changed here: inside a transaction."""
    db.execute("insert into redacting (id) values (1)")
    yield
    db.execute("delete from redacting")


def insert(db: Database, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write down what is removed, as begun."""
    for row in rows:
        db.execute(
            """insert into redactions (kind, document_id, redacted_on, reason, sha256, letters,
                 bodies, by_name, at)
               values (:kind, :document_id, :redacted_on, :reason, :sha256, :letters, :bodies,
                 :by_name, :at)""",
            dict(row),
        )


def end(db: Database) -> None:
    """Everything that was begun is done."""
    db.execute("update redactions set state = 'done' where state = 'begun'")


def sweep(
    db: Database, masker: Masker, *, but: Iterable[str] = (), look_only: bool = False
) -> dict[tuple[str, str], int]:
    """Blot out what the masker knows in every text column; returns rows by (table, column).

    ``but`` are tables that are left alone. ``look_only`` changes nothing.
    """
    found = {}
    with _functions(db, masker):
        for table, column in _text_columns(db, frozenset(but)):
            count = (_count if look_only else _blot)(db, table, column, masker.shortest)
            if count:
                found[table, column] = count
    return found


def blot_sentence(
    db: Database, masker: Masker, documents: Iterable[int]
) -> dict[tuple[str, str], int]:
    """Remove a sentence everywhere; of ``documents``, which hold it, also what they came from."""
    with _functions(db, masker):
        # What the rules found there is found anew; a decision of a person stays under its key.
        db.execute(
            """delete from statement_places where statement_id in (
                 select id from statements where redact_holds(quote))"""
        )
        db.execute("update statements set stands = 0 where redact_holds(quote)")
        db.execute(
            "delete from readings where text_id in (select id from texts where redact_holds(text))"
        )
    found = sweep(db, masker)
    for number in documents:
        _forget_source(db, number)
    return found


def wipe_document(db: Database, number: int) -> None:
    """Remove all text of a document; titles, addresses, days and sums stay."""
    texts = """(select t.id from texts t join versions v on v.id = t.version_id
                where v.document_id = ?)"""
    versions = "(select id from versions where document_id = ?)"
    with _functions(db, Words([])):
        for sql in (
            f"delete from statement_places where text_id in {texts}",
            f"delete from readings where text_id in {texts}",
            f"update texts set text = '', page_starts = null where id in {texts}",
            "update documents set text = '' where id = ?",
            """update statements set quote = redact_fill(quote), deliverable = null, actor = null,
                 speaker = null, target = null, stands = 0 where document_id = ?""",
            "update reviews set quote = redact_fill(quote) where document_id = ?",
            """update changes set removed = redact_strings(removed),
                 added = redact_strings(added), removed_quote = null, added_quote = null
               where document_id = ?""",
            f"update announced_dates set note = null where version_id in {versions}",
        ):
            db.execute(sql, [number])
    _forget_source(db, number)


def wipe_published(db: Database, url: str) -> int:
    """Remove all text of a document from a published file; returns how many rows that changed."""
    numbers = [row[0] for row in db.execute("select id from documents where url = ?", [url])]
    before = db.conn.total_changes
    tables = set(db.table_names())
    for table, sql in (
        ("documents", "update documents set text = null where id = ? and text is not null"),
        ("document_versions",
         "update document_versions set text = null where document = ? and text is not null"),
        ("quotes", "delete from quotes where document = ?"),
        ("document_changes",
         """update document_changes set removed = null, added = null
            where document = ? and coalesce(removed, added) is not null"""),
    ):  # fmt: skip
        for number in numbers if table in tables else ():
            db.execute(sql, [number])
    return db.conn.total_changes - before


def has_newer_removal(db: Database, file: Path) -> bool:
    """Whether something was removed since a published file was laid down."""
    newest = "select coalesce(max(r.id), 0) from redactions r"
    ours = f"{newest} left join documents d on d.id = r.document_id where d.origin is not 'copy'"
    with opened(file, to_read=True) as published:
        told = published.execute(newest).fetchone()
    return bool(db.execute(ours).fetchone() != told)


def published_has(db: Database, urls: Iterable[str]) -> bool:
    """Whether a published file holds text of any of these documents."""
    tables = set(db.table_names())
    parts = [
        sql for table, sql in (
            ("documents", "select 1 from documents where url = ? and text is not null"),
            ("document_versions",
             """select 1 from document_versions v join documents d on d.id = v.document
                where d.url = ? and v.text is not null"""),
            ("quotes",
             "select 1 from quotes q join documents d on d.id = q.document where d.url = ?"),
            ("document_changes",
             """select 1 from document_changes c join documents d on d.id = c.document
                where d.url = ? and coalesce(c.removed, c.added) is not null"""),
        ) if table in tables
    ]  # fmt: skip
    return any(db.execute(sql, [url]).fetchone() for sql in parts for url in urls)


def _forget_source(db: Database, number: int) -> None:
    """What the site's own record of a document says, tags and all, goes with its text."""
    db.execute("update versions set data = null where document_id = ?", [number])
    db.execute(
        """update pages set item = null where exists (
             select 1 from documents d where d.id = ? and d.url = pages.url
               and d.source = pages.source and d.origin = pages.origin)""",
        [number],
    )


# ------------------------------------------------------------------ files


def scrub(db: Database) -> None:
    """Write the file anew, so that no byte of what was removed is left in it or beside it.

    Raises Problem where a reader holds the state of before.
    """
    waited = db.execute("pragma busy_timeout").fetchone()[0]
    db.execute(f"pragma busy_timeout = {_BUSY_MS}")
    try:
        rebuild_search(db)
        if "sqlite_stat1" in db.table_names():
            db.execute("analyze")  # which keeps samples of what is indexed
        db.execute("vacuum")
        busy = db.execute("pragma wal_checkpoint(truncate)").fetchone()[0]
    except sqlite3.OperationalError as error:
        if "locked" not in str(error):
            raise
        busy = 1
    finally:
        db.execute(f"pragma busy_timeout = {waited}")
    if busy:
        raise Problem(
            "another program reads or writes the database, so that the removed text is still "
            "somewhere in its files",
            do="let that program end, then run `delaywatch redact --finish`",
        )


def rebuild_search(db: Database) -> None:
    """Every full-text index anew: a removed word leaves a mark in the old one."""
    for name in search_tables(db):
        db.execute(f"insert into [{name}] ([{name}]) values ('rebuild')")
        db.execute(f"insert into [{name}] ([{name}]) values ('optimize')")
    if db.conn.in_transaction:
        db.conn.commit()


def search_tables(db: Database) -> list[str]:
    """The names of the full-text indexes."""
    rows = db.execute(
        """select name from sqlite_master
           where type = 'table' and sql like 'create virtual table%using fts5%' order by name"""
    )
    return [row[0] for row in rows.fetchall()]


@contextmanager
def opened(file: Path, *, to_read: bool = False) -> Iterator[Database]:
    """A published file: to look at, or a copy of one to change."""
    address = f"{file.absolute().as_uri()}?mode={'ro' if to_read else 'rw'}"
    with closing(sqlite3.connect(address, uri=True)) as connection:
        connection.execute("pragma secure_delete = on")
        yield Database(connection)


def close_file(db: Database) -> None:
    """A changed copy of a published file: search, statistics and the file itself anew."""
    db.conn.commit()
    rebuild_search(db)
    db.execute("analyze")
    db.conn.commit()
    db.execute("vacuum")


def key_of(db: Database, table: str) -> tuple[str, ...]:
    """The columns of the key of a published table, in its order."""
    columns = db.execute(f"pragma table_info([{table}])").fetchall()
    keyed = sorted((column[5], column[1]) for column in columns if column[5])
    return tuple(name for _, name in keyed) or ("rowid",)


# ------------------------------------------------------------------ what comes in later


@dataclass(frozen=True)
class Removed:
    """What was removed of a document: all of it, or what the masker knows."""

    whole: bool
    masker: Masker

    def of(self, reading: "Reading") -> "Reading":
        """What may be kept of what was read of it now. Its sums are those of what was read."""
        text = "" if self.whole else mask(self.masker, normalise(reading.text))
        return replace(
            reading,
            text=text,
            title=reading.title if self.whole else mask(self.masker, reading.title),
            page_starts=() if self.whole else reading.page_starts,
            announced=tuple(self._announced(one) for one in reading.announced),
            attachments=reading.attachments if self.whole else tuple(
                replace(one, title=mask(self.masker, one.title)) for one in reading.attachments
            ),
            data=None,
            hash_as_read=reading.hash,
            keep_raw=False,
        )  # fmt: skip

    def _announced(self, one: "Announced") -> "Announced":
        if self.whole:
            return replace(one, note=None)
        masked = {
            name: mask(self.masker, value) if value else value
            for name, value in (
                ("title", one.title), ("words", one.words), ("note", one.note),
                ("previous_words", one.previous_words),
            )
        }  # fmt: skip
        return replace(one, **masked)  # type: ignore[arg-type]


def removed_of(db: Database, document_id: int) -> Removed | None:
    """What was removed of a document, or None."""
    rows = list(db.query("select * from redactions where document_id = ?", [document_id]))
    if not rows:
        return None
    sentences = {(row["letters"], row["sha256"]) for row in rows if row["kind"] == "sentence"}
    whole = any(row["kind"] == "document" for row in rows)
    return Removed(whole, Several(Hashed(*one) for one in sorted(sentences)))


def is_removed_body(db: Database, sha256: str) -> bool:
    """Whether a body left the archive with a removal."""
    return sha256 in removed_bodies(db)


def removed_bodies(db: Database) -> set[str]:
    """The sums of the bodies that left the archive."""
    rows = db.execute("select b.value from redactions r, json_each(r.bodies) b").fetchall()
    return {row[0] for row in rows}


def sum_of_raw(raw: bytes) -> str:
    """The sum under which a body is known that is not kept."""
    return hashlib.sha256(raw).hexdigest()


# ------------------------------------------------------------------ small helpers


@contextmanager
def _functions(db: Database, masker: Masker) -> Iterator[None]:
    """The masker as functions of SQL."""
    functions: dict[str, Callable[[Any], Any]] = {
        "redact_holds": lambda cell: isinstance(cell, str) and mask_cell(masker, cell) != cell,
        "redact_mask": lambda cell: mask_cell(masker, cell),
        "redact_fill": lambda cell: None if cell is None else filler(cell),
        "redact_strings": _without_text,
    }
    for name, function in functions.items():
        db.conn.create_function(name, 1, function)
    yield


def _without_text(cell: str) -> str:
    """Lines of a change without their words; how many there are, and of which page, stays."""
    lines = [
        {**line, "text": FILLER} if isinstance(line, dict) else FILLER for line in json.loads(cell)
    ]
    return json.dumps(lines, ensure_ascii=False)


def _text_columns(db: Database, but: frozenset[str]) -> list[tuple[str, str]]:
    """Table and column of all that may hold text; not what SQLite keeps for itself."""
    tables = db.execute(
        """select name from pragma_table_list
           where schema = 'main' and type = 'table' and name not like 'sqlite\\_%' escape '\\'
           order by name"""
    ).fetchall()
    return [
        (table, column[1])
        for (table,) in tables
        if table not in but
        for column in db.execute(f"pragma table_info([{table}])").fetchall()
    ]


def _blot(db: Database, table: str, column: str, shortest: int) -> int:
    cursor = db.execute(
        f"""update [{table}] set [{column}] = redact_mask([{column}])
            where typeof([{column}]) = 'text' and length([{column}]) >= ?
              and redact_holds([{column}])""",
        [shortest],
    )
    return cursor.rowcount


def _count(db: Database, table: str, column: str, shortest: int) -> int:
    sql = f"""select count(*) from [{table}]
              where typeof([{column}]) = 'text' and length([{column}]) >= ?
                and redact_holds([{column}])"""
    return int(db.execute(sql, [shortest]).fetchone()[0])


def _first(db: Database, sql: str, parameters: list[Any]) -> Row | None:
    return next(iter(db.query(sql, parameters)), None)
