"""Feeds: what is read of them in any dialect, what is refused, what a spider makes of it."""

import threading
import time
from contextlib import contextmanager, suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.moments import moment
from crawler.platforms.feeds.feed_reading import NotAFeed, older_page, read_feed, without_tracking
from crawler.sample import DAYS
from crawler.sample.answers import Answer
from tests.crawler.conftest import Crawl, Site

URL = "https://paper.example/feed/"
XML, HTML = "application/rss+xml; charset=UTF-8", "text/html; charset=UTF-8"


def rss(items: str, head: str = "", start: str = '<?xml version="1.0" encoding="UTF-8"?>') -> bytes:
    text = f"""{start}<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
    xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom"
    xmlns:media="http://search.yahoo.com/mrss/">
    <channel><title>SAMPLE paper</title><link>https://paper.example/</link>{head}
    {items}</channel></rss>"""
    return text.encode()


ONE = """<item><title>SAMPLE: Plan due</title><link>https://paper.example/plan/</link>
<pubDate>Mon, 03 Aug 2026 09:00:00 +0100</pubDate></item>"""


def only(body: bytes, content_type: str | None = None):
    (item,) = read_feed(body, URL, content_type).items
    return item


# Dialects ----------------------------------------------------------------------------------

RSS_2 = rss("""<item><title>SAMPLE: Plan &amp; programme</title>
  <media:title>A picture</media:title>
  <link>https://paper.example/plan/</link><guid isPermaLink="false">paper-17</guid>
  <pubDate>Mon, 03 Aug 2026 09:00:00 +0100</pubDate>
  <atom:updated>2026-08-04T10:00:00Z</atom:updated>
  <description><![CDATA[<p>Due by <b>spring</b>.</p>]]></description>
  <content:encoded><![CDATA[<p>Due by spring 2027.</p>]]></content:encoded>
  <category>Digital</category><category><![CDATA[Staff]]></category></item>""")
RSS_1 = b"""<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
  xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:dcterms="http://purl.org/dc/terms/"
  xmlns:content="http://purl.org/rss/1.0/modules/content/">
  <channel rdf:about="https://paper.example/"><title>SAMPLE paper</title>
  <items><rdf:Seq><rdf:li rdf:resource="https://paper.example/plan/"/></rdf:Seq></items></channel>
  <item rdf:about="paper-17"><title>SAMPLE: Plan &amp;amp; programme</title>
  <link>https://paper.example/plan/</link><dc:date>2026-08-03T09:00:00+01:00</dc:date>
  <dcterms:modified>2026-08-04T10:00:00Z</dcterms:modified>
  <description>&lt;p&gt;Due by &lt;b&gt;spring&lt;/b&gt;.&lt;/p&gt;</description>
  <content:encoded>&lt;p&gt;Due by spring 2027.&lt;/p&gt;</content:encoded>
  <dc:subject>Digital</dc:subject><dc:subject>Staff</dc:subject></item></rdf:RDF>"""
ATOM = b"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom">
  <title type="html">SAMPLE &lt;i&gt;paper&lt;/i&gt;</title>
  <entry><title type="html">SAMPLE: Plan &amp;amp; programme</title>
  <link rel="self" href="https://paper.example/plan.atom"/>
  <link rel="alternate" type="text/html" href="https://paper.example/plan/"/>
  <id>paper-17</id><published>2026-08-03T08:00:00Z</published>
  <updated>2026-08-04T11:00:00+01:00</updated>
  <summary type="html">&lt;p&gt;Due by &lt;b&gt;spring&lt;/b&gt;.&lt;/p&gt;</summary>
  <content type="html">&lt;p&gt;Due by spring 2027.&lt;/p&gt;</content>
  <category term="Digital"/><category term="s" label="Staff"/></entry></feed>"""


@pytest.mark.parametrize(("kind", "body"), [("RSS 2.0", RSS_2), ("RSS 1.0", RSS_1), ("Atom", ATOM)])
def test_three_dialects_say_the_same(kind, body):
    feed = read_feed(body, URL)
    assert (feed.kind, feed.title, feed.warnings) == (kind, "SAMPLE paper", ())
    (item,) = feed.items
    assert item.link == "https://paper.example/plan/"
    assert item.guid == "paper-17"
    assert item.title == "SAMPLE: Plan & programme"
    assert (item.published, item.updated) == ("2026-08-03T08:00:00Z", "2026-08-04T10:00:00Z")
    assert item.summary == "<p>Due by <b>spring</b>.</p>"
    assert item.content == "<p>Due by spring 2027.</p>"
    assert item.categories == ("Digital", "Staff")


@pytest.mark.parametrize(
    ("content", "html"),
    [
        ('<content type="text">a &lt; b &amp;amp; c</content>', "a &lt; b &amp; c"),
        ("<content>&lt;p&gt;not declared&lt;/p&gt;</content>", "<p>not declared</p>"),
        ('<content type="image/png">iVBORw0KGgo=</content>', ""),
        (
            '<content type="xhtml"><x:p xmlns:x="http://www.w3.org/1999/xhtml">one</x:p></content>',
            "<p>one</p>",
        ),
    ],
)
def test_atom_says_of_what_type_a_text_is(content, html):
    body = f"""<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>https://paper.example/a</id>
    {content}</entry></feed>"""
    assert only(body.encode()).content == html


# Broken in the usual ways ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "title", "warning"),
    [
        (rss(ONE.replace("Plan due", "Plan & programme")), "SAMPLE: Plan & programme", "broken"),
        (rss(ONE.replace("Plan due", "Plan&nbsp;due &copy; &unknown;")),
         "SAMPLE: Plan due © &unknown;", "broken"),
        (rss(ONE.replace("Plan due", "Plan &amp;#8216;due&amp;#8217;")), "SAMPLE: Plan ‘due’", ""),
        (rss(ONE.replace("Plan due", "Plan &#146;due&#0;")), "SAMPLE: Plan ’due\ufffd", "broken"),
        (b"\xef\xbb\xbf" + rss(ONE), "SAMPLE: Plan due", ""),
        (b"\n\n  " + rss(ONE), "SAMPLE: Plan due", ""),
        (b"Warning: PHP is unhappy\n" + rss(ONE), "SAMPLE: Plan due", "stands before"),
        (rss(ONE.replace("due", "d\x0bu\x00e")), "SAMPLE: Plan due", "2 characters"),
        (rss(ONE).decode().encode("utf-16"), "SAMPLE: Plan due", ""),
        (rss(ONE.replace("due", "£3")).decode().encode("latin-1"), "SAMPLE: Plan £3", "1252"),
        (rss(ONE.replace("due", "£3"), start='<?xml version="1.0" encoding="iso-8859-1"?>'),
         "SAMPLE: Plan £3", "the letters are UTF-8"),
        (rss(ONE.replace("due", "£3"), start='<?xml version="1.0" encoding="iso-8859-1"?>')
         .decode().encode("latin-1"), "SAMPLE: Plan £3", ""),
        (rss(ONE.replace("<title>", "<t:title>").replace("</title>", "</t:title>")), "", "broken"),
    ],
)  # fmt: skip
def test_broken_feeds_are_read_as_far_as_they_can_be(body, title, warning):
    feed = read_feed(body, URL)
    assert feed.items[0].link == "https://paper.example/plan/"
    assert feed.items[0].title == title
    assert [w for w in feed.warnings if warning in w] if warning else feed.warnings == ()


@pytest.mark.parametrize(
    ("link", "read"),
    [
        ("<link>/2026/plan/</link>", "https://paper.example/2026/plan/"),
        ("<link>../plan/?b=2&amp;utm_source=rss#top</link>", "https://paper.example/plan/?b=2"),
        ("<link> https://PAPER.example/b/ </link>", "https://paper.example/b/"),
        ("<atom:link href='/a'/>", "https://paper.example/a"),
        ("<link/><guid>https://paper.example/?p=1</guid>", "https://paper.example/?p=1"),
        ("<guid isPermaLink='false'>https://paper.example/?p=1</guid>", None),
        ("<guid>17</guid>", None),
        ("<link>javascript:alert(1)</link>", None),
        ("<link>http://[</link>", None),
        ("", None),
    ],
)
def test_links(link, read):
    body = rss(ONE + f"<item><title>SAMPLE</title>{link}</item>")
    feed = read_feed(body, URL)
    assert [item.link for item in feed.items[1:]] == ([read] if read else [])
    lost = "an entry has no link that can be read"
    assert feed.warnings == (() if read else (lost,))


def test_an_identifier_that_tells_nothing_apart_is_left_out():
    items = "".join(
        f"<item><link>/{n}</link><guid isPermaLink='false'>same</guid></item>" for n in (1, 2)
    )
    feed = read_feed(rss(items), URL)
    assert [item.guid for item in feed.items] == [None, None]
    assert "entries share an identifier" in feed.warnings[0]
    assert (
        only(rss("<item><link>/1</link><guid>https://paper.example/1</guid></item>")).guid is None
    )


def test_what_is_lost_is_counted():
    cut = rss(ONE + ONE.replace("/plan/", "/next/"))[:-60]
    feed = read_feed(cut, URL)
    assert [item.link for item in feed.items] == ["https://paper.example/plan/"]
    assert "the feed was cut short; its last entry is left out" in feed.warnings
    twice = read_feed(rss(ONE + ONE), URL)
    assert (len(twice.items), twice.warnings) == (1, ("an entry repeats the link of another",))
    days = "<pubDate>soon</pubDate>"
    undated = read_feed(rss(f"<item><link>/1</link>{days}</item>"), URL)
    assert (undated.items[0].published, undated.warnings) == (None, ("a date cannot be read",))


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("Mon, 03 Aug 2026 09:00:00 GMT", "2026-08-03T09:00:00Z"),
        ("Mon, 03 Aug 2026 09:00:00 +0100", "2026-08-03T08:00:00Z"),
        ("3 Aug 2026 09:00 BST", "2026-08-03T08:00:00Z"),
        ("Mon, 03 Aug 2026 09:00:00 -0000", "2026-08-03T09:00:00Z"),
        ("Mon, 03 Aug 2026 23:30:00 XYZ", "2026-08-03"),  # no zone that is known: the day holds
        ("2026-08-03T09:00:00Z", "2026-08-03T09:00:00Z"),
        ("2026-08-03T23:30:00-02:00", "2026-08-04T01:30:00Z"),
        ("2026-08-03T09:00:00.123+0100", "2026-08-03T08:00:00Z"),
        ("2026-08-03T00:30:00", "2026-08-03"),
        ("2026-08-03", "2026-08-03"),
        ("3 August 2026", "2026-08-03"),
        ("August 2026", None),
        ("0001-01-01T00:00:00Z", None),
        ("9999-12-31T23:59:59-12:00", None),
        ("Mon, 32 Aug 2026 09:00:00 GMT", None),
        ("last week", None),
        ("", None),
        (None, None),
    ],
)
def test_moments(words, read):
    assert moment(words) == read


# No feed at all ------------------------------------------------------------------------------


def laughs(kind: str) -> bytes:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<?xml version="1.0"?><!DOCTYPE {kind} [<!ENTITY l0 "ha">{entities}]>'.encode()


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "an empty answer"),
        (b"  \n", "an empty answer"),
        (b"<!DOCTYPE html><html><head><title>Just a moment...</title></head></html>",
         "a web page titled 'Just a moment...'"),
        (b"<!-- x --><html lang='en'><body>Hello", "a web page"),
        (b'{"items": []}', "JSON"),
        (b"%PDF-1.7 <<", "a PDF"),
        (b"404 not found", "plain text"),
        (b"<urlset><url/></urlset>", "a sitemap"),
        (b"<opml/>", "XML of another kind (<opml>)"),
        (b"<", "not XML"),
        (laughs("rss") + b"<rss><channel><item><title>&l9;</title></item></channel></rss>",
         "its DOCTYPE declares entities of its own"),
        (b'<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss>&x;</rss>',
         "its DOCTYPE declares entities of its own"),
    ],
)  # fmt: skip
def test_what_is_no_feed(body, reason):
    started = time.process_time()
    with pytest.raises(NotAFeed, match="where a feed was expected") as error:
        read_feed(body, URL)
    assert str(error.value).startswith(reason)
    assert time.process_time() - started < 1


def test_a_doctype_that_only_names_a_dtd_is_left_out_and_nothing_is_fetched(httpserver):
    doctype = f'<!DOCTYPE rss PUBLIC "-//X//DTD RSS 0.91//EN" "{httpserver.url_for("/rss.dtd")}">'
    assert only(rss(ONE, start=doctype)).title == "SAMPLE: Plan due"
    assert httpserver.log == []


PIECES = [
    "<item>", "</item>", "<title>", "</title>", "<link>", "</link>", "<link href='", "'/>", "&",
    "&nbsp;", "<![CDATA[", "]]>", URL, "<guid>", "<", ">", '"', "<pubDate>", "</pubDate>",
    "Mon, 03 Aug 2026 10:00 BST", "\0", "é", "<!DOCTYPE x [", "]>", "<?", "?>", "<!--", "-->", "a:",
    "<entry>", "<rss>", "<feed xmlns='http://www.w3.org/2005/Atom'>", "<content type='xhtml'>",
    "http://[", "http://a:99999/", "9999-12-31T23:59:59-12:00", "xml:base='http://['",
]  # fmt: skip


@given(
    st.one_of(
        st.binary(max_size=200),
        st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=4))).map("".join),
        st.lists(st.sampled_from(PIECES)).map(lambda parts: rss(ONE + "".join(parts))),
    )
)
def test_whatever_comes_it_is_read_or_refused(body):
    raw = body if isinstance(body, bytes) else body.encode("utf-8", "surrogatepass")
    try:
        feed = read_feed(raw, URL)
    except NotAFeed:
        return
    for item in feed.items:
        assert item.link.startswith(("http://", "https://"))
        assert "\n" not in item.title


@pytest.mark.parametrize(
    "piece",
    [b"<a>", b"<![CDATA[", b"<!--", b"&", b"<?", b"&#", b"<!DOCTYPE ", b"<item>", b"<item ", b"["],
)
def test_megabytes_of_the_same_end_soon(piece):
    started = time.process_time()
    for body in (piece * 100_000, rss(ONE).replace(b"</channel>", piece * 100_000)):
        with suppress(NotAFeed):
            read_feed(body, URL)
    assert time.process_time() - started < 5


# Addresses -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        ("https://a.example/x/?utm_source=rss&utm_medium=rss", "https://a.example/x/"),
        ("https://a.example/x/?fbclid=1&id=7&mc_cid=2#comments", "https://a.example/x/?id=7"),
        ("https://a.example/?p=7", "https://a.example/?p=7"),
    ],
)
def test_what_counts_clicks_makes_no_other_page(url, plain):
    assert without_tracking(url) == plain


def test_older_pages():
    assert older_page(URL, 2) == f"{URL}?paged=2"
    assert older_page(f"{URL}?paged=2&s=x", 3) == f"{URL}?s=x&paged=3"


# The trade press of the sample -------------------------------------------------------------


def versions(crawl) -> dict[str, int]:
    rows = crawl.rows(
        "select d.title, max(v.number) from documents d join versions v on v.document_id = d.id "
        "group by d.id order by d.title"
    )
    return dict(rows)


def test_three_days_of_the_trade_press(crawl, site):
    base = f"http://{{host}}.sample.example:{site.port}"
    paper = f"http://www.digitalhealth.net.sample.example:{site.port}"
    sources = ("digitalhealth_news", "htn_news")
    assert crawl(*sources, as_of=DAYS[1], base=base) == 0, crawl.err
    assert set(versions(crawl).values()) == {1}
    # Two entries a page: the start is not just the newest page.
    asked = [path for path in site.requests() if path.startswith("/feed/")]
    assert asked == [f"/feed/{page}" for page in ("", "?paged=2", "?paged=3", "", "?paged=2")]
    urls = crawl.rows("select url, native_id from documents where source = 'digitalhealth_news'")
    assert len(urls) == 3
    for url, number in urls:  # whatever the feed hangs onto its links to count clicks
        assert url.startswith(f"{paper}/2026/")
        assert url.endswith("/")
        assert number.startswith(f"{paper}/?p=71")

    for day in (2, 3):
        site.site.day = day
        assert crawl(*sources, as_of=DAYS[day], base=base) == 0, crawl.err
        assert [p for p in site.requests() if p.startswith("/feed/")] == ["/feed/", "/feed/"]

    # Menus, banners, counters and links around the articles changed every day; a sentence once.
    promised = "SAMPLE: Ward tablet strategy due by the end of December, agency says"
    assert {title for title, number in versions(crawl).items() if number > 1} == {promised}
    text = crawl.one("select text from documents where title = ?", promised)
    assert text.splitlines()[-1].endswith("will now be published in spring 2027.")
    everything = " ".join(row[0] for row in crawl.rows("select text from texts"))
    for beside in ("cookie", "privacy", "times", "ago", "shares", "comment", "also like", "jobs"):
        assert beside not in everything
    assert crawl.one("select url, reason from pages where state = 'failed'") == (
        f"{paper}/2026/08/01/sample-lift-repairs/",
        "404; counts as gone when seen on a second run",
    )
    assert crawl.rows("select distinct origin, kind from documents") == [("sample", "article")]
    assert crawl.rows("select nature, republish from sources group by 1, 2") == [("press", "quote")]
    assert crawl.add_up()


# Articles of all kinds, over three runs -------------------------------------------------------


def page(title: str, text: str = "<p>Due by spring 2027.</p>", canonical: str = "") -> Answer:
    link = f'<link rel="canonical" href="{canonical}">' if canonical else ""
    body = f"""<html><head><title>{title} - Paper</title>{link}</head><body><main><article>
    <h1>{title}</h1>{text}</article></main></body></html>"""
    return Answer(body.encode(), HTML)


def item(link: str, title: str, guid: str) -> str:
    return f"""<item><title>{title}</title><link>{link}</link>
    <guid isPermaLink="false">{guid}</guid><pubDate>Mon, 03 Aug 2026 09:00:00 GMT</pubDate>
    <description>The first words.</description></item>"""


@contextmanager
def serving():
    """A site of its own: for tests that share one, or to see that nothing is asked of it."""
    server = Site()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def serve(site, *items: str) -> None:
    """Serve a feed of one page."""
    site.faults["/feed/"] = Answer(rss("".join(items)), XML)
    site.faults[r"/feed/.*"] = Answer(b"", HTML, 404)


CHALLENGE = b"<html><head><title>Just a moment...</title></head><body>Wait</body></html>"
EMPTY = b"<html><head><title>SAMPLE: empty</title></head><body></body></html>"
LATER = {
    "/challenge/": Answer(CHALLENGE, HTML),
    "/empty/": Answer(EMPTY, HTML),
    "/vanished/": Answer(b"", HTML, 404),
    "/other-name/": Answer(b"", HTML, 404),
    "/soft-404/": page("Page not found", "<p>Try the search.</p>"),
    "/home/": Answer(b"", HTML, 302, {"Location": "/"}),
    "/old/": Answer(b"", HTML, 301, {"Location": "/new/?utm_source=redirect"}),
}
CALLED = {  # what a page calls itself -> the path by which it is known
    "/tracked/": ("/tracked/?utm_source=x#y", "/tracked/"),
    "/wrong/": ("/right/", "/right/"),
    "/foreign/": ("https://elsewhere.invalid/foreign/", "/foreign/"),
    "/homely/": ("/", "/homely/"),  # a site that calls all its pages by its home
    "/same/one/": ("/same-name/", "/same/one/"),  # an address of which there is no page
    "/same/two/": ("/same-name/", "/same/two/"),
}


class Articles:
    """Three runs over a feed: twice the same, then with what went wrong since."""

    def __init__(self, folder, site: Site, canary: Site) -> None:
        self.crawl, self.site, self.canary = Crawl(folder, site), site, canary
        self.elsewhere = (f"{canary.base}/plan/",)
        self.private = (f"{canary.local}/plan/", "http://169.254.169.254/latest/")
        site.faults["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /closed/\n", "text/plain")
        site.faults["/right/"] = page("SAMPLE: wrong", canonical="/right/")
        site.faults["/new/.*"] = page("SAMPLE: old")
        for path in LATER:
            site.faults[path] = page(f"SAMPLE: {path.strip('/')}")
        named = page("SAMPLE: vanished", canonical="/other-name/")
        site.faults["/vanished/"] = site.faults["/other-name/"] = named
        for path, (canonical, _) in CALLED.items():
            site.faults[path] = page(f"SAMPLE: {path.strip('/')}", canonical=canonical)
        self.said = ""
        self.runs = [self.run("/old/") for _ in range(2)]
        site.faults.update(LATER)
        self.runs.append(self.run("/new/"))

    def run(self, moved: str) -> list[str]:
        links = [
            "/closed/",
            *self.elsewhere,
            *self.private,
            *CALLED,
            *(set(LATER) - {"/old/", "/other-name/"}),
            moved,
        ]
        serve(self.site, *(item(link, f"SAMPLE: {_name(link)}", _name(link)) for link in links))
        assert self.crawl("digitalhealth_news") == 0, self.crawl.err
        self.said += self.crawl.err
        return self.site.requests()

    def of(self, link: str):
        """Address, text, partial, state of the document and of the page, number of versions."""
        return self.crawl.rows(
            """
            select d.url, d.text, v.partial, d.state,
              (select group_concat(p.state || ': ' || coalesce(p.reason, '')) from pages p
               where p.url in (d.url, ?)),
              (select count(*) from versions where document_id = d.id)
            from documents d join versions v on v.id = d.current_version where d.title = ?
            """,
            self.site.base + link if link.startswith("/") else link,
            f"SAMPLE: {_name(link)}",
        )


def _name(link: str) -> str:
    return "old" if link == "/new/" else link.removeprefix("http://").strip("/")


@pytest.fixture(scope="module")
def articles(tmp_path_factory):
    with serving() as site, serving() as canary:
        yield Articles(tmp_path_factory.mktemp("articles"), site, canary)


def test_where_robots_refuse_an_article_the_feed_s_own_words_are_kept(articles):
    ((url, text, partial, state, pages, number),) = articles.of("/closed/")
    assert (url, text, partial, state) == (
        f"{articles.site.base}/closed/", "The first words.", 1, "live",
    )  # fmt: skip
    assert (pages, number) == ("refused: robots.txt disallows it", 1)
    assert not [path for run in articles.runs for path in run if "closed" in path]


def test_articles_on_other_hosts_are_never_fetched_and_their_headlines_are_kept(articles):
    for link in articles.elsewhere:
        ((url, text, partial, _, pages, number),) = articles.of(link)
        assert (url, text, partial, number) == (link, "The first words.", 1, 1)
        assert "refused: not on the source's own host" in pages
    assert articles.canary.log == []


def test_a_link_into_a_private_network_is_no_article(articles):
    for link in articles.private:
        assert articles.of(link) == []
        assert articles.crawl.one("select state from pages where url = ?", link) == "refused"


@pytest.mark.parametrize(("link", "kept"), [(link, kept) for link, (_, kept) in CALLED.items()])
def test_an_article_is_known_by_what_it_calls_itself_within_reason(articles, link, kept):
    ((url, _, _, _, pages, number),) = articles.of(link)
    assert (url, number) == (articles.site.base + kept, 1)
    assert "failed" not in pages
    # By the third run it is asked for once only, at one address.
    assert len([path for path in articles.runs[2] if path in {link, kept}]) == 1


@pytest.mark.parametrize(
    ("link", "reason"),
    [
        ("/challenge/", "asks whether we are human ('Just a moment...')"),
        ("/empty/", "no text can be found on the page"),
        ("/vanished/", "404; counts as gone when seen on a second run"),
        ("/soft-404/", "the page says 'Page not found'; counts as gone when seen on a second run"),
        ("/home/", "its address leads to"),
    ],
)
def test_what_came_instead_of_an_article_fails_and_takes_nothing_away(articles, link, reason):
    ((_, text, partial, state, pages, number),) = articles.of(link)
    assert (text, partial, state, number) == ("Due by spring 2027.", 0, "live", 1)
    assert "failed: " in pages
    assert reason in pages


def test_an_article_that_moved_keeps_its_history(articles):
    ((url, _, _, state, _, number),) = articles.of("/new/")
    assert (url, state, number) == (f"{articles.site.base}/new/", "live", 1)


def test_every_page_ends_and_what_did_not_change_is_not_sent_again(articles):
    assert articles.crawl.add_up()
    assert "calls itself by the address of another article" in articles.said
    first, second, _ = articles.crawl.rows("select ok, unchanged from runs order by id")
    assert first[1] == 0
    # The feed, and three pages at a better address than the feed's, are sent; what the feed does
    # not name is not due on the same day (tests/crawler/ledger).
    assert second == (4, len(CALLED) + len(LATER) - 4)


# Broken sources, older pages -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(CHALLENGE, HTML), "a web page titled 'Just a moment...' where a feed was expected"),
        (Answer(rss(""), XML), "a feed without an entry that can be read"),
    ],
)
def test_what_is_no_feed_breaks_the_source_with_address_and_reason(crawl, site, answer, reason):
    site.faults["/feed/"] = answer
    assert crawl("digitalhealth_news") == 1
    (line,) = [line for line in crawl.err.splitlines() if line.startswith("digitalhealth_news:")]
    assert f"{site.base}/feed/: {reason}" in line
    assert crawl.add_up()


@pytest.mark.slow
def test_older_pages_are_read_where_a_page_shows_only_what_is_new(crawl, site):
    def paged(newest: int):
        def answer(target, _base):
            start = newest - 2 * (int(target.partition("=")[2] or "1") - 1)
            if start < 1:
                return Answer(b"", HTML, 404)
            items = [item(f"/a/{n}/", f"SAMPLE: {n}", str(n)) for n in (start, start - 1) if n]
            return Answer(rss("".join(items)), XML)

        return answer

    there = range(1, 10)
    site.faults[r"/a/\d+/"] = lambda target, _base: (
        page(f"SAMPLE: {target[3:-1]}") if int(target[3:-1]) in there else Answer(b"", HTML, 404)
    )
    site.faults[r"/feed/.*"] = paged(4)
    assert crawl("digitalhealth_news") == 0, crawl.err
    assert crawl.one("select count(*) from documents") == 4
    site.faults[r"/feed/.*"] = paged(9)  # after days without a run: more than a page is new
    site.requests()
    assert crawl("digitalhealth_news") == 0, crawl.err
    assert crawl.one("select count(*) from documents") == 9
    lists = [path for path in site.requests() if path.startswith("/feed/")]
    assert lists == ["/feed/", "/feed/?paged=2", "/feed/?paged=3"]
    # What left the feed is looked at again in its turn, and gone when it was missed twice.
    there = range(2, 10)
    for gone in ([], [("SAMPLE: 1",)]):  # what is young has its turn on the next day
        assert crawl("digitalhealth_news", as_of="2026-08-04") == 0, crawl.err
        assert crawl.rows("select title from documents where state = 'gone'") == gone


def test_a_feed_s_own_next_page_is_followed_on_its_host_only(crawl, site):
    def atom(n: int, after: str) -> Answer:
        text = f"""<feed xmlns="http://www.w3.org/2005/Atom"><link rel="next" href="{after}"/>
        <entry><title>SAMPLE: {n}</title><link href="/a/{n}/"/><id>n{n}</id>
        <published>2026-08-0{n}T09:00:00Z</published><updated>2026-08-0{n}T09:00:00Z</updated>
        </entry></feed>"""
        return Answer(text.encode(), "application/atom+xml")

    site.faults["/feed/"] = atom(1, "/older?x=2")
    site.faults[r"/a/(\d+)/"] = lambda target, _base: page(f"SAMPLE: {target[3:-1]}")
    with serving() as canary:
        site.faults[r"/older\?x=2"] = atom(2, f"{canary.local}/older")
        assert crawl("digitalhealth_news") == 0, crawl.err
        assert canary.log == []
    assert crawl.one("select count(*) from documents") == 2
    # Atom says when an entry changed: one that did not is not asked for again on the same day. On
    # the next both have their turn, whether the feed shows them still or not: they are young.
    site.requests()
    assert crawl("digitalhealth_news") == 0
    assert site.requests() == ["/robots.txt", "/feed/"]
    assert crawl("digitalhealth_news", as_of="2026-08-04") == 0
    assert site.requests() == ["/robots.txt", "/feed/", "/a/1/", "/a/2/"]
