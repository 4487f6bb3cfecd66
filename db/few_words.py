"""Which of a few documents hold some words: asked and answered as the index of all words is.

That index cannot be asked about a few documents at less than the price of all: FTS5 looks for the
first document with the words, from the beginning of each word's list, before it goes on to the one
in question. What a search here costs depends on the words of these documents alone.
"""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import closing
from typing import Final

from sqlite_utils import Database

_BATCH: Final = 100  # documents whose words are in memory at once; their texts are so one by one


def holding(db: Database, queries: Iterable[str], documents: Iterable[int]) -> dict[str, list[int]]:
    """Query of FTS5 to the documents that it finds, in order; of these documents, as they are now.

    What finds nothing is left out.
    """
    asked, among = dict.fromkeys(queries), sorted(documents)
    found: dict[str, list[int]] = defaultdict(list)
    for start in range(0, len(among) if asked else 0, _BATCH):
        with closing(_index_of(db, among[start : start + _BATCH])) as index:
            for query in asked:
                rows = index.execute("select rowid from words where words match ?", [query])
                found[query] += [row[0] for row in rows.fetchall()]
    return {query: numbers for query, numbers in found.items() if numbers}


def _index_of(db: Database, documents: Sequence[int]) -> sqlite3.Connection:
    """An index in memory of the words of these documents, taken apart as in ``documents_fts``."""
    rows = db.conn.execute(
        "select id, title, text from documents where id in (select value from json_each(?))",
        [json.dumps(documents)],
    )
    index = sqlite3.connect(":memory:")
    index.execute(
        """create virtual table words using fts5 (
             title, text, content = '', tokenize = 'porter unicode61')"""
    )
    index.executemany("insert into words (rowid, title, text) values (?, ?, ?)", rows)
    return index
