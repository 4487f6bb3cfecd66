"""Workers over Redis: the same documents, at the same pace, and nothing lost by any kill."""

import os
import signal
import subprocess
import sys
from contextlib import ExitStack, closing
from itertools import pairwise

import pytest

from tests.crawler.workers.processes import (
    A_MINUTE,
    ROOT,
    crawl,
    crawl_words,
    kill,
    program,
    read_of,
    redis_server,
    rows,
    slow_site,
    until,
    with_source,
    worker,
)

pytestmark = pytest.mark.slow

PAGES = 24
SECRET = "tide-table"
LONG = 30_000  # bytes of a page


@pytest.fixture
def site(tmp_path):
    with slow_site(tmp_path, PAGES, LONG, slow=0.02) as running:
        yield running


@pytest.fixture
def two(redis, site):
    """Two workers."""
    with worker(redis, site) as one, worker(redis, site) as other:
        yield one, other


def all_ok(path):
    states = rows(path, "select state, count(*) from pages where kind = 'document' group by state")
    return states == [("ok", PAGES)]


def nothing_left(redis):
    """Whether nothing is in Redis that anybody would still have to do."""
    with closing(redis.client()) as client:
        left = [
            client.llen("delaywatch:orders"),
            client.xlen("delaywatch:answers"),
            client.xpending("delaywatch:answers", "writer")["pending"],
            *(client.llen(key) for key in client.keys("delaywatch:taken:*")),
            *(client.exists(key) for key in client.keys("delaywatch:turn:*")),
        ]
    return not any(left)


def test_two_workers_read_what_one_process_reads(redis, site, two, database, embedded):
    crawl(embedded, site)
    before = len(site.requests())
    crawl(database, site, redis)
    assert read_of(database) == read_of(embedded)
    assert len(rows(database, "select 1 from documents")) == PAGES
    assert len(site.requests()) == 2 * before
    counted = "select requests, scheduled, ok, warnings from run_sources"
    assert rows(database, counted) == rows(embedded, counted)
    assert nothing_left(redis)


def test_a_second_crawl_asks_conditionally_of_none_and_finds_no_change(redis, site, two, database):
    crawl(database, site, redis)
    before = len(site.pages())
    crawl(database, site, redis)
    assert len(rows(database, "select 1 from versions")) == PAGES
    assert len(site.pages()) - before <= PAGES


# A site that is slower than the delay shows what overlaps, a quick one what comes too soon.
@pytest.mark.parametrize("slow", [0.02, 0.3])
def test_requests_of_two_workers_never_overlap_and_keep_the_delay(redis, tmp_path, database, slow):
    delay = 0.15
    with slow_site(tmp_path, 10, LONG, slow) as site, ExitStack() as stack:
        for _ in range(2):
            stack.enter_context(worker(redis, site, delay))
        crawl(database, site, redis, delay)
        asked = site.requests()
    for (came, answered, _), (next_came, _, _) in pairwise(asked):
        assert next_came >= answered
        assert next_came - came >= delay


def test_the_crawl_delay_of_robots_txt_is_kept_by_all_of_them_together(redis, tmp_path, database):
    (tmp_path / "robots.txt").write_text("User-agent: *\nCrawl-delay: 0.4\n")
    with slow_site(tmp_path, 8, LONG) as site, worker(redis, site), worker(redis, site):
        crawl(database, site, redis)
        asked = site.requests()
    pages = [came for came, _, path in asked if path.startswith("/p/")]
    assert min(b - a for a, b in pairwise(pages)) >= 0.4
    assert [path for *_, path in asked].count("/robots.txt") == 1


def test_a_pause_that_one_worker_is_asked_for_is_kept_by_all_and_by_later_runs(
    redis, tmp_path, database
):
    with slow_site(tmp_path, PAGES, LONG) as site, worker(redis, site), worker(redis, site):
        (tmp_path / "busy").write_text("3")
        words = crawl_words(database, site, redis)
        with program(*words, stdout=subprocess.DEVNULL) as running:
            until(lambda: rows(database, "select host from hosts"))
            reason = rows(database, "select reason from hosts")
            assert "Retry-After, 3 s" in reason[0][0]
            assert running.wait(A_MINUTE) == 0
        pages = [came for came, _, _ in site.pages()]
    # From the answer that asked for it to the next request of anybody.
    assert max(b - a for a, b in pairwise(pages)) >= 3
    assert all_ok(database)


def test_nothing_is_lost_where_one_worker_is_killed_and_then_the_other(
    redis, site, two, database, embedded
):
    crawl(embedded, site)
    before = len(site.pages())
    words = crawl_words(database, site, redis)
    with program(*words, stdout=subprocess.PIPE, text=True) as running, ExitStack() as stack:
        until(lambda: len(site.pages()) > before + 4)
        kill(two[0])
        stack.enter_context(worker(redis, site))
        until(lambda: len(site.pages()) > before + 12)
        kill(two[1])
        said, _ = running.communicate(timeout=2 * A_MINUTE)
    assert running.returncode == 0, said
    assert read_of(database) == read_of(embedded)
    assert all_ok(database)
    assert nothing_left(redis)


def test_a_worker_that_is_killed_within_a_request_gives_up_its_turn(redis, tmp_path, database):
    with slow_site(tmp_path, 4, LONG, slow=2) as site, worker(redis, site) as one:
        words = crawl_words(database, site, redis)
        with program(*words, stdout=subprocess.PIPE, text=True) as running:
            with closing(redis.client()) as client:
                until(lambda: client.llen("delaywatch:orders") == 3)
                until(lambda: client.keys("delaywatch:turn:*"))
            kill(one)
            with worker(redis, site):
                said, _ = running.communicate(timeout=2 * A_MINUTE)
        assert running.returncode == 0, said
        asked = site.pages()
    assert "orders of dead workers put back: 1" in said
    assert len(rows(database, "select 1 from documents")) == 4
    # The one that was killed, and each page once.
    assert len(asked) in {4, 5}


@pytest.mark.parametrize("after", [3, 17])
def test_nothing_is_lost_where_the_writer_is_killed(redis, site, two, database, embedded, after):
    crawl(embedded, site)
    before = len(site.pages())
    with program(*crawl_words(database, site, redis), stdout=subprocess.DEVNULL) as running:
        until(lambda: len(site.pages()) >= before + after)
        kill(running)
    # What workers had in hand comes to its end without the writer.
    with closing(redis.client()) as client:
        until(lambda: not any(client.llen(key) for key in client.keys("delaywatch:taken:*")))
        waiting = client.xlen("delaywatch:answers")
    crawl(database, site, redis)
    assert read_of(database) == read_of(embedded)
    assert all_ok(database)
    assert nothing_left(redis)
    assert waiting > 0
    # An answer that was in the stream is written, and its page not asked for again: only orders
    # that nobody had taken are given anew. The ones committed and those waiting are all.
    assert len(site.pages()) - before == PAGES


def test_the_writer_is_killed_with_each_batch_committed_and_not_acknowledged(
    redis, site, two, database, embedded
):
    """As if killed between COMMIT and XACK: the entries are there again, the documents too."""
    crawl(embedded, site)
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    words = crawl_words(database, site, redis)[3:]
    script = (
        "import os, signal, sys\n"
        "from crawler.workers.board import Board\n"
        "def die(self, numbers):\n"
        "    if list(numbers): os.kill(os.getpid(), signal.SIGKILL)\n"
        "Board.acknowledge = die\n"
        "from crawler.command import main\n"
        "main()\n"
    )
    died = subprocess.run(
        [sys.executable, "-c", script, *words], env=environment, cwd=ROOT, check=False,
        timeout=A_MINUTE, capture_output=True, text=True,
    )  # fmt: skip
    assert died.returncode == -signal.SIGKILL, died.stderr
    committed = len(rows(database, "select 1 from documents"))
    assert committed > 0
    crawl(database, site, redis)
    assert read_of(database) == read_of(embedded)
    assert len(rows(database, "select 1 from versions")) == PAGES
    assert nothing_left(redis)


def test_what_redis_has_lost_is_ordered_again(redis, site, two, database, embedded):
    crawl(embedded, site)
    before = len(site.pages())
    with program(*crawl_words(database, site, redis), stdout=subprocess.PIPE) as running:
        until(lambda: len(site.pages()) > before + 5)
        with closing(redis.client()) as client:
            client.flushall()
        assert running.wait(2 * A_MINUTE) == 0
    assert read_of(database) == read_of(embedded)
    assert all_ok(database)


def test_without_redis_the_crawl_ends_in_good_order_and_the_next_one_goes_on(
    redis, site, database, embedded
):
    crawl(embedded, site)
    before = len(site.pages())
    with worker(redis, site), program(
        *crawl_words(database, site, redis), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True,
    ) as running:  # fmt: skip
        until(lambda: len(site.pages()) > before + 5)
        kill(redis.server)
        said, _ = running.communicate(timeout=2 * A_MINUTE)
    assert running.returncode == 1
    assert "Redis cannot be used" in said
    assert "Traceback" not in said
    crawl(database, site)  # and without workers, for that matter
    assert read_of(database) == read_of(embedded)


def test_a_worker_that_is_asked_to_end_gives_up_what_it_has(redis, site, two, database):
    with program(*crawl_words(database, site, redis), stdout=subprocess.PIPE) as running:
        until(lambda: len(site.pages()) > 4)
        two[0].send_signal(signal.SIGTERM)
        assert two[0].wait(A_MINUTE) == 0
        assert running.wait(2 * A_MINUTE) == 0
    assert all_ok(database)
    assert nothing_left(redis)


def test_a_worker_for_the_real_sites_serves_no_crawl_of_a_copy(redis, site, database):
    words = [sys.executable, "-m", "crawler", "worker", redis.address]
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    with (
        program(*words, **options) as one,
        program(*crawl_words(database, site, redis), stdout=subprocess.DEVNULL),
    ):
        said, _ = one.communicate(timeout=A_MINUTE)
    assert one.returncode == 1
    assert "start both with the same --base-url" in said
    assert not site.pages()


def test_two_crawls_of_one_redis_keep_apart(redis, site, two, database, tmp_path):
    other = with_source(tmp_path / "other" / "delaywatch.db")
    with (
        slow_site(tmp_path / "other", 40, LONG, slow=0.5) as slow,
        program(*crawl_words(database, slow, redis), stdout=subprocess.DEVNULL),
        closing(redis.client()) as client,
    ):
        until(lambda: client.exists("delaywatch:coordinator"))
        done = subprocess.run(
            crawl_words(other, site, redis), cwd=ROOT, capture_output=True, text=True, check=False
        )
    assert done.returncode == 75
    assert "another crawl uses this database of Redis" in done.stderr


def test_a_password_is_told_to_nobody(tmp_path, database):
    from tests.crawler.workers.processes import needed

    needed()
    with redis_server(tmp_path, password=SECRET) as redis:
        kept = tmp_path / "redis-address"
        kept.write_text(redis.address + "\n")
        with slow_site(tmp_path, 3, LONG) as site:
            words = ["worker", kept, "--base-url", site.base, "--delay", "0"]
            options = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
            with program(sys.executable, "-m", "crawler", *words, **options) as one:
                redis.address, address = str(kept), redis.address
                said = crawl(database, site, redis)
                one.terminate()
                told, _ = one.communicate(timeout=A_MINUTE)
                redis.address = address.replace(SECRET, "wrong-word")
                wrong = subprocess.run(
                    crawl_words(database, site, redis), cwd=ROOT, capture_output=True, text=True,
                    check=False,
                )  # fmt: skip
    assert SECRET not in said + told
    assert wrong.returncode == 1
    assert "wrong-word" not in wrong.stdout + wrong.stderr
    assert "Redis cannot be used" in wrong.stderr
