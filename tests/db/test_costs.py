"""What a page costs in the database, in statements and rows: the same however much is stored."""

from contextlib import contextmanager

import pytest

from crawler.addresses import Site
from crawler.job import Job
from crawler.spiders.nhse_longreads import NhseLongreads
from db import documents, ledger
from db.archive import Archive
from db.connection import connect, writing
from db.ledger import Ending, Page
from db.readings import Attachment, Reading
from db.recording import record
from db.sources import register_source
from db.words import index_words

DAY, AT = "2026-08-03", "2026-08-03T09:00:00Z"
HOME = NhseLongreads.home


@pytest.fixture
def db(tmp_path):
    db = connect(tmp_path / "d.db")
    with writing(db):
        register_source(db, NhseLongreads.source())
        ledger.start_run(db, "crawl", DAY, AT)
    return db


@contextmanager
def statements(db):
    """What is given to SQLite, without what its triggers and its index of words make of it."""
    given = []
    db.conn.set_trace_callback(given.append)
    yield given
    db.conn.set_trace_callback(None)
    given[:] = [one for one in dict.fromkeys(given) if not one.startswith("--")]


def reading(number, text="By spring 2027."):
    files = tuple(
        Attachment(kind="file", url=f"{HOME}/{number}-{n}.pdf", title=f"File {n}") for n in range(9)
    )
    return Reading(
        source=NhseLongreads.name, origin="site", url=f"{HOME}/long-read/{number}/",
        native_id=str(number), kind="long_read", title=f"Plan {number}", text=text, raw=b"x",
        published_at=None, modified_at=None, attachments=files, content_type="text/html",
        route="html", extractor="t/1",
    )  # fmt: skip


def keep(db, tmp_path, one):
    return record(db, Archive(tmp_path / "archive"), one, run_id=1, at=AT)


def test_a_new_document_is_ten_statements_at_most_beside_its_files(db, tmp_path):
    with statements(db) as given, writing(db):
        keep(db, tmp_path, reading(1))
    files = [one for one in given if "insert into attachments" in one]
    assert len(files) == 9
    assert not [one for one in given if "savepoint" in one.lower()]
    assert len(given) - len(files) <= 10  # begin and commit, two questions, and the rows


def test_a_page_in_hand_is_one_statement(db):
    page = Page(source=NhseLongreads.name, origin="site", url=f"{HOME}/x/", kind="document")
    for write in (ledger.schedule, lambda *of: ledger.lease(*of, AT)):
        with statements(db) as given:
            write(db, 1, page)
        assert len(given) == 1
    row = ledger.page(db, page.source, page.origin, page.url)
    assert (row["state"], row["lease_until"]) == ("leased", AT)
    ledger.schedule(db, 1, page)
    row = ledger.page(db, page.source, page.origin, page.url)
    assert (row["state"], row["lease_until"]) == ("scheduled", None)
    ledger.end(db, 1, page, Ending(state="ok"), AT)


def test_the_index_of_words_is_written_where_words_became_others_and_nowhere_else(db, tmp_path):
    def found(word):
        index_words(db)
        query = "select rowid from documents_fts where documents_fts match ?"
        return [row[0] for row in db.execute(query, [word])]

    keep(db, tmp_path, reading(1))
    before = db.conn.total_changes
    documents.mark_seen(db, NhseLongreads.name, "site", f"{HOME}/long-read/1/", AT, run_id=1)
    assert db.conn.total_changes - before == 1
    assert (found("spring"), found("autumn")) == ([1], [])
    keep(db, tmp_path, reading(1, "By autumn 2027."))
    assert (found("spring"), found("autumn")) == ([], [1])
    db.execute("delete from documents where 0")
    db.execute("insert into documents_fts (documents_fts, rank) values ('integrity-check', 1)")


def test_what_is_known_at_an_address_is_one_question_however_much_was_read_since(db, tmp_path):
    """It was all documents after each batch: a crawl of 5,000 pages read a million rows."""
    job = Job(db=db, archive=Archive(tmp_path / "archive"), run_id=1, as_of=DAY,
              site=Site(HOME), delay=0, say=print)  # fmt: skip
    spider = NhseLongreads(job)
    keep(db, tmp_path, reading(0))
    assert spider._known_at(f"{HOME}/long-read/0/")["title"] == "Plan 0"
    for number in range(1, 30):
        keep(db, tmp_path, reading(number))
        spider.kept(reading(number))
        job.counts["documents_seen"] += 1
        with statements(db) as given:
            known = spider._known_at(f"{HOME}/long-read/{number}/")
            assert spider._known_at(f"{HOME}/long-read/none/") is None
        assert known["native_id"] == str(number)
        assert len(given) == 1
    address = f"{HOME}/long-read/3/"
    documents.mark_gone(db, NhseLongreads.name, "site", address, DAY, run_id=1, at=AT, why=None)
    assert spider._known_at(address) is None
    documents.mark_seen(db, NhseLongreads.name, "site", address, AT, run_id=1)
    assert spider._known_at(address)["url"] == address
