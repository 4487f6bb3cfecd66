"""Which of a few documents hold some words: asked and answered as the index of all words is.

That index cannot be asked about a few documents at less than the price of all: FTS5 looks for the
first document with the words, from the beginning of each word's list, before it goes on to the one
in question. What a search here costs depends on the words of these documents alone.
"""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing
from typing import Final

from sqlite_utils import Database

# Whose words are in memory at once: at most so many documents, and letters but for the last one's.
_DOCUMENTS: Final = 100
_LETTERS: Final = 16_000_000

Words = tuple[int, str, str | None]  # a document's number, title and text


def holding(db: Database, queries: Iterable[str], documents: Iterable[int]) -> dict[str, list[int]]:
    """Query of FTS5 to the documents that it finds, in order; of these documents, as they are now.

    What finds nothing is left out.
    """
    asked = dict.fromkeys(queries)
    found: dict[str, list[int]] = defaultdict(list)
    for batch in _batches(db, documents) if asked else ():
        with closing(index_of(batch)) as index:
            for query in asked:
                found[query] += matching(index, query)
    return {query: numbers for query, numbers in found.items() if numbers}


def _batches(db: Database, documents: Iterable[int]) -> Iterator[list[Words]]:
    batch: list[Words] = []
    letters = 0
    for row in db.conn.execute(
        """select id, title, text from documents
           where id in (select value from json_each(?)) order by id""",
        [json.dumps(list(documents))],
    ):
        batch.append(row)
        letters += len(row[2] or "")
        if len(batch) >= _DOCUMENTS or letters >= _LETTERS:
            yield batch
            batch, letters = [], 0
    if batch:
        yield batch


def matching(index: sqlite3.Connection, query: str) -> list[int]:
    """The numbers of the documents in an index of a few that a query of FTS5 finds."""
    rows = index.execute("select rowid from words where words match ?", [query])
    return [row[0] for row in rows.fetchall()]


def index_of(batch: list[Words]) -> sqlite3.Connection:
    """An index in memory of the words of these documents, taken apart as in ``documents_fts``."""
    index = sqlite3.connect(":memory:")
    index.execute(
        """create virtual table words using fts5 (
             title, text, content = '', tokenize = 'porter unicode61')"""
    )
    index.executemany("insert into words (rowid, title, text) values (?, ?, ?)", batch)
    return index
