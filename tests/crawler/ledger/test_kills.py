"""kill -9 at any moment: little is fetched again, nothing is lost, nothing is there twice."""

import asyncio
import random
import subprocess
import threading
import time
from types import SimpleNamespace

import pytest

from crawler.items import Ended, Lease
from crawler.job import Job
from crawler.pipeline import PAGES, LedgerPipeline
from crawler.sample.server import Answer
from db import ledger
from db.archive import Archive
from db.ledger import Ending, Page
from db.sources import Source, register_source
from tests.crawler.ledger.serving import HTML, Pages, page

AT = "2026-08-03T09:00:00Z"
AT_MOST = 16  # pages that are fetched again after a kill


def killed(crawl, pages, name, after, pause):
    """Kill a crawl once it was sent so many pages more, and a while later."""
    already = sum(pages.sent.values())
    running = subprocess.Popen(
        crawl.command(name), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    while sum(pages.sent.values()) < already + after and running.poll() is None:
        time.sleep(0.001)
    time.sleep(pause)
    running.kill()
    running.wait()


def sent_again(pages, before):
    """How many pages were sent once more that had been sent before."""
    return sum(pages.sent[number] - before[number] for number in before)


@pytest.mark.parametrize("kills", [1, pytest.param(10, marks=pytest.mark.slow)])
@pytest.mark.parametrize("stamp", ["2026-08-01", pytest.param(None, marks=pytest.mark.slow)])
def test_after_a_kill_at_most_16_pages_are_fetched_again(
    crawl, site, kills, stamp, record_property
):
    """The server gives no validators: what is asked for again is sent again."""
    dice = random.Random(f"{kills}{stamp}")
    pages = Pages(site, 60 * kills, stamp=stamp, validators=False)
    name = pages.source(crawl)
    again = []
    for _ in range(kills):
        before = pages.sent.copy()
        killed(crawl, pages, name, dice.randrange(20, 45), dice.uniform(0, 0.02))
        again.append(sent_again(pages, before))
    before = pages.sent.copy()
    assert crawl(name) == 0, crawl.err
    again.append(sent_again(pages, before))
    record_property("fetched_again", again)
    assert max(again) <= AT_MOST
    assert sum(again) <= AT_MOST * kills
    read = "select count(*), count(distinct url) from documents"
    assert crawl.one(read) == (60 * kills, 60 * kills)
    assert crawl.one("select count(*) from versions") == 60 * kills
    assert crawl.rows("select * from pages where state in ('scheduled', 'leased')") == []
    assert crawl.one("pragma integrity_check") == "ok"
    assert crawl.add_up()
    # From then on a run is one like any other.
    before = pages.sent.copy()
    assert crawl(name) == 0
    assert sent_again(pages, before) == 0


def test_a_batch_is_written_at_its_eighth_page_and_not_only_in_time(db, tmp_path):
    """A kill loses the batch, the page in hand and what is on its way: twice a batch at most."""
    register_source(db, Source(name="s", title="S", kind="pages", url="https://h.example",
                               licence="OGL v3.0", republish="text", body=("b", "B")))  # fmt: skip
    run_id = ledger.start_run(db, "crawl s", "2026-08-03", AT)
    job = Job(db=db, archive=Archive(tmp_path), run_id=run_id, as_of="2026-08-03", site=None,
              delay=0, say=print)  # fmt: skip
    pipeline = LedgerPipeline(SimpleNamespace(spider=SimpleNamespace(
        job=job, name="s", clock=lambda: AT, reread=None, settled=0)))  # fmt: skip
    written = []

    async def ending_one_after_the_other():
        pipeline.open_spider()
        for number in range(20):
            url = f"https://h.example/{number}"
            page = Page(source="s", origin="site", url=url, kind="document")
            pipeline.add(Lease(page, AT))
            pipeline.process_item(Ended(page, Ending(state="ok")))
            written.append(len(list(db.query("select 1 from pages where state = 'ok'"))))
        pipeline.close_spider()

    asyncio.run(ending_one_after_the_other())
    assert PAGES * 2 <= AT_MOST
    assert written == [0] * 7 + [8] * 8 + [16] * 5
    assert len(list(db.query("select 1 from pages where state = 'ok'"))) == 20


def test_a_killed_run_of_html_pages_is_gone_on_with_and_not_begun_anew(crawl, site):
    site.faults["/wp-json/.*"] = site.site.answer("/nothing/", site.base)
    with site.holding(r"/2026/.*", after=6) as wait:
        running = subprocess.Popen(
            crawl.command("nhse_news"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        wait()
        time.sleep(2.5)  # a batch waits two seconds at most
        running.kill()
        running.wait()
    site.requests()
    assert crawl("nhse_news") == 0
    assert len([path for path in site.requests() if path.startswith("/2026/")]) == 2
    assert crawl.one("select count(*) from documents where kind = 'news'") == 8


@pytest.mark.slow
def test_a_killed_run_over_a_feed_is_gone_on_with_though_the_feed_says_nothing_of_changes(
    crawl, site
):
    entries = "".join(
        f"<item><title>SAMPLE: {n}</title><link>/a/{n}/</link><guid>{n}</guid></item>"
        for n in range(12)
    )
    feed = f'<rss version="2.0"><channel><title>F</title>{entries}</channel></rss>'
    site.faults["/feed/"] = Answer(feed.encode(), "application/rss+xml")
    site.faults["/feed/.*"] = Answer(b"", HTML, 404)
    asked, held, over = [], threading.Event(), threading.Event()

    def answer(target, base):
        asked.append(target)
        if len(asked) == 10:
            held.set()
            over.wait(30)
        return Answer(page(f"SAMPLE: {target}", "Text."), HTML)

    site.faults[r"/a/\d+/"] = answer
    running = subprocess.Popen(
        crawl.command("digitalhealth_news"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    assert held.wait(30)
    time.sleep(2.5)  # a batch waits two seconds at most
    running.kill()
    running.wait()
    over.set()
    del asked[:]
    assert crawl("digitalhealth_news") == 0, crawl.err
    assert len(asked) == 3
    assert crawl.one("select count(*) from documents") == 12
