"""A site of some hundred pages: the sample's, with news put between its own.

It is read as it is read in earnest where the API refuses: each page by itself. On the second day
there is more of it, some of the first day's pages say something else, and some are gone.
"""

import threading
from collections import Counter
from contextlib import contextmanager
from functools import cache

from crawler.sample import entries as sample
from crawler.sample import server as sample_server
from crawler.sample.answers import Answer
from crawler.sample.entries import Entry
from tests.crawler.conftest import Site

FIRST, MORE, EDITED, GONE = 30, 80, 8, 3
BASE = "http://{{host}}.sample.example:{port}"
_WORDS = "<p>SAMPLE: a paragraph that says nothing of any day, number {n}, line {line}.</p>"


@cache
def news(day):
    """The generated posts of a day, the newest first."""
    first, last = (GONE + 1 if day > 1 else 1), FIRST + (MORE if day > 1 else 0)
    return [_post(n, day) for n in range(last, first - 1, -1)]


def _post(n, day):
    edited = day > 1 and n <= GONE + EDITED
    made = f"2026-{'09' if n > FIRST else '07'}-{1 + n % 27:02}T09:{n % 60:02}:00"
    month = "May" if edited else "March"
    promise = f"The Sample Health Agency will publish report number {n} by {month} 2027."
    body = "".join(_WORDS.format(n=n, line=line) for line in range(12))
    return Entry(
        id=50_000 + n, slug=f"sample-report-number-{n}", title=f"SAMPLE: Report number {n}",
        date=made, modified="2026-09-20T10:00:00" if edited else made, categories=[11],
        html=f"<p>{promise}</p>{body}",
    )  # fmt: skip


def entries(kind, day):
    found = sample.entries(kind, day)
    return (
        sorted([*found, *news(day)], key=lambda one: one.date, reverse=True)
        if kind == "posts"
        else found
    )


def nothing(_number):
    """Nobody hears of a request."""


class BigSite(Site):
    """The site; ``asked`` counts the requests by address, ``hear`` is told of each."""

    def __init__(self):
        super().__init__()
        self.site.per_page = 10
        self.faults["/wp-json/wp/v2/posts.*"] = Answer(b"no", "text/html", 403)
        self.hear = nothing
        self.words = ("--base-url", BASE.format(port=self.port), "--delay", "0")

    def day(self, day):
        self.site.day = day
        self.log.clear()

    @property
    def asked(self):
        return Counter(self.log)


@contextmanager
def big_site():
    before, sample_server.entries = sample_server.entries, entries
    site = BigSite()
    site.RequestHandlerClass = _Telling
    thread = threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield site
    finally:
        site.shutdown()
        site.server_close()
        thread.join()
        sample_server.entries = before


class _Telling(sample_server.Handler):
    def do_GET(self):  # noqa: N802 - as it is called there
        self.server.log.append(f"{self.headers.get('Host', '').partition(':')[0]}{self.path}")
        self.server.hear(len(self.server.log))
        super().do_GET()
