"""Feeds, sitemaps, and WhatDoTheyKnow's Atom feed of a request."""

from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Final
from zlib import compressobj

from crawler.platforms.feeds.feed_reading import NotAFeed, may_be_wordpress, read_feed, words_of
from crawler.platforms.feeds.sitemap_reading import NotASitemap, read_sitemap
from db.errors import Problem
from db.normal import normalise
from tests.fuzz.harness import Input, Target, named
from tests.fuzz.html import golden
from tests.fuzz.mutate import Markup, spoilt_bytes
from tracker.foi.exchange.atom import accounts

URL: Final = "https://site.example/feed/"
REQUEST: Final = Path(__file__).parents[1] / "tracker" / "foi" / "files" / "request.atom"

_RSS: Final = golden("htn_news", "013d9ccf94.xml")
_RDF: Final = (
    '<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns='
    '"http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x">'
    '<title>News</title></channel><item rdf:about="https://site.example/1"><title>One</title><link>'
    "https://site.example/1</link><dc:date>2026-08-03</dc:date></item></rdf:RDF>"
)
_ATOM: Final = (
    '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="/news/"><title type="html">A &amp;amp; B'
    '</title><link rel="next" href="?page=2"/><entry><id>tag:a,1</id><title>One</title><link href='
    '"one/"/><updated>2026-08-03T10:00:00Z</updated><category term="care"/><content type="xhtml">'
    '<div xmlns="http://www.w3.org/1999/xhtml"><p>It is <b>late</b>.</p></div></content></entry>'
    '<entry><link href="/two/"/><summary type="text">Two &lt;p></summary></entry></feed>'
)
_SITEMAP: Final = (
    '<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/'
    '0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://site.example'
    "/a/</loc><lastmod>2026-08-03</lastmod></url><url><loc>https://site.example/b/</loc><news:news>"
    "<news:publication_date>2026-08-03T10:00:00Z</news:publication_date><news:title>B</news:title>"
    "</news:news></url></urlset>"
)
_INDEX: Final = (
    "<sitemapindex><sitemap><loc>https://site.example/sitemap-1.xml.gz</loc></sitemap>"
    "</sitemapindex>"
)
TAGS: Final = (
    "<item>", "</item>", "<entry>", "</entry>", "<channel>", "</channel>", "<rss>", "</rss>",
    "<feed>",
    "<link>", "</link>", "<link/>", '<link href="x"/>', "<guid>", "</guid>", "<title>", "</title>",
    "<description>", "</description>", "<content:encoded>", "</content:encoded>", "<dc:date>",
    "<x:y>", "<xmlns:x>", "<:a>", "<a:>", "<a:b:c/>", "<1>", "<url>", "</url>", "<loc>", "</loc>",
    "<![CDATA[", "]]>", "<![CDATA[]]>", "<!--", "-->", "<?xml version='1.0' encoding='utf-16'?>",
    "<?xml version='1.0' encoding='idna'?>", "<?x ?>", "<!DOCTYPE rss>",
    "<!DOCTYPE x [<!ENTITY a 'b'>]>",
    '<!DOCTYPE x [<!ENTITY a "&b;&b;"><!ENTITY b "&a;&a;">]>', "&a;", "&nbsp;", "&#0;", "&#x1F;",
    "&",
    "&#xD800;", "&#1114112;", "&amp;amp;", "<p>", "<b>", "</b>", "<br>", "<script>", "<a href='x'>",
    '<x xmlns="">', '<x xmlns:a="urn:a">', '<x xml:base="http://["/>', '<x xml:lang="en"/>',
    "<content>",
    '<content type="application/octet-stream">', '<content type="html">', "<summary>", "<pubDate>",
)  # fmt: skip
WORDS: Final = (
    "Response by", "Follow up sent to", "Clarification sent to", "Request sent to", "Annotated by",
    "New updates for the request 'x'", "http://www.w3.org/2005/Atom", "xhtml", "alternate", "self",
    "https://www.whatdotheyknow.com/feed/request/x", "The post x appeared first on y.", "next",
)  # fmt: skip


def _read_feed(body: bytes) -> bool:
    try:
        feed = read_feed(body, URL, "application/rss+xml; charset=iso-8859-1")
    except NotAFeed:
        return False
    may_be_wordpress(feed, URL)
    for item in feed.items:
        assert normalise(item.title) == item.title
        words_of(item.content or item.summary).encode()
    return bool(feed.items)


def _read_sitemap(body: bytes) -> bool:
    try:
        return bool(read_sitemap(body, None).places)
    except NotASitemap:
        return False


def _read_request(body: bytes) -> bool:
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return False
    try:
        return bool(list(accounts(text, "request.atom")))
    except Problem as problem:
        named(problem, "request.atom")
        return False


_READERS: Final[dict[str, tuple[int, Callable[[bytes], bool], list[str]]]] = {
    "rss": (30, _read_feed, _RSS),
    "rdf": (10, _read_feed, [_RDF]),
    "atom": (25, _read_feed, [_ATOM]),
    "sitemap": (20, _read_sitemap, [_SITEMAP, _INDEX]),
    "request": (15, _read_request, [REQUEST.read_text()]),
}
_NAMES: Final = tuple(_READERS)
_WEIGHTS: Final = tuple(often for often, _, _ in _READERS.values())
_MARKUP: Final = {name: Markup(seeds, TAGS, WORDS) for name, (_, _, seeds) in _READERS.items()}


def make(random: Random) -> Input:
    """A feed or sitemap for one of the readers, sometimes packed or in another charset."""
    (name,) = random.choices(_NAMES, _WEIGHTS)
    text = _MARKUP[name].spoilt(random)
    charset = random.choices(("utf-8", "latin-1", "utf-16"), (92, 4, 4))[0]
    body = text.encode(charset, "surrogatepass" if charset != "latin-1" else "replace")
    if name == "sitemap" and random.random() < 0.1:
        stream = compressobj(wbits=31)
        body = stream.compress(body) + stream.flush()
    return Input(name, spoilt_bytes(random, body) if random.random() < 0.08 else body)


def read(one: Input) -> bool:
    """Read a feed as its reader does."""
    return _READERS[one.reader][1](one.body)


TARGET: Final = Target(name="feeds", make=make, read=read, floor=0.3)
