"""Five thousand documents, and kill -9 at any step: what was kept is whole, and is taken up."""

import random
import sqlite3
import time

import pytest

from db.connection import writing
from tests.kills import kill_points, killed_at
from tests.tracker.changes.watch import Watch, instant
from tests.tracker.pages import OFFICIAL
from tracker.changes.find import find_changes

pytestmark = pytest.mark.slow
DOCUMENTS, KILLS = 5000, 10
PARAGRAPH = " ".join(f"In ward {n} there were {n * 7} beds, as was said before." for n in range(40))


def filled(path, documents=DOCUMENTS):
    """A database of so many documents, each edited once; a tenth of them is gone."""
    watch = Watch(path)
    watch.page("Fog.", of=OFFICIAL)
    rows = range(10, 10 + documents)
    with writing(watch.db):
        watch.db.conn.executemany(
            """insert into documents (id, source, origin, url, kind, title, first_seen_at,
                 last_seen_at) values (?, 'news', 'site', ?, 'news', 'A page', ?, ?)""",
            [(n, f"https://news.example/{n}", instant(1), instant(4)) for n in rows],
        )
        for number, (day, text) in enumerate(((1, "June 2026"), (5, "May 2027")), start=1):
            watch.db.conn.executemany(
                """insert into versions (id, document_id, number, title, raw_sha256, route,
                     fetched_at) values (?, ?, ?, 'A page', 'x', 'rest', ?)""",
                [(2 * n + number, n, number, instant(day)) for n in rows],
            )
            watch.db.conn.executemany(
                """insert into texts (version_id, extractor, text, content_hash, made_at)
                   values (?, 'x/1', ?, 'x', '')""",
                [(2 * n + number, f"{PARAGRAPH}\nPlan {n} is due by {text}.") for n in rows],
            )
            watch.db.conn.executemany(
                "update documents set current_version = ?, last_seen_at = ? where id = ?",
                [(2 * n + number, instant(day), n) for n in rows],
            )
        watch.db.conn.executemany(
            "insert into document_log (document_id, happened, at) values (?, 'vanished', ?)",
            [(n, instant(9)) for n in rows if n % 10 == 0],
        )
    return watch


def test_five_thousand_documents_that_were_edited(tmp_path):
    watch = filled(tmp_path / "delaywatch.db")
    started = time.process_time()
    found = find_changes(watch.db, at=instant(9))
    assert time.process_time() - started < 20
    assert (found.made, found.waiting, found.notices) == (DOCUMENTS * 1.1, DOCUMENTS, 1)
    started = time.process_time()
    assert find_changes(watch.db, at=instant(9)).made == 0
    assert time.process_time() - started < 5


def test_a_run_that_is_killed_is_taken_up(tmp_path):
    path = tmp_path / "delaywatch.db"
    watch = filled(path, 1500)

    def finding(path):
        return ["tests.tracker.changes.finding", str(path), instant(9)]

    for step in kill_points(random.Random(2026), KILLS, watch.db, finding):
        killed_at(step, *finding(path))
        assert sqlite3.connect(path).execute("pragma integrity_check").fetchone() == ("ok",)
    assert watch.count("changes") > 0
    find_changes(watch.db, at=instant(9))
    assert watch.count("changes") == watch.count("turns") == 1650
    assert watch.count("changes where removed = '[]' and kind = 'edited'") == 0
    [notice] = watch.notices()
    assert notice["pages_gone"] == 150
    assert watch.count("changes where notice_id is not null") == 150
