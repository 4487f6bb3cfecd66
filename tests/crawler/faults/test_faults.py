"""Each page ends in one state with a reason, whatever its server does; the pages between are read.

The crawler is the real one, over real HTTP; ``faults`` is the specification.
"""

import pytest

from tests.crawler.faults import faults
from tests.crawler.faults.bombs import bomb
from tests.crawler.faults.faults import Fault, raw
from tests.crawler.faults.hostile import HTML, HostileServer, page, sitemap
from tests.crawler.faults.reading import HOST, Crawled, add, measured, read, serve

MOST_MEMORY = 200  # MiB
# Of each kind one, for the quick tests: what once was taken for a page, or broke a whole source.
QUICK = frozenset({
    "304-unasked", "bomb-gzip-64", "codec-of-bytes", "endless-folded-header", "gzip-twice-cut",
    "json-as-html", "png-as-html", "reset-in-body", "ring", "smuggled", "status-minus", "to-ftp",
    "unknown-encoding",
})  # fmt: skip
SLOW = pytest.mark.slow
CUT = frozenset({"too-long", "no-length-cut"})  # read as far as they go, and known to be cut
ALL = [
    *faults.ANSWERS,
    *faults.LENGTHS,
    *faults.REDIRECTS,
    *faults.KINDS,
    *faults.SIZES,
    *faults.bombs(64),
]


@pytest.fixture
def server():
    with HostileServer() as hostile:
        yield hostile


def check(crawled: Crawled, some: list[Fault]) -> None:
    """Hold a crawl against the table."""
    for number, fault in enumerate(some):
        row = crawled.pages[fault.path]
        assert (fault.name, row.state) == (fault.name, fault.state), row
        assert fault.reason in row.reason, (fault.name, row)
        assert row.reason or fault.state == "ok", fault.name
        title, text, _ = crawled.texts.get(fault.path, ("", "", None))
        assert bool(title) == (fault.state == "ok"), (fault.name, title)
        assert fault.text in text, (fault.name, text[:200])
        good = crawled.pages[f"/good/{number}/"]
        assert good.state == "ok", (fault.name, good)
        assert crawled.texts[f"/good/{number}/"][0] == f"SAMPLE good {number}", fault.name
    partial = {path.split("/")[2] for path, (_, _, cut) in crawled.texts.items() if cut}
    assert partial == CUT & {fault.name for fault in some}
    assert not [row for row in crawled.pages.values() if row.state in {"scheduled", "leased"}]
    assert not any(row.leased_by for row in crawled.pages.values())
    assert len(crawled.pages) == 2 * len(some) + 1  # and the sitemap
    assert "SMUGGLED" not in str(crawled.texts)


def test_what_once_was_taken_for_a_page(server, tmp_path):
    some = [fault for fault in ALL if fault.name in QUICK]
    assert len(some) == len(QUICK)
    serve(server, some)
    add(tmp_path / "d.db")
    crawled = read(server, tmp_path / "d.db")
    assert crawled.code == 0, crawled.err
    check(crawled, some)


@SLOW
def test_every_fault_of_an_answer_ends_as_the_table_says(server, tmp_path):
    serve(server, ALL)
    add(tmp_path / "d.db")
    crawled = read(server, tmp_path / "d.db")
    assert crawled.code == 0, crawled.err
    check(crawled, ALL)
    counts = crawled.rows("select scheduled, ok + unchanged + gone + refused + failed from runs")
    assert counts[0][0] == counts[0][1] == 2 * len(ALL) + 1


@SLOW
def test_what_takes_too_long_is_cut_off(server, tmp_path):
    serve(server, faults.SLOW)
    add(tmp_path / "d.db")
    crawled = read(server, tmp_path / "d.db", seconds=0.5)
    assert crawled.code == 0, crawled.err
    check(crawled, faults.SLOW)
    assert {server.counts[fault.path] for fault in faults.SLOW} == {5}


@SLOW
def test_a_second_run_asks_once_for_what_failed_and_loses_nothing(server, tmp_path):
    some = [fault for fault in ALL if fault.name in QUICK]
    serve(server, some)
    add(tmp_path / "d.db")
    first = read(server, tmp_path / "d.db")
    server.counts.clear()
    second = read(server, tmp_path / "d.db")
    assert second.code == 0, second.err
    assert second.texts == first.texts
    assert not [row for row in second.pages.values() if row.state in {"scheduled", "leased"}]
    failed = [fault.path for fault in some if fault.state == "failed"]
    assert {server.counts[path] for path in failed} == {1}


@SLOW
def test_the_whole_of_it_takes_less_than_200_mib(server, tmp_path):
    """As a program: 500 MiB bombs, bodies and headers without end, the heaviest pages."""
    for codec in ("gzip", "br", "zstd", "deflate", "gzip, gzip"):
        bomb(codec, 500)
    some = [*faults.bombs(500), *faults.SIZES, *faults.HEAVY, *faults.KINDS]
    serve(server, some)
    add(tmp_path / "d.db")
    crawled, most = measured(server, tmp_path / "d.db")
    assert crawled.code == 0, crawled.err
    check(crawled, some)
    assert most < MOST_MEMORY


# The list itself -------------------------------------------------------------------------------

LAUGHS = b"".join(
    [b'<!DOCTYPE u [<!ENTITY l0 "ha">']
    + [b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10)]
    + [b"]><urlset><url><loc>&l9;</loc></url></urlset>"]
)
OUTER = b'<!DOCTYPE u [<!ENTITY e SYSTEM "file:///etc/hostname">]><urlset><url><loc>&e;</loc></url></urlset>'
ITSELF = f"<sitemapindex><sitemap><loc>{HOST}/sitemap.xml</loc></sitemap></sitemapindex>".encode()
RSS = b'<rss version="2.0"><channel><title>x</title>%s</channel></rss>'
LISTS = {
    "laughs": ("sitemap", LAUGHS, "declares entities of its own"),
    "outer": ("sitemap", OUTER, "declares entities of its own"),
    "itself": ("sitemap", ITSELF, "nothing in the sitemap"),
    "elements": ("sitemap", b"<urlset>" + b"<a/>" * 300_000 + b"</urlset>", "more than 260,000"),
    "page": ("sitemap", page("SAMPLE sign in"), "a web page titled 'SAMPLE sign in'"),
    "half": ("sitemap", sitemap([f"{HOST}/a/"] * 50)[:900], "cut short"),
    "feed-laughs": ("feed", LAUGHS.replace(b"urlset", b"rss"), "declares entities of its own"),
    "feed-items": ("feed", RSS % (b"<item/>" * 300_000), "more than 260,000"),
    "feed-json": ("feed", b'{"items": []}', "JSON where a feed was expected"),
}


@SLOW
@pytest.mark.parametrize("name", LISTS)
def test_a_list_that_cannot_be_read_breaks_its_source_and_says_why(server, tmp_path, name):
    kind, listing, reason = LISTS[name]
    server.faults["/sitemap.xml"] = lambda wire: wire.answer(listing, "application/xml")
    add(tmp_path / "d.db", kind=kind)
    crawled = read(server, tmp_path / "d.db")
    assert crawled.code == 1
    assert reason in crawled.err
    [(outcome, message)] = crawled.rows("select outcome, message from run_sources")
    assert (outcome, reason in message) == ("broken", True)
    assert not crawled.texts
    assert not [row for row in crawled.pages.values() if row.state in {"scheduled", "leased"}]
    assert server.counts["/sitemap.xml"] <= 5


@SLOW
@pytest.mark.parametrize("name", ["reset-in-body", "chunks-cut", "bomb-gzip-64", "endless-headers"])
def test_a_list_that_does_not_come_breaks_its_source_and_says_why(server, tmp_path, name):
    [fault] = [fault for fault in ALL if fault.name == name]
    server.faults["/sitemap.xml"] = fault.send
    add(tmp_path / "d.db")
    crawled = read(server, tmp_path / "d.db")
    assert (crawled.code, crawled.pages["/sitemap.xml"].state) == (1, fault.state)
    assert fault.reason in crawled.err


@SLOW
def test_robots_that_lie_are_no_permission(server, tmp_path):
    """An endless robots.txt, or one that cannot be unpacked, says nothing: nothing is fetched."""
    serve(server, [])
    server.faults["/robots.txt"] = raw(
        f"HTTP/1.1 200 OK\r\nContent-Type: {HTML}\r\nContent-Encoding: gzip\r\n\r\n".encode(),
        b"x" * 99,
    )
    add(tmp_path / "d.db")
    crawled = read(server, tmp_path / "d.db")
    assert crawled.code == 1
    assert "robots.txt cannot be read" in crawled.err
    assert server.counts["/sitemap.xml"] == 0
