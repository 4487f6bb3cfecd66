"""What a sitemap costs when nothing has changed: counted in requests and in statements of SQL."""

import sys

import pytest

from crawler import addresses
from crawler import run as runs
from crawler.addresses import Site
from crawler.sample.answers import Answer
from db.connection import connect
from db.sources import AddedSource, add_source

PAGES = 40
# A run that finds nothing to read says about fifty things to the database, and each page none.
MOST_STATEMENTS = 120
NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def count_statements():
    """In the program: print, at its end, how many statements it gave to the database."""
    crawl = runs.Run.crawl

    def counted(run, chosen):
        statements = []
        run.db.conn.set_trace_callback(statements.append)
        try:
            return crawl(run, chosen)
        finally:
            sys.stdout.write(f"{len(statements)} statements\n")

    runs.Run.crawl = counted


def add_sitemap(crawl, site, stamp):
    """A source whose sitemap has many pages, all last changed at the instant ``stamp()``."""
    source = AddedSource(
        name="body", title="Body", kind="sitemap", url="https://body.example/sitemap.xml",
        licence="OGL v3.0", republish="text", nature="official",
    )  # fmt: skip
    add_source(connect(crawl.db_path), source, "2026-08-03T09:00:00Z")
    site.faults["/sitemap.xml"] = lambda _target, _base: Answer(
        (
            f"<urlset {NAMESPACE}>"
            + "".join(
                f"<url><loc>https://body.example/p/{n}/</loc><lastmod>{stamp()}</lastmod></url>"
                for n in range(PAGES)
            )
            + "</urlset>"
        ).encode(),
        "application/xml",
    )
    site.faults["/p/.*"] = lambda target, _base: Answer(
        f"""<html><head><title>SAMPLE {target}</title>
        <meta property="article:published_time" content="2026-01-05T09:00:00Z"></head>
        <body><main><h1>SAMPLE {target}</h1><p>It is due by spring 2027, they said.</p></main>
        </body></html>""".encode(),
        "text/html; charset=UTF-8",
    )


def statements(crawl):
    return int(crawl.out.split("\n")[-2].split()[0])


@pytest.mark.slow
def test_what_is_asked_and_said_does_not_grow_with_the_pages(crawl, site):
    stamp = "2026-01-05T09:00:00Z"
    add_sitemap(crawl, site, lambda: stamp)
    assert crawl("body", base=site.local, first=count_statements) == 0
    assert statements(crawl) > 10 * PAGES
    site.requests()
    assert crawl("body", base=site.local, as_of="2026-08-04", first=count_statements) == 0
    assert site.requests() == ["/robots.txt", "/sitemap.xml"]
    assert statements(crawl) < MOST_STATEMENTS

    # Another date, and the page is as it was: that is asked once, and the new date is kept.
    stamp = "2026-08-05T09:00:00Z"
    assert crawl("body", base=site.local, as_of="2026-08-05") == 0
    assert len(site.requests()) == 2 + PAGES
    assert crawl.rows("select distinct state from pages where kind = 'document'") == [
        ("unchanged",)
    ]
    assert crawl("body", base=site.local, as_of="2026-08-06") == 0
    assert site.requests() == ["/robots.txt", "/sitemap.xml"]
    assert crawl.one("select count(*) from versions") == PAGES


def test_where_a_host_is_is_worked_out_once():
    site = Site("https://body.example", base_url="http://127.0.0.1:81")
    addresses._place_of.cache_clear()
    for number in range(1000):
        url = f"https://body.example/p/{number}/"
        assert site.fetchable(url) == f"http://127.0.0.1:81/p/{number}/"
        assert site.owns(url)
    assert addresses._place_of.cache_info().misses == 1
