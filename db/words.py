"""The index of words of the working database: what is still to be put into it, and how it is.

Triggers list a document that is new or has other words (``db/sql/0018_words_to_index.sql``); words
that were taken out leave the index at once. Whoever searches puts the listed ones in before that:
many in one transaction are a fraction of the work of each in its own, and a crawl waits for none.
"""

import sqlite3
from contextlib import closing, nullcontext
from pathlib import Path
from typing import Final

from sqlite_utils import Database

from db.connection import writing
from db.few_words import index_of, matching

_BATCH: Final = 500  # documents in a transaction: others who write wait for one


def index_words(db: Database) -> None:
    """Put the words of all documents that are listed into the index, in transactions of its own.

    Inside a transaction of the caller it is a part of that. Others may do the same meanwhile: each
    takes what it finds listed once it holds the database.
    """
    while db.conn.execute("select 1 from documents_to_index limit 1").fetchone():
        with nullcontext() if db.conn.in_transaction else writing(db):
            _index_batch(db)


def _index_batch(db: Database) -> None:
    """Put the first that are listed into the index, but for those that an index made anew has."""
    [(last,)] = db.conn.execute(
        """select max(document_id) from (
             select document_id from documents_to_index order by document_id limit ?)""",
        [_BATCH],
    )
    db.conn.execute(
        """insert into documents_fts (rowid, title, text)
           select d.id, d.title, d.text
           from documents_to_index q cross join documents d on d.id = q.document_id
           where q.document_id <= ?
             and not exists (select 1 from documents_fts_docsize z where z.id = d.id)
           order by q.document_id""",
        [last],
    )
    db.conn.execute("delete from documents_to_index where document_id <= ?", [last])


def index_words_in(path: Path) -> None:
    """The same in the database at ``path``."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        index_words(Database(connection))


def words_of(name: str) -> list[str]:
    """The words of a name as the index tells them apart: letters and digits."""
    return "".join(sign if sign.isalnum() else " " for sign in name).split()


def every_word(name: str) -> str:
    """A name as the index is asked for it: all its words, in any order."""
    return " AND ".join(f'"{word}"' for word in words_of(name))


def listed_titled(db: Database, query: str) -> list[int]:
    """The documents still to be put into the index of which a query finds the title.

    For those who only look, and neither write nor wait for who does: a small index of these titles
    is made in memory, and asked as the large one is. ``query`` asks for nothing but titles.
    """
    listed = db.conn.execute(
        """select d.id, d.title, null
           from documents_to_index q cross join documents d on d.id = q.document_id"""
    ).fetchall()
    if not listed:
        return []
    with closing(index_of(listed)) as titles:
        return matching(titles, query)
