"""The index of words: what is listed for it, and that it comes to what an index made anew would."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from db import words
from db.connection import connect, trying, writing
from db.foi import releases
from db.looks import titled
from db.migrations import schema
from db.suggestions import titles_like
from db.words import index_words, index_words_in
from tests.blank import blank

SOURCE = """insert into sources (name, title, kind, republish, nature)
            values ('news', 'Coast News', 'wordpress', 'text', 'official')"""
NEW = """insert {how} into documents (id, source, origin, url, kind, title, text, first_seen_at,
           last_seen_at)
         values ({id}, 'news', 'site', 'https://news.example/{id}', '{kind}', '{title}', '{text}',
           '2026', '2026')"""
REBUILD = "insert into documents_fts (documents_fts) values ('rebuild')"


def new(number, title="A page", text="There was fog.", kind="news", how=""):
    return NEW.format(id=number, title=title, text=text, kind=kind, how=how)


def blank_with_source():
    db = blank()
    db.execute(SOURCE)
    return db


@pytest.fixture
def db():
    return blank_with_source()


@pytest.fixture
def path(tmp_path):
    """A file with ten documents that are all still to be put into the index."""
    path = tmp_path / "delaywatch.db"
    db = connect(path)
    with writing(db):
        db.execute(SOURCE)
        for number in range(1, 11):
            db.execute(new(number))
    db.conn.close()
    return path


def listed(db):
    return [row[0] for row in db.execute("select document_id from documents_to_index").fetchall()]


def found(db, word):
    rows = db.execute("select rowid from documents_fts where documents_fts match ?", [word])
    return [row[0] for row in rows.fetchall()]


def in_index(db):
    """Each word of the index, with its document and place."""
    db.execute(
        """create virtual table if not exists temp.said
           using fts5vocab ('main', 'documents_fts', 'instance')"""
    )
    return db.execute("select * from temp.said order by term, doc, col, offset").fetchall()


def is_sound(db):
    """Whether the index, by its own account, is that of its table; raises what it says if not."""
    db.execute("insert into documents_fts (documents_fts, rank) values ('integrity-check', 1)")
    return True


def same_as_anew(db):
    """Whether the index has what one has that is made anew; nothing may be listed."""
    was, sizes = in_index(db), list(db.query("select * from documents_fts_docsize"))
    with trying(db):
        db.execute(REBUILD)
        return (in_index(db), list(db.query("select * from documents_fts_docsize"))) == (was, sizes)


# ------------------------------------------------------------------ what is listed

OTHER = "update documents set text = 'The sea was calm.' where id = 1"
BACK = "update documents set text = 'There was fog.' where id = 1"
TITLE = "update documents set title = 'Calm' where id = 1"
SEEN = "update documents set last_seen_at = '2027', text = text, title = title where id = 1"
GONE = "delete from documents where id = 1"
STEPS = {
    # what is done to documents 1 and 2; what is listed then; where "fog" and "calm" are found
    "new": ([], [1, 2], [], []),
    "indexed": (["index"], [], [1, 2], []),
    "other words, before": ([OTHER], [1, 2], [], []),
    "other words, after": (["index", OTHER], [1], [2], []),
    "other words, indexed": (["index", OTHER, "index"], [], [2], [1]),
    "another title": (["index", TITLE], [1], [2], []),
    "another title, indexed": (["index", TITLE, "index"], [], [1, 2], [1]),
    "other words twice": (["index", OTHER, BACK, OTHER], [1], [2], []),
    "other words and back": (["index", OTHER, BACK, "index"], [], [1, 2], []),
    "the same words": (["index", SEEN], [], [1, 2], []),
    "gone, before": ([GONE], [2], [], []),
    "gone, after": (["index", GONE], [], [2], []),
    "gone with other words": (["index", OTHER, GONE], [], [2], []),
    "gone and back": (["index", GONE, new(1)], [1], [2], []),
    "gone and back, indexed": (["index", GONE, new(1, "Calm", ""), "index"], [], [2], [1]),
    "made anew": ([REBUILD], [1, 2], [1, 2], []),
    "made anew, indexed": ([REBUILD, "index"], [], [1, 2], []),
    "made anew, other words": ([REBUILD, OTHER], [1, 2], [2], []),
    "made anew, other words, indexed": ([REBUILD, OTHER, "index"], [], [2], [1]),
    "made anew, gone": ([REBUILD, GONE], [2], [2], []),
    "the statement says ignore": ([new(3, how="or ignore"), "index"], [], [1, 2, 3], []),
    "the statement says replace":
        (["index", OTHER.replace("update", "update or replace"), BACK], [1], [2], []),
}  # fmt: skip


@pytest.mark.parametrize(("steps", "to_index", "fog", "calm"), STEPS.values(), ids=STEPS)
def test_what_is_listed_and_found(db, steps, to_index, fog, calm):
    db.execute(new(1))
    db.execute(new(2))
    for step in steps:
        if step == "index":
            index_words(db)
        else:
            db.execute(step)
    assert (listed(db), found(db, "fog"), found(db, "calm")) == (to_index, fog, calm)
    index_words(db)
    assert listed(db) == []
    assert is_sound(db)
    assert same_as_anew(db)


PLACES = st.integers(1, 5)
WORDS = st.sampled_from(["", "fog", "calm sea", "fog fog calm", "the sea"])
STEP = st.one_of(
    st.tuples(st.just("put"), PLACES, WORDS, WORDS),
    st.tuples(st.sampled_from(["gone", "index", "rebuild"]), PLACES, st.just(""), st.just("")),
)


def put(db, number, title, text):
    if db.execute("select 1 from documents where id = ?", [number]).fetchone():
        change = "update documents set title = ?, text = ? where id = ?"
        db.execute(change, [title, text, number])
    else:
        db.execute(new(number, title, text))


@settings(max_examples=60, deadline=None)
@given(st.lists(STEP, max_size=20))
def test_whatever_happens_no_word_that_is_gone_is_found_and_the_index_comes_right(steps):
    db = blank_with_source()
    do = {"put": put, "gone": lambda db, number, *_: db.execute(GONE.replace("= 1", f"= {number}")),
          "index": lambda db, *_: index_words(db),
          "rebuild": lambda db, *_: db.execute(REBUILD)}  # fmt: skip
    for name, *more in steps:
        do[name](db, *more)
        # Each document is in it with the words it has now, or not at all, and listed then.
        of_now = {(row["doc"], row["term"]) for row in _stems(db)}
        in_it = {(doc, term) for term, doc, _, _ in in_index(db)}
        numbers = {doc for doc, _ in in_it}
        assert in_it == {pair for pair in of_now if pair[0] in numbers}
        assert {doc for doc, _ in of_now} - numbers <= set(listed(db))
    index_words(db)
    assert listed(db) == []
    assert is_sound(db)
    assert same_as_anew(db)


def _stems(db):
    """The words of all documents as an index of their own has them."""
    with closing(sqlite3.connect(":memory:")) as anew:
        anew.row_factory = sqlite3.Row
        anew.execute("create virtual table d using fts5 (title, text, tokenize='porter unicode61')")
        rows = db.execute("select id, title, text from documents").fetchall()
        anew.executemany("insert into d (rowid, title, text) values (?, ?, ?)", rows)
        anew.execute("create virtual table v using fts5vocab (d, instance)")
        return [dict(row) for row in anew.execute("select doc, term from v")]


# ------------------------------------------------------------------ how it is brought up to date


def test_where_nothing_is_listed_it_is_one_question(db):
    db.execute(new(1))
    index_words(db)
    given_to = []
    db.conn.set_trace_callback(given_to.append)
    index_words(db)
    assert given_to == ["select 1 from documents_to_index limit 1"]


@pytest.mark.parametrize(("batch", "transactions"), [(3, 4), (5, 2), (10, 1), (11, 1)])
def test_so_many_in_a_transaction(path, monkeypatch, batch, transactions):
    monkeypatch.setattr(words, "_BATCH", batch)
    db = connect(path)
    given_to = []
    db.conn.set_trace_callback(given_to.append)
    index_words(db)
    assert given_to.count("begin immediate") == given_to.count("commit") == transactions
    assert found(db, "fog") == list(range(1, 11))


def test_inside_a_transaction_it_is_a_part_of_it(path):
    db = connect(path)
    with trying(db):
        index_words(db)
        assert len(found(db, "fog")) == 10
    assert (len(listed(db)), found(db, "fog")) == (10, [])
    with writing(db):
        index_words(db)
    assert (listed(db), len(found(db, "fog"))) == ([], 10)
    assert same_as_anew(db)


def test_several_at_once_put_each_document_in_once(path, monkeypatch):
    monkeypatch.setattr(words, "_BATCH", 1)
    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(_opened, path, index_words) for _ in range(4)]:
            done.result()
    db = connect(path)
    assert (listed(db), len(found(db, "fog"))) == ([], 10)
    assert is_sound(db)
    assert same_as_anew(db)


def _opened(path, work):
    with closing(connect(path).conn) as connection:
        return work(Database(connection))


def test_another_may_have_put_them_in_between_the_question_and_the_transaction(path):
    db = connect(path)
    asked = []

    def other(statement):
        if statement == "begin immediate" and not asked:
            asked.append(statement)
            index_words_in(path)

    db.conn.set_trace_callback(other)
    index_words(db)
    assert asked
    assert same_as_anew(db)


# ------------------------------------------------------------------ who searches

VERSION = """insert into versions (id, document_id, number, title, raw_sha256, route, fetched_at)
             values (1, 1, 1, 'x', 'ab', 'rest', '2026')"""
CURRENT = "update documents set current_version = 1"
SEARCHES = {
    "titles like a name": ("news", lambda db: titles_like(db, "walking strategies")),
    "releases naming": ("foi_release", lambda db: releases.naming(db, "walking strategies")),
    "releases naming, of some":
        ("foi_release", lambda db: list(releases.named_in(db, ["walking strategies"], [1]))),
    "releases referring": ("foi_release", lambda db: releases.referring(db, "FOI-2605")),
    "pages titled": ("news", lambda db: titled(db, ["walking strategies", "x"], 5)),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "search"), SEARCHES.values(), ids=SEARCHES)
def test_what_was_recorded_just_now_is_found(db, kind, search):
    db.execute(new(1, "The walks strategy", "A walking strategies, FOI-2605.", kind))
    db.execute(VERSION)
    db.execute(CURRENT)
    before = search(db)
    assert len(before) == 1
    index_words(db)
    assert search(db) == before
    db.execute("update documents set title = 'Fog', text = 'Fog'")
    assert search(db) == []


@pytest.mark.parametrize(
    ("indexed", "to_index"),
    [((), [1, 2, 3, 4]), (("early",), [2, 3, 4]), (("early", "late"), [])],
    ids=str,
)
def test_who_only_looks_finds_it_too_and_writes_nothing(tmp_path, indexed, to_index):
    """Some are in the index, some have other words since, some are new."""
    path = tmp_path / "delaywatch.db"
    db = connect(path)
    db.execute(SOURCE)
    for number in (1, 2):
        db.execute(new(number, "Café walks"))
    if "early" in indexed:
        index_words(db)
    db.execute("update documents set title = 'Cafe walking' where id = 2")
    db.execute(new(3, "CAFÉ WALK"))
    db.execute(new(4, "Fog", "cafe walk"))
    if "late" in indexed:
        index_words(db)
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as reader:
        titles = [row["title"] for row in titled(Database(reader), ["cafe walks"], 5)]
    assert titles == ["CAFÉ WALK", "Cafe walking", "Café walks"]
    assert listed(db) == to_index


# ------------------------------------------------------------------ an older database


def test_what_was_in_the_index_before_there_was_a_list_stays_in_it(tmp_path):
    db = Database(tmp_path / "old.db")
    schema.apply(db, stop_before="m0018_words_to_index")
    db.execute(SOURCE)
    db.execute(new(1))
    db.execute(new(2))
    schema.apply(db)
    assert (listed(db), found(db, "fog")) == ([], [1, 2])
    db.execute(OTHER)
    assert (listed(db), found(db, "fog"), found(db, "calm")) == ([1], [2], [])
    db.execute("delete from documents where id = 2")
    index_words(db)
    assert (listed(db), found(db, "fog"), found(db, "calm")) == ([], [], [1])
    assert is_sound(db)
    assert same_as_anew(db)
