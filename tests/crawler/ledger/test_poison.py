"""One item of which something cannot be written takes nothing else of its batch with it."""

import asyncio
import errno
import sqlite3
from collections import Counter
from dataclasses import replace
from types import SimpleNamespace

import pytest

from crawler.addresses import Site
from crawler.items import Ended, Found, Lease, Scheduled, Swept
from crawler.job import Job
from crawler.pipeline import LedgerPipeline
from db import ledger
from db.archive import Archive
from db.ledger import Ending, Page, Sweep
from db.readings import Announced, Attachment, Reading
from db.sources import Source, register_source

AT = "2026-08-03T09:00:00Z"
DUE = "2026-08-04T00:00:00Z"
HOME = "https://h.example"
HALF = "half \ud83d letter"
OK = Ending(state="ok", http_status=200)
SWEEP = Swept(Sweep(newest_modified=AT, total=5, known=5))


def attached(**parts):
    return {"attachments": (Attachment(kind="file", url=f"{HOME}/a.pdf", title="A", **parts),)}


def dated(**parts):
    usual = {"kind": "release", "key": "k", "title": "T", "words": "May", "earliest": None,
             "latest": None, "precision": "none", "state": "stated"}  # fmt: skip
    return {"announced": (Announced(**usual | parts),)}


# What a site may say, and what then is raised.
POISONS = {
    "too-large-a-number": (attached(size_bytes=2**70), "OverflowError"),
    "half-a-letter": ({"data": HALF}, "UnicodeEncodeError"),
    "no-number": (attached(pages={}), "ProgrammingError"),
    "no-kind-there-is": (dated(kind="rumour"), "IntegrityError"),
}
EACH = pytest.mark.parametrize(("poison", "said"), POISONS.values(), ids=POISONS)


class Desk:
    def __init__(self, db, folder):
        self.db, self.warned = db, []
        register_source(db, Source(name="s", title="S", kind="pages", url=HOME,
                                   licence="OGL v3.0", republish="text",
                                   body=("b", "B")))  # fmt: skip
        self.job = Job(
            db=db, archive=Archive(folder / "archive"), as_of="2026-08-03", site=Site(HOME, None),
            run_id=ledger.start_run(db, "crawl s", "2026-08-03", AT), delay=0, say=print,
        )  # fmt: skip
        self.pipeline = LedgerPipeline(SimpleNamespace(spider=SimpleNamespace(
            job=self.job, name="s", clock=lambda: AT, reread=lambda *_: None, settled=0,
            warn=lambda where, what: self.warned.append((where, what)),
            next_check=lambda _: DUE, kept=lambda _: None,
        )))  # fmt: skip

    def write(self, *batches):
        async def one_after_the_other():
            self.pipeline.open_spider()
            for batch in batches:
                for item in batch:
                    self.pipeline.process_item(item)
                self.pipeline.flush()

        asyncio.run(one_after_the_other())

    def column(self, sql):
        return [row[0] for row in self.db.execute(sql).fetchall()]

    def pages(self):
        rows = self.db.execute("select substr(url, 19), state from pages order by id")
        return dict(rows.fetchall())

    def titles(self):
        return self.column("select title from documents order by title")

    @property
    def swept(self):
        return bool(self.column("select 1 from sweeps"))


@pytest.fixture
def desk(db, tmp_path):
    return Desk(db, tmp_path)


def page(name, **known):
    return Page(source="s", origin="site", url=f"{HOME}/{name}", kind="document", **known)


def found(name, *, of_a_list=False, **parts):
    reading = Reading(
        source="s", origin="site", url=f"{HOME}/{name}", native_id=name, kind="news", title=name,
        text="Due by May.", published_at=AT, modified_at=AT, raw=name.encode(), route="rest",
        content_type="text/html", extractor="x/1", **parts,
    )  # fmt: skip
    return Found(reading) if of_a_list else Found(reading, page(name), OK)


@EACH
def test_a_page_that_cannot_be_kept_has_failed_and_its_neighbours_are_kept(desk, poison, said):
    names = ["a", "b", "c", "d"]
    read = [found(name, **(poison if name == "c" else {})) for name in names]
    desk.write([*(Lease(page(name, item="{}"), AT) for name in names), *read, SWEEP])
    assert desk.pages() == {"a": "ok", "b": "ok", "c": "failed", "d": "ok"}
    assert desk.titles() == ["a", "b", "d"]
    assert desk.job.counts == Counter(documents_seen=3, new_documents=3, new_versions=0)
    [row] = desk.db.query("select reason, http_status, attempts, next_check_at, item, lease_until "
                          "from pages where state = 'failed'")  # fmt: skip
    assert row.pop("reason").startswith(f"it cannot be kept ({said}: ")
    assert list(row.values()) == [200, 1, DUE, "{}", None]
    [(where, what)] = desk.warned
    assert (where, said in what) == (f"{HOME}/c", True)
    # The page is there to be taken up again, so the list was read to its end.
    assert (desk.swept, desk.job.broken, desk.job.stop) == (True, None, None)


@EACH
def test_what_has_no_page_breaks_the_source_and_its_list_is_not_swept(desk, poison, said):
    read = [found(f"{n:02}", of_a_list=True, **(poison if n == 7 else {})) for n in range(20)]
    desk.write(read[:10], [SWEEP, *read[10:]])
    assert desk.titles() == [f"{n:02}" for n in range(20) if n != 7]
    assert not desk.swept
    assert desk.job.broken.startswith(f"{HOME}/07: it cannot be kept ({said}: ")
    assert [where for where, _ in desk.warned] == [f"{HOME}/07"]
    desk.job.finished = True
    assert (desk.job.stop, desk.job.is_well) == (None, False)


def test_a_sweep_is_written_after_all_that_it_vouches_for(desk):
    desk.write([SWEEP, found("a", of_a_list=True, data=HALF), found("b", of_a_list=True)])
    assert (desk.titles(), desk.swept) == (["b"], False)


@pytest.mark.parametrize(
    ("item", "state"),
    [
        (Scheduled(page("p", item=HALF)), "failed"),
        (Lease(page("p", native_id=HALF), AT), "failed"),
        (Ended(page("p", stamp=HALF), OK), "failed"),
        (Ended(page("p"), Ending(state="ok", etag=HALF)), "failed"),
        (Scheduled(page(HALF)), None),
        (Swept(Sweep(newest_modified=AT, total=2**70, known=1)), None),
    ],
)
def test_whatever_the_item_is(desk, item, state):
    desk.write([Lease(page("a"), AT), item, Ended(page("a"), OK)])
    assert desk.pages() == {"a": "ok"} | ({"p": state} if state else {})
    assert bool(desk.job.broken) == (state is None)
    assert len(desk.warned) == 1
    assert not desk.swept
    (desk.job.broken or "").encode()


def test_what_was_lost_of_the_ledger_is_mended_by_what_comes_after_it(desk):
    desk.write([Scheduled(page("p", item=HALF)), Lease(page("p", item=HALF), AT), found("p")])
    assert (desk.pages(), desk.titles()) == ({"p": "ok"}, ["p"])


@pytest.mark.parametrize(
    "error",
    [OSError(errno.ENOSPC, "No space left on device"), sqlite3.OperationalError("disk is full")],
)
@pytest.mark.parametrize("after", [0, 4])
def test_a_full_disk_stops_the_crawl_in_either_way_of_writing(desk, monkeypatch, error, after):
    """The second: when the batch is written item by item already, after a poisoned one."""
    written, write = [], Archive.write

    def filling(archive, body):
        written.append(body)
        if len(written) > after:
            raise error
        return write(archive, body)

    monkeypatch.setattr(Archive, "write", filling)
    desk.write([found("a"), found("b"), found("c", data=HALF), found("d"), SWEEP])
    assert "free some disk space" in str(desk.job.stop)
    assert (desk.swept, desk.job.broken) == (False, None)


def test_a_lost_body_stops_no_crawl(desk, caplog):
    """It is wanted where a newer extractor reads anew what stands; the night goes on."""
    desk.write([found("a"), found("b")])
    [digest] = desk.column("select raw_sha256 from versions v join documents d "
                           "on d.id = v.document_id where d.title = 'a'")  # fmt: skip
    desk.job.archive.path(digest).unlink()
    newer = [found("a"), found("b"), found("c")]
    newer = [replace(one, reading=replace(one.reading, text="Due by June.", raw=b"<p>June</p>",
                                          extractor="x/2")) for one in newer]  # fmt: skip
    desk.write(newer)
    assert (desk.job.stop, desk.job.broken, desk.warned) == (None, None, [])
    assert desk.column("select text from documents") == ["Due by June."] * 3
    assert ["`delaywatch check`" in line for line in caplog.messages] == [True]


# The program -----------------------------------------------------------------------------------


def poisoned():
    """In the crawler: one of the documents has a number that is too large."""
    write = LedgerPipeline._write_found

    def writing(self, item, at, **more):
        if item.reading.native_id == "1005":
            self.job.db.execute("select ?", [2**70])
        return write(self, item, at, **more)

    LedgerPipeline._write_found = writing


def test_a_run_that_lost_something_says_so_and_reads_the_list_again(crawl, site):
    numbers = "select native_id from documents where kind = 'news' order by 1"
    assert crawl("nhse_news", "nhse_foi", first=poisoned) == 1
    lost = {number for (number,) in crawl.rows(numbers)}
    assert "it cannot be kept (OverflowError" in crawl.err
    assert crawl.rows("select source, outcome from run_sources order by source") == [
        ("nhse_foi", "finished"), ("nhse_news", "broken"),
    ]  # fmt: skip
    assert crawl.run()["outcome"] == "broken"
    assert crawl.add_up()
    assert crawl("nhse_news") == 0
    assert {number for (number,) in crawl.rows(numbers)} - lost == {"1005"}
