"""How long a held claim can still be read: by readers who keep asking, and through a proxy."""

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import contextmanager

import httpx
import pytest

from db.connection import connect
from tests.conftest import AS_OF, NOW
from tests.deploy.test_nginx import HOST, NGINX, REQUIRED, configured, free_port
from tests.web.browsing import served
from tracker.hold import hold
from tracker.publish import publish

SLUG = "digital-workforce-plan"
AT = "2026-11-22T09:00:00Z"
WITHIN = 60.0
PATHS = (
    f"/commitments/{SLUG}", f"/commitments/{SLUG}.json",
    f"/delaywatch.json?sql=select+title,summary+from+commitments+where+slug+like+'{SLUG[:9]}%25'",
)  # fmt: skip
EVERYWHERE = (
    "/", "/timeline", "/search?q=digital+workforce", "/feeds/all.atom", "/corrections", "/releases",
    f"/commitments/{SLUG}", f"/commitments/{SLUG}.json", f"/commitments/{SLUG}.csv",
    f"/commitments/{SLUG}.svg", f"/commitments/{SLUG}.png", f"/feeds/commitments/{SLUG}.atom",
    f"/feeds/commitments/{SLUG}.ics", "/feeds/calendar.ics", "/bodies/nhs-england", "/phrases",
    "/delaywatch/timeline.json?_size=max", "/delaywatch/commitments.json?_size=max",
    "/csv/timeline.csv", "/csv/commitments.csv", "/csv-spreadsheet/claims.csv", "/overdue",
)  # fmt: skip


@pytest.fixture
def place(tmp_path, working):
    """A database with one release beside it, and the title of the claim."""
    path = tmp_path / "delaywatch.db"
    sqlite3.connect(working).execute("vacuum into ?", [str(path)]).connection.close()
    db = connect(path)
    publish(db, tmp_path / "published", AS_OF, NOW)
    (title,) = db.execute("select title from commitments where slug = ?", [SLUG]).fetchone()
    return tmp_path, title


async def test_no_page_file_or_feed_tells_of_a_held_claim(place, serve_over):
    folder, title = place
    hold(connect(folder / "delaywatch.db"), folder / "published", SLUG, reason="x", by="Ada", at=AT)
    site = serve_over((folder / "published/current").resolve())
    for path in EVERYWHERE:
        answer = await site.client.get(path)
        assert answer.status_code < 500, path
        assert title.lower() not in answer.text.lower(), path
    page = await site.client.get(f"/commitments/{SLUG}")
    assert "under review" in page.text.lower()
    assert "2 November 2026" in page.text or "22 November 2026" in page.text


class Readers:
    """Threads that keep asking; they keep when the claim was last read, and what came instead."""

    def __init__(self, url, words, headers=None):
        self.url, self.words, self.headers = url, words, headers or {}
        self.last, self.answers, self.done = 0.0, 0, threading.Event()
        self.threads = [threading.Thread(target=self.ask, args=(path,)) for path in PATHS * 2]

    def ask(self, path):
        with httpx.Client(headers=self.headers, timeout=30) as client:
            while not self.done.wait(0.4):
                try:
                    answer = client.get(self.url + path)
                except httpx.HTTPError:
                    continue  # while it starts again
                if self.words in answer.text:
                    self.last = max(self.last, time.monotonic())
                self.answers += answer.status_code == 200

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.done.set()
        for thread in self.threads:
            thread.join()


def hold_by_program(folder):
    """The instant at which an editor gave the command."""
    begun = time.monotonic()
    command = [
        sys.executable, "-m", "tracker.cli", "hold", SLUG, "--reason", "x", "--as", "Ada",
        "--db", str(folder / "delaywatch.db"),
    ]  # fmt: skip
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return begun


def seconds_until_gone(folder, title, url, watch, headers=None):
    with Readers(url, title, headers) as readers:
        time.sleep(3)
        assert readers.last, "the claim was never read"
        begun = hold_by_program(folder)
        time.sleep(watch)
        answered = readers.answers
        time.sleep(2)
        assert readers.answers > answered, "nobody is answered any more"
    return readers.last - begun


@pytest.mark.slow
def test_readers_who_keep_asking_read_it_for_less_than_a_minute(place):
    folder, title = place
    with served(folder / "published") as url:
        took = seconds_until_gone(folder, title, url, watch=25)
    assert took < WITHIN / 2  # a browser may keep its page for 30 s more


@contextmanager
def proxied(folder, upstream):
    port = free_port()
    folder.mkdir()
    file = configured(folder, port, upstream)
    file.write_text(file.read_text().replace("limit_req ", "# limit_req ").replace(
        "limit_conn delay", "# limit_conn delay"))  # fmt: skip
    process = subprocess.Popen(
        [NGINX, "-c", str(file), "-p", str(folder), "-g", "daemon off;"], stderr=subprocess.DEVNULL
    )
    try:
        while socket.socket().connect_ex(("127.0.0.1", port)):
            assert process.poll() is None
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=30)


@pytest.mark.slow
@pytest.mark.skipif(not NGINX and not REQUIRED, reason="no nginx on this machine")
def test_through_the_proxy_too(place, tmp_path):
    folder, title = place
    with served(folder / "published") as upstream, proxied(tmp_path / "nginx", upstream) as url:
        took = seconds_until_gone(folder, title, url, watch=55, headers=HOST)
        answer = httpx.get(f"{url}/timeline", headers=HOST)
    assert took < WITHIN
    assert answer.headers["cache-control"] == "no-cache"  # no browser keeps it longer


@pytest.mark.slow
def test_a_file_put_in_the_place_of_the_current_one_is_served(place):
    """A removal of text renames a new file over that of the release."""
    folder, title = place
    file = (folder / "published/current/delaywatch.db").resolve()
    with served(folder / "published") as url:
        assert title in httpx.get(url + PATHS[0], timeout=30).text
        new = file.with_name(".new.db")
        shutil.copyfile(file, new)
        with sqlite3.connect(new) as db:
            db.execute("update commitments set title = 'Another Name' where slug = ?", [SLUG])
            db.execute("update timeline set title = 'Another Name' where slug = ?", [SLUG])
        os.replace(new, file)  # noqa: PTH105 - as it is told
        for _ in range(60):
            time.sleep(0.5)
            try:
                if "Another Name" in httpx.get(url + PATHS[0], timeout=30).text:
                    break
            except httpx.HTTPError:
                continue
        else:
            pytest.fail("the old file is still served")
