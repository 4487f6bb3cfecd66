"""What a sitemap says (sitemaps.org/0.9, Google's news extension): no requests in here.

The limits are 50,000 addresses a file, as the protocol has it, and 12 MB unpacked: it allows 50,
but as a tree that takes ten times as much.
"""

import re
import zlib
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml import etree

from crawler.addresses import OffSite, canonical, host_of
from crawler.moments import moment
from crawler.platforms.feeds.xml_reading import NotXml, document_of, local_name
from crawler.safe_xml import MOST_BYTES
from db.normal import normalise

MOST_PLACES = 50_000
_HOST = re.compile(r"[\w.:-]+")
_GZIP = b"\x1f\x8b"


class NotASitemap(Exception):
    """The bytes are no sitemap that is read; the message says what they are instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One address of a sitemap; ``title`` and ``published`` come from a news sitemap.

    ``stamp`` is its sign of change: the sitemap's own word for when it changed last.
    """

    url: str
    stamp: str | None = None
    title: str = ""
    published: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitemap:
    """A sitemap of pages, or (``is_index``) one of sitemaps; ``warnings`` say what is wrong."""

    is_index: bool
    places: tuple[Place, ...]
    warnings: tuple[str, ...] = ()


def read_sitemap(body: bytes, content_type: str | None = None) -> Sitemap:
    """Read a sitemap, packed or not; raises NotASitemap."""
    try:
        document = document_of(_unpacked(body), content_type)
    except NotXml as error:
        raise NotASitemap(f"{error} where a sitemap was expected") from error
    name = local_name(document.root)
    if name not in {"urlset", "sitemapindex"}:
        raise NotASitemap(f"<{name[:40]}> where a sitemap was expected")
    if document.cut:
        raise NotASitemap("the sitemap was cut short")
    is_index = name == "sitemapindex"
    entry = "sitemap" if is_index else "url"
    nodes = [node for node in document.root if _name(node) == entry]
    if len(nodes) > MOST_PLACES:
        raise NotASitemap(f"more than {MOST_PLACES:,} addresses, the most that the protocol allows")
    read = [_place(node) for node in nodes]
    places = {place.url: place for place in read if place}
    warnings = [*document.warnings]
    if lost := read.count(None):
        warnings.append(f"{lost} entries have no address that can be read")
    return Sitemap(is_index=is_index, places=tuple(places.values()), warnings=tuple(warnings))


@dataclass(frozen=True, slots=True)
class Choice:
    """Which addresses of a site are wanted: path and query hold ``only`` and not ``but_not``.

    Both are regular expressions, found anywhere in it; None chooses everything.
    """

    only: str | None = None
    but_not: str | None = None

    def __contains__(self, url: str) -> bool:
        parts = urlsplit(url)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        if self.only and not re.search(self.only, path):
            return False
        return not (self.but_not and re.search(self.but_not, path))


def _unpacked(body: bytes) -> bytes:
    """Return the bytes of a sitemap; a bomb is not unpacked beyond the limit."""
    if not body.startswith(_GZIP):
        if len(body) > MOST_BYTES:
            raise NotASitemap(_too_large())
        return body
    stream = zlib.decompressobj(wbits=31)
    try:
        text = stream.decompress(body, MOST_BYTES + 1)
    except zlib.error as error:
        raise NotASitemap(f"broken gzip ({error})") from error
    if len(text) > MOST_BYTES:
        raise NotASitemap(_too_large())
    if not stream.eof:
        raise NotASitemap("the sitemap was cut short (truncated gzip)")
    return text


def _too_large() -> str:
    return f"more than {MOST_BYTES >> 20} MB unpacked"


def _name(node: etree._Element) -> str:
    return local_name(node) if isinstance(node.tag, str) else ""


def _place(node: etree._Element) -> Place | None:
    words = {_name(child): _words(child) for child in reversed(node)}
    words |= {
        f"news:{_name(part)}": _words(part)
        for child in node
        if _name(child) == "news"
        for part in child
    }
    url = _address(words.get("loc", ""))
    if url is None:
        return None
    published = moment(words.get("news:publication_date"))
    return Place(
        url=url,
        stamp=words.get("lastmod") or words.get("news:publication_date") or None,
        title=words.get("news:title", ""),
        published=published,
    )


def _words(node: etree._Element) -> str:
    return normalise(node.text or "").replace("\n", " ")


def _address(words: str) -> str | None:
    try:
        is_web = _HOST.fullmatch(host_of(words)) and urlsplit(words).scheme in {"http", "https"}
        return canonical(words) if is_web else None
    except (OffSite, ValueError):
        return None
