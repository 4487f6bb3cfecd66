"""Sources that a newsroom adds without code: feeds and sitemaps, looked at once, then crawled."""

import gzip
import re
import subprocess
import sys
import time
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from crawler import command
from crawler.adding import NotPossible, Options, name_for, wish_of
from crawler.platforms.feeds.sitemap_reading import Choice, NotASitemap, read_sitemap
from crawler.sample.answers import Answer
from db.connection import connect, memory
from db.sources import (
    AddedSource,
    add_body,
    add_source,
    added_sources,
    register_source,
    remove_source,
)
from tests.crawler.conftest import AS_OF
from tests.crawler.program import crawler

XML, HTML = "application/xml", "text/html; charset=UTF-8"
NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def urlset(*entries: str) -> bytes:
    urls = "".join(f"<url>{entry}</url>" for entry in entries)
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset {NAMESPACE}>{urls}</urlset>'.encode()


def index(*addresses: str) -> bytes:
    maps = "".join(f"<sitemap><loc>{address}</loc></sitemap>" for address in addresses)
    return f"<sitemapindex {NAMESPACE}>{maps}</sitemapindex>".encode()


def loc(path: str, lastmod: str = "") -> str:
    stamp = f"<lastmod>{lastmod}</lastmod>" if lastmod else ""
    return f"<loc>https://body.example{path}</loc>{stamp}"


def feed(*paths: str, title: str = "SAMPLE Trust news") -> Answer:
    items = "".join(
        f"<item><title>SAMPLE: {path.strip('/')}</title><link>{path}</link>"
        "<pubDate>Mon, 03 Aug 2026 09:00:00 GMT</pubDate></item>"
        for path in paths
    )
    text = f'<rss version="2.0"><channel><title>{title}</title>{items}</channel></rss>'
    return Answer(text.encode(), "application/rss+xml")


def page(title: str, text: str = "<p>Due by spring 2027.</p>", head: str = "") -> Answer:
    body = f"""<html><head><title>{title}</title>{head}</head><body><main><h1>{title}</h1>{text}
    </main></body></html>"""
    return Answer(body.encode(), HTML)


# What a sitemap says -------------------------------------------------------------------------


def test_a_sitemap_of_pages():
    news = """<news:news xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
    <news:publication><news:name>Paper</news:name></news:publication>
    <news:publication_date>2026-08-03T09:00:00+01:00</news:publication_date>
    <news:title>SAMPLE: Plan &amp; more</news:title></news:news>"""
    image = """<i:image xmlns:i="http://www.google.com/schemas/sitemap-image/1.1">
    <i:loc>https://body.example/picture.png</i:loc></i:image>"""
    first = image + loc("/a/", "2026-08-01").replace("<loc>", "<loc>\n  ")
    body = urlset(first, loc("/b/") + news, "<lastmod>2026</lastmod>", loc(" /c/"))
    for packed in (body, gzip.compress(body)):
        sitemap = read_sitemap(packed)
        assert not sitemap.is_index
        assert [(place.url, place.stamp) for place in sitemap.places] == [
            ("https://body.example/a/", "2026-08-01"),
            ("https://body.example/b/", "2026-08-03T09:00:00+01:00"),
        ]
        named = sitemap.places[1]
        assert (named.title, named.published) == ("SAMPLE: Plan & more", "2026-08-03T08:00:00Z")
        assert sitemap.warnings == ("2 entries have no address that can be read",)


def test_an_index_of_sitemaps():
    sitemap = read_sitemap(index("https://body.example/a.xml", "https://body.example/b.xml.gz"))
    assert sitemap.is_index
    assert [place.url[-8:] for place in sitemap.places] == ["le/a.xml", "b.xml.gz"]


def laughs() -> bytes:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE u [<!ENTITY l0 "ha">{entities}]><urlset><url>&l9;</url></urlset>'.encode()


def blank_sitemap():
    """A hundred megabytes of spaces, packed: the same bytes each time, as xdist wants its tests."""
    return gzip.compress(b"<urlset>" + b" " * (100 << 20) + b"</urlset>", mtime=0)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "an empty answer"),
        (b"<html><head><title>Sign in</title>", "a web page titled 'Sign in'"),
        (b"<rss/>", "<rss> where a sitemap was expected"),
        (laughs(), "declares entities of its own"),
        (urlset(loc("/a/"))[:-20], "cut short"),
        (gzip.compress(urlset(loc("/a/")), mtime=0)[:-9], "cut short"),
        (gzip.compress(urlset(loc("/a/")), mtime=0)[:40] + b"x" * 40, "broken gzip"),
        (urlset(*[loc("/a")] * 50_001), "more than 50,000 addresses"),
        (blank_sitemap(), "more than 12 MB"),
        (b"<urlset>" + b" " * (50 << 20), "more than 12 MB"),
    ],
)
def test_what_is_no_sitemap_is_refused_soon(body, reason):
    started = time.process_time()
    with pytest.raises(NotASitemap, match=re.escape(reason)):
        read_sitemap(body)
    assert time.process_time() - started < 3


@given(
    st.one_of(
        st.binary(max_size=200),
        st.lists(
            st.sampled_from(
                ["<url>", "</url>", "<loc>", "</loc>", "https://a.example/", "&", "<![CDATA[",
                 "]]>", "<lastmod>", "<news:news>", "<sitemap>", "http://[", "\0", "<!--"]
            )
        ).map(lambda parts: urlset("".join(parts))),
        st.binary(max_size=50).map(lambda tail: gzip.compress(urlset(loc("/a/"))) + tail),
    )
)  # fmt: skip
def test_whatever_comes_it_is_read_or_refused(body):
    try:
        sitemap = read_sitemap(body)
    except NotASitemap:
        return
    assert all(place.url.startswith(("http://", "https://")) for place in sitemap.places)


@pytest.mark.parametrize(
    ("only", "but_not", "wanted"),
    [
        (None, None, ["/news/a/", "/jobs/b/", "/news/archive/"]),
        ("^/news/", None, ["/news/a/", "/news/archive/"]),
        ("^/news/", "archive", ["/news/a/"]),
        (r"\?id=", None, []),
    ],
)
def test_which_pages_are_wanted(only, but_not, wanted):
    paths = ["/news/a/", "/jobs/b/", "/news/archive/"]
    choice = Choice(only, but_not)
    assert [path for path in paths if f"https://body.example{path}" in choice] == wanted


# What may be added ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("body.org/feed", "is not a web address such as https://"),
        ("ftp://body.org/feed", "is not a web address"),
        ("https://", "is not a web address"),
        ("https://[bad/", "is not a web address"),
        ("https://me:secret@body.org/feed", "user name"),
        ("http://127.0.0.1/feed", "is no site of the public"),
        ("http://169.254.169.254/latest", "is no site of the public"),
        ("http://10.0.0.7/feed", "is no site of the public"),
        ("http://[::1]/feed", "is no site of the public"),
        ("http://localhost:8000/feed", "is no site of the public"),
        ("http://intranet/feed", "is no site of the public"),
        ("http://wiki.local/feed", "is no site of the public"),
        ("https://body.example/feed", "--base-url"),
    ],
)
def test_addresses_that_cannot_be_added(url, words):
    with pytest.raises(NotPossible, match=words) as reason:
        wish_of(Options(url=url), None)
    assert "secret" not in str(reason.value)


def test_only_with_a_copy_may_it_be_a_sample_or_this_machine():
    for url in ("https://body.example/feed", "http://127.0.0.1:8000/feed"):
        assert wish_of(Options(url=url), "http://127.0.0.1:8000").url == url


def test_patterns_and_hosts_are_checked_before_anything_is_fetched():
    for wrong in ({"only": "("}, {"but_not": "*"}, {"hosts": ("https://x.org",)},
                  {"hosts": ("10.0.0.7",)}):  # fmt: skip
        with pytest.raises(NotPossible):
            wish_of(Options(url="https://body.org/feed", **wrong), None)


ADDED = AddedSource(
    name="body_org", title="Body", kind="feed", url="https://body.org/feed/", licence="OGL v3.0",
    republish="link", nature="official", settings={"only": "^/news/"},
)  # fmt: skip


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.Body-Two.org.uk/feed/", "body_two_org_uk"),
        ("https://body.org/feed/", "body_org"),  # it is there already
        ("https://body.org/news/feed/", "body_org_news"),
        ("https://body.org/category/board/feed.xml", "body_org_board"),
        ("https://body.org/feed/?cat=3", "body_org_cat_3"),
        ("https://nhse.news/feed", "nhse_news_1"),
    ],
)
def test_names_are_made_of_addresses(url, name):
    db = memory()
    add_source(db, ADDED, "2026-08-03T09:00:00Z")
    if name == "nhse_news_1":
        with pytest.raises(NotPossible, match="--name"):
            name_for(db, url, ["nhse_news"])
    else:
        assert name_for(db, url, ["nhse_news"]) == name


def test_what_is_added_can_be_changed_removed_and_brought_back():
    db = memory()
    assert add_source(db, ADDED, "2026-08-03T09:00:00Z") == "added"
    assert add_source(db, ADDED, "2026-08-04T09:00:00Z") == "as it was"
    other = AddedSource(**{n: getattr(ADDED, n) for n in ADDED.__slots__} | {"title": "Other"})
    assert add_source(db, other, "2026-08-05T09:00:00Z") == "changed"
    assert added_sources(db) == [other]
    assert remove_source(db, "body_org", "2026-08-06")
    assert not remove_source(db, "body_org", "2026-08-06")
    assert added_sources(db) == []
    assert add_source(db, other, "2026-08-07T09:00:00Z") == "back"
    assert added_sources(db) == [other]


def test_a_run_over_everything_takes_added_sources_too(tmp_path):
    path = tmp_path / "delaywatch.db"
    add_source(connect(path), ADDED, "2026-08-03T09:00:00Z")
    assert set(command.spiders(path)) == set(command.spiders()) | {"body_org"}
    spider = command.spiders(path)["body_org"]
    assert (spider.home, spider.address) == ("https://body.org", "https://body.org/feed/")
    # What a run writes of it is what was added.
    register_source(connect(path), spider.source())
    assert added_sources(connect(path)) == [ADDED]
    remove_source(connect(path), "body_org", "2026-08-04")
    assert set(command.spiders(path)) == set(command.spiders())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--name", "nhse_news"], "--name nhse_news is another source's"),
        (["--name", "Trust-News"], "small letters, digits and _ only"),
        (["--body", "no-such-body"], "--body no-such-body is not known"),
        (["--only", "("], "is no regular expression"),
        (["--kind", "mastodon"], "'mastodon' is not one of"),
        (["--delay", "0.1"], "--delay below 1 second is only for a copy"),
        (["--base-url", ""], "--base-url"),
    ],
)
def test_wrong_options_are_said_before_anything_is_fetched(tmp_path, words, said):
    given = ["add-source", "https://trust.org/feed/", "--db", str(tmp_path / "d.db"), *words]
    result = CliRunner().invoke(command.cli, given)
    assert result.exit_code == 2
    assert said in result.output


# At the command line --------------------------------------------------------------------------


class Desk:
    """`delaywatch sources` and the crawler, on one database and one copy of the web."""

    def __init__(self, crawl, site) -> None:
        self.crawl, self.site = crawl, site
        self.out = self.err = ""

    def __call__(self, *words: str) -> int:
        line = [sys.executable, "-m", "tracker.cli", *words, "--db", str(self.crawl.db_path)]
        done = subprocess.run(line, capture_output=True, text=True, timeout=60, check=False)
        return self._ended(done)

    def _ended(self, done: subprocess.CompletedProcess[str]) -> int:
        self.out, self.err = done.stdout, done.stderr
        assert "Traceback" not in self.err, self.err
        return done.returncode

    def add(self, url: str, *words: str) -> int:
        copy = ("--base-url", self.site.local, "--delay", "0", "--db", self.crawl.db_path)
        return self._ended(crawler("add-source", url, *copy, *words))

    def keep(self, name: str, url: str, kind: str = "feed", **parts: Any) -> None:
        """Add a source without a look."""
        more = {"licence": "OGL v3.0", "republish": "link", "nature": "official"}
        source = AddedSource(name=name, title=name, kind=kind, url=url, **(more | parts))
        add_source(connect(self.crawl.db_path), source, "2026-08-03T09:00:00Z")

    def read(self, *names: str, as_of: str = AS_OF) -> int:
        code = self.crawl(*names, base=self.site.local, as_of=as_of)
        self.err = self.crawl.err
        return code


@pytest.fixture
def desk(crawl, site):
    return Desk(crawl, site)


def test_a_feed_is_added_crawled_and_removed(desk, crawl, site):
    site.faults["/feed/"] = feed("/a/", "/b/", "/c/", "/d/")
    site.faults[r"/feed/\?paged=.*"] = Answer(b"", HTML, 404)
    site.faults["/[a-d]/"] = lambda target, _base: page(f"SAMPLE: {target.strip('/')}")
    add = ("sources", "add", "https://www.trust.example/feed/", "--base-url", site.local,
           "--delay", "0", "--republish", "quote")  # fmt: skip
    assert desk(*add) == 0, desk.err
    assert site.requests() == ["/robots.txt", "/feed/", "/a/"]
    found, *shown, article, kept = desk.out.splitlines()
    assert found == "https://www.trust.example/feed/: a feed 'SAMPLE Trust news' with 4 entries"
    assert [line.split() for line in shown] == [
        ["2026-08-03", "SAMPLE:", path, f"{site.local}/{path}/"] for path in "abc"
    ]
    assert article == "  the first article: 4 words of text can be read"
    assert kept.startswith("trust_example: added (SAMPLE Trust news; not stated, quote may be sh")
    assert crawl.rows("select * from documents") == []

    assert desk.read("trust_example") == 0, desk.err
    assert crawl.one("select count(*) from documents where source = 'trust_example'") == 4
    assert desk(*add) == 0
    assert "trust_example: as it was" in desk.out
    assert desk("sources") == 0
    assert "trust_example\tSAMPLE Trust news\tfeed\thttps://www.trust.example/feed/" in desk.out

    assert desk("sources", "remove", "trust_example") == 0
    assert desk.out == "trust_example: is not crawled any more; its documents stay\n"
    assert crawl.one("select count(*) from documents where source = 'trust_example'") == 4
    assert desk("sources", "remove", "nhse_news") == 1
    assert "nhse_news is not a source that was added - there are: none" in desk.err


@pytest.mark.parametrize(("words", "days"), [((), 1), (("--every", "7"), 7)])
def test_how_often_it_is_visited_can_be_said(desk, crawl, site, words, days):
    site.faults["/feed/"] = feed("/a/")
    site.faults["/a/"] = page("SAMPLE: a")
    assert desk.add("https://trust.example/feed/", *words) == 0, desk.err
    assert desk.read("trust_example") == 0, desk.err
    visit = "select visit_days from sources where name = 'trust_example'"
    assert crawl.one(visit) == days


def test_the_feed_that_a_page_names_is_used(desk, crawl, site):
    head = """<link rel="alternate" type="application/rss+xml" title="x" href="/rss?all=1">
    <link rel="alternate" type="application/rss+xml" title="Comments" href="/comments.rss">"""
    site.faults["/news/"] = page("News", head=head)
    site.faults[r"/rss\?all=1"] = feed("/a/")
    site.faults["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /a/\n", "text/plain")
    assert desk.add("https://trust.example/news/", "--title", "The Trust") == 0, desk.err
    first, second, *_, article, _ = desk.out.splitlines()
    assert first == "https://trust.example/news/: a web page; its feed is used"
    assert second.startswith("https://trust.example/rss?all=1: a feed ")
    assert "cannot be fetched" in article
    assert "robots.txt disallows it" in article
    assert "/a/" not in site.requests()
    assert crawl.one("select name, title, url, kind from sources where added_at is not null") == (
        "trust_example", "The Trust", "https://trust.example/rss?all=1", "feed",
    )  # fmt: skip


OTHER_HOST = '<link rel="alternate" type="application/atom+xml" href="https://feeds.example/x">'


@pytest.mark.slow
@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (page("News"), "a web page that names no feed"),
        (page("News", head=OTHER_HOST), "on another host, https://feeds.example/x"),
        (Answer(b'{"a": 1}', "application/json"), "JSON where a feed or a sitemap was expected"),
        (Answer(b"", HTML, 404), "the site answers 404"),
        (Answer(b"", HTML, 301, {"Location": "https://moved.example/feed/"}),
         "add the address that it leads to"),
        (Answer(laughs(), XML), "declares entities of its own"),
        (Answer(blank_sitemap(), "application/gzip"), "12 MB"),
    ],
)  # fmt: skip
def test_what_cannot_be_added_says_why_and_leaves_nothing(desk, crawl, site, answer, words):
    site.faults["/feed/"] = answer
    assert desk.add("https://trust.example/feed/") == 1
    (line,) = desk.err.splitlines()
    assert f"{site.local}/feed/" in line
    assert words in line
    assert crawl.rows("select name from sources where added_at is not null") == []


def test_a_site_that_wants_no_robots_is_not_added(desk, crawl, site):
    site.faults["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /\n", "text/plain")
    assert desk.add("https://trust.example/feed/") == 1
    assert "robots.txt disallows it - the site does not want robots there" in desk.err
    assert site.requests() == ["/robots.txt"]


# In a run -------------------------------------------------------------------------------------


@pytest.mark.slow
def test_only_its_own_host_is_fetched_unless_another_is_allowed(desk, crawl, site):
    site.faults["/trust.rss"] = feed("https://articles.example/a/")
    site.faults["/a/"] = page("SAMPLE: a")
    assert desk.add("https://trust.example/trust.rss") == 0, desk.err
    assert "allow it with --host articles.example" in desk.out
    assert desk.read("trust_example") == 0, desk.err
    assert "/a/" not in site.requests()
    assert crawl.one("select title, text from documents") == (
        "SAMPLE: https://articles.example/a", "",
    )  # fmt: skip
    assert desk.add("https://trust.example/trust.rss", "--host", "articles.example") == 0, desk.err
    assert "trust_example: changed" in desk.out
    assert desk.read("trust_example") == 0, desk.err
    assert crawl.one("select url, text from documents") == (
        "https://articles.example/a/", "Due by spring 2027.",
    )  # fmt: skip


def test_three_sources_of_three_kinds(desk, crawl, site, httpserver):
    """A body with files, an index of packed sitemaps, and sitemaps without end."""
    add_body(connect(crawl.db_path), "a-trust", "A Trust")
    site.faults["/trust.rss"] = feed("/trust/")
    site.faults["/trust/"] = page("SAMPLE: a", "<p>The <a href='/f/a.csv'>figures</a> of it.</p>")
    site.faults["/f/a.csv"] = Answer(b"SAMPLE,1\n", "text/csv")
    desk.keep("trust", "https://trust.example/trust.rss", body="a-trust", republish="text")

    foreign = httpserver.url_for("/sitemap.xml")
    site.faults["/sitemap.xml"] = Answer(
        index("https://body.example/inner.xml.gz", foreign, "https://body.example/sitemap.xml"), XML
    )
    elsewhere = f"<loc>{httpserver.url_for('/page/')}</loc>"
    packed = gzip.compress(urlset(loc("/a/", "2026-08-01"), elsewhere))
    site.faults["/inner.xml.gz"] = Answer(packed, "application/octet-stream")
    site.faults["/a/"] = page("SAMPLE: a")
    desk.keep("packed", "https://body.example/sitemap.xml", "sitemap")

    site.faults[r"/s/\d+\.xml"] = lambda target, _base: Answer(
        index(f"https://body.example/s/{int(target[3:-4]) + 1}.xml"), XML
    )
    desk.keep("endless", "https://body.example/s/1.xml", "sitemap")

    assert desk.read("trust", "packed", "endless") == 1
    # What a body attaches is read, too.
    assert crawl.rows("select kind, title from documents where source = 'trust' order by 1") == [
        ("article", "SAMPLE: a"),
        ("attachment", "figures"),
    ]
    assert crawl.one("select body, nature, republish from sources where name = 'trust'") == (
        "a-trust", "official", "text",
    )  # fmt: skip
    assert (
        crawl.one("select url from documents where source = 'packed'") == "https://body.example/a/"
    )
    refused = crawl.rows("select url from pages where state = 'refused' order by url")
    assert [url for (url,) in refused] == sorted([foreign, httpserver.url_for("/page/")])
    assert httpserver.log == []
    (line,) = [line for line in desk.err.splitlines() if line.startswith("endless:")]
    assert "/s/3.xml: more than 200 sitemaps, or 3 indexes one in the other" in line
    assert crawl.add_up()


@pytest.mark.slow
def test_a_sitemap_is_read_by_its_dates_of_change(desk, crawl, site):
    stamps = {"/news/a/": "2026-08-01", "/news/b/": "2026-08-02", "/jobs/c/": "2026-08-03"}
    texts = dict.fromkeys(stamps, "<p>Due by spring 2027.</p>")
    site.faults["/sitemap.xml"] = lambda _target, _base: Answer(
        urlset(*(loc(path, stamp) for path, stamp in stamps.items())), XML
    )
    site.faults["/(news|jobs)/./"] = lambda target, _base: (
        page(f"SAMPLE: {target}", texts[target]) if target in stamps else Answer(b"", HTML, 404)
    )
    assert desk.add("https://body.example/sitemap.xml", "--only", "^/news/") == 0, desk.err
    assert "a sitemap with 3 pages" in desk.out
    assert "wanted of these: 2" in desk.out
    assert desk.read("body_example") == 0, desk.err
    rows = crawl.rows("select url, text from documents order by url")
    assert rows == [(f"https://body.example/news/{n}/", "Due by spring 2027.") for n in "ab"]

    # A changed page is read again for its date; a silent edit when its turn comes, the next day
    # for one that is young.
    stamps["/news/a/"] = "2026-08-09"
    texts["/news/a/"] = texts["/news/b/"] = "<p>Due by autumn 2027.</p>"
    site.requests()
    assert desk.read("body_example") == 0, desk.err
    assert [path for path in site.requests() if "news" in path] == ["/news/a/"]
    assert desk.read("body_example", as_of="2026-08-04") == 0, desk.err
    assert [path for path in site.requests() if "news" in path] == ["/news/a/", "/news/b/"]
    assert set(crawl.rows("select text from documents")) == {("Due by autumn 2027.",)}
    assert crawl.one("select count(*) from versions") == 4

    # What the sitemap names no more is looked for, and gone when it was missed twice.
    del stamps["/news/b/"]
    for state in ("live", "gone"):
        assert desk.read("body_example", as_of="2026-08-05") == 0, desk.err
        assert crawl.one("select state from documents where url like '%/b/'") == state
    assert crawl.add_up()
