"""The made-up working database: that it has what a real one has, and is the same every time."""

import sqlite3

import pytest

from benchmarks.world import Sizes, fill
from db.connection import connect

pytestmark = pytest.mark.slow
SIZE = Sizes(2_000, 3_000)
# What a database gathers in years of use.
KINDS = {
    "sources": "sources", "runs": "runs", "pages of the ledger": "pages", "documents": "documents",
    "versions": "versions", "second versions": "versions where number = 2",
    "files": "attachments", "changes": "changes",
    "decisions on changes": "change_reviews where decision = 'accept'",
    "commitments": "commitments", "events": "events", "sources of events": "event_sources",
    "made by rules": "commitments where origin like 'rule:%'", "announced": "announced_dates",
    "taken back": "commitments where retracted_on is not null",
    "events taken back": "events where retracted_on is not null",
    "held": "holds where lifted_at is null", "looks": "looks", "replies of bodies": "responses",
    "objections": "objections", "corrections": "corrections", "addresses checked": "link_checks",
    "FOI cases": "foi_requests", "private cases": "foi_requests where visibility = 'private'",
    "steps of cases": "foi_events", "cases counted": "foi_standings",
}  # fmt: skip


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return fill(tmp_path_factory.mktemp("world") / "delaywatch.db", SIZE)


@pytest.mark.parametrize("table", KINDS.values(), ids=KINDS)
def test_it_has(place, table):
    with sqlite3.connect(place) as db:
        assert db.execute(f"select count(*) from {table}").fetchone()[0] > 0


def test_every_link_leads_somewhere(place):
    with sqlite3.connect(place) as db:
        assert db.execute("pragma foreign_key_check").fetchall() == []


def test_it_is_skewed(place):
    """One body has half of all, and texts have a long tail."""
    with sqlite3.connect(place) as db:
        [(share,)] = db.execute(
            "select avg(body = 'body-0') from commitment_bodies where position = 1"
        )
        lengths = [row[0] for row in db.execute("select length(text) from documents order by 1")]
    assert 0.4 < share < 0.6
    assert 600 < lengths[len(lengths) // 2] < 1_000
    assert lengths[-1] > 5 * lengths[len(lengths) // 2]


def test_words_are_found_and_indexed_from_then_on(place):
    db = connect(place)
    db.execute("insert into documents_fts (documents_fts, rank) values ('integrity-check', 1)")
    triggers = db.execute(
        """select count(*) from sqlite_master
           where type = 'trigger' and tbl_name = 'documents' and sql like '%documents_to_index%'"""
    ).fetchone()
    assert triggers == (3,)
    assert db["documents_to_index"].count == 0


def test_it_is_the_same_every_time(place, tmp_path):
    again = fill(tmp_path / "delaywatch.db", SIZE)
    with sqlite3.connect(again) as db:
        db.execute("attach ? as other", [str(place)])
        for table in ("documents", "events", "versions", "changes", "foi_events", "pages"):
            differing = db.execute(
                f"""select count(*) from (
                      select * from main.{table} except select * from other.{table})"""
            ).fetchone()[0]
            assert differing == 0, table
