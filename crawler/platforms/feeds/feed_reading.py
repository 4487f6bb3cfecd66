"""What a feed says (RSS 2.0, RSS 1.0, Atom): no requests in here.

Feeds are broken in many ways. What can be read of one is read, the rest is counted and said;
only what is no feed at all raises.
"""

import html
import re
from collections import Counter
from copy import deepcopy
from dataclasses import dataclass, replace
from urllib.parse import urljoin, urlsplit, urlunsplit

from lxml import etree

from crawler.addresses import OffSite, canonical, host_of
from crawler.moments import moment
from crawler.platforms.feeds.xml_reading import NotXml, document_of, local_name
from crawler.text import plain, text_of
from db.normal import normalise

MOST_ITEMS = 5000  # a page of a feed has 10 to 100
_ATOM = "http://www.w3.org/2005/Atom"
# Parts that other vocabularies add to a feed and that we read; any other name is left alone
# (there are titles of pictures, too).
_PREFIXES = {
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    _ATOM: "atom",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
}
_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_KINDS = {"rss": "RSS 2.0", "RDF": "RSS 1.0", "feed": "Atom"}
_HOST = re.compile(r"[\w.:-]+")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,1000}>")
# What newsletters, campaigns and social networks hang onto an address to count clicks. It never
# changes what the page says.
_TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|_hsenc|_hsmi|igshid|at_(?:medium|campaign)",
    re.IGNORECASE,
)
_APPEARED = re.compile(r"The post .{1,300} appeared first on .{1,200}\.")
_EMPTY_NAMESPACES: frozenset[str] = frozenset({""})


class NotAFeed(Exception):
    """The bytes are no feed; the message says what they are instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedItem:
    """One entry of a feed.

    ``link`` is absolute and without tracking parameters; ``guid`` the feed's own identifier, None
    where it is only the link again or not unique; ``published`` and ``updated`` are UTC instants
    or days; ``summary`` and ``content`` HTML.
    """

    link: str
    guid: str | None = None
    title: str = ""
    published: str | None = None
    updated: str | None = None
    summary: str = ""
    content: str = ""
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A page of a feed; ``next_page`` is the address of the one before it in time, if it says so.

    ``warnings`` say what could not be read or had to be mended.
    """

    kind: str
    title: str
    items: tuple[FeedItem, ...]
    next_page: str | None = None
    generator: str = ""
    warnings: tuple[str, ...] = ()


def read_feed(body: bytes, url: str, content_type: str | None = None) -> Feed:
    """Read a feed that was served at ``url``; raises NotAFeed."""
    try:
        document = document_of(body, content_type)
    except NotXml as error:
        raise NotAFeed(f"{error} where a feed was expected") from error
    root = document.root
    kind = _KINDS.get(local_name(root))
    if kind is None:
        raise NotAFeed(f"{_other(root)} where a feed was expected")
    head = _head(root, kind)
    nodes = _items(root, kind)
    warnings = list(document.warnings)
    if document.mended:
        warnings += _lost(document.text, nodes, kind)
    if document.cut and nodes:
        warnings.append("the feed was cut short; its last entry is left out")
        nodes = nodes[:-1]
    if len(nodes) > MOST_ITEMS:
        warnings.append(f"more than {MOST_ITEMS} entries; the rest is left out")
    items, faults = _read_all(nodes[:MOST_ITEMS], kind, _base(root, head, url))
    parts = _parts(head, _names_of(head))
    return Feed(
        kind=kind,
        title=_one_line(_first(parts, "title", kind)),
        items=items,
        next_page=_next_page(parts, url),
        generator=_generator(parts),
        warnings=(*warnings, *faults),
    )


def without_tracking(url: str) -> str:
    """Return an address as documents keep it: canonical, without what only counts clicks.

    >>> without_tracking("https://a.example/x/?utm_source=rss&id=7#top")
    'https://a.example/x/?id=7'
    """
    parts = urlsplit(canonical(url))
    kept = [
        pair
        for pair in parts.query.split("&")
        if pair and not _TRACKING.fullmatch(pair.partition("=")[0])
    ]
    return urlunsplit((parts.scheme, parts.netloc, parts.path, "&".join(kept), ""))


def older_page(url: str, number: int) -> str:
    """Return the address of page ``number`` of a feed that WordPress makes.

    >>> older_page("https://a.example/feed/?s=plan", 2)
    'https://a.example/feed/?s=plan&paged=2'
    """
    parts = urlsplit(url)
    kept = [pair for pair in parts.query.split("&") if pair and not pair.startswith("paged=")]
    return urlunsplit(parts._replace(query="&".join([*kept, f"paged={number}"])))


def may_be_wordpress(feed: Feed, url: str) -> bool:
    """Tell whether older pages of a feed may be had by ``?paged=``."""
    return "wordpress" in feed.generator.lower() or urlsplit(url).path.rstrip("/").endswith("/feed")


def words_of(markup: str) -> str:
    """Return the text of an entry's HTML, without the line that WordPress puts under it."""
    lines = text_of(f"<div>{markup}</div>").splitlines()
    return "\n".join(line for line in lines if not _APPEARED.fullmatch(line))


# The frame -------------------------------------------------------------------------------


def _other(root: etree._Element) -> str:
    name = local_name(root)
    if name.lower() == "html":
        return "a web page"
    if name in {"urlset", "sitemapindex"}:
        return "a sitemap"
    return f"XML of another kind (<{name[:40]}>)"


def _head(root: etree._Element, kind: str) -> etree._Element:
    """Return the element that says what holds for the whole feed."""
    if kind == "Atom":
        return root
    return next((node for node in root if _is_named(node, "channel")), root)


def _items(root: etree._Element, kind: str) -> list[etree._Element]:
    name = "entry" if kind == "Atom" else "item"
    return [node for node in root.iter() if _is_named(node, name)]


def _is_named(node: etree._Element, name: str) -> bool:
    return isinstance(node.tag, str) and local_name(node) == name


def _lost(text: str, nodes: list[etree._Element], kind: str) -> list[str]:
    """Say how many entries are in the text that the parser could not make out."""
    name = "entry" if kind == "Atom" else "item"
    there = len(re.findall(rf"<(?:[\w.-]{{1,40}}:)?{name}[\s>]", _without_cdata(text)))
    lost = there - len(nodes)
    return [f"{lost} entries cannot be made out in the broken XML"] if lost > 0 else []


def _without_cdata(text: str) -> str:
    """Leave out what is only text: an entry may quote another feed."""
    pieces = text.split("<![CDATA[")
    return pieces[0] + "".join(piece.partition("]]>")[2] for piece in pieces[1:])


def _base(root: etree._Element, head: etree._Element, url: str) -> str:
    """Return what relative links in entries are relative to."""
    stated = root.get(_XML_BASE) or head.get(_XML_BASE)
    return _joined(url, stated) or url if stated else url


def _names_of(node: etree._Element) -> frozenset[str]:
    """Return the namespaces whose names are the feed's own: that of the element, and none."""
    return _EMPTY_NAMESPACES | {_namespace(node)}


def _namespace(node: etree._Element) -> str:
    return str(node.tag)[1:].partition("}")[0] if str(node.tag).startswith("{") else ""


def _parts(node: etree._Element, own: frozenset[str]) -> dict[str, list[etree._Element]]:
    """Return the children of an element by name: ``title``, ``content:encoded``, ``atom:link``."""
    found: dict[str, list[etree._Element]] = {}
    for child in node:
        if not isinstance(child.tag, str):
            continue
        name, namespace = str(child.tag).rpartition("}")[2], _namespace(child)
        if namespace not in own:
            prefix = _PREFIXES.get(namespace)
            if prefix is None:
                continue
            name = f"{prefix}:{name}"
        found.setdefault(name, []).append(child)
    return found


def _generator(parts: dict[str, list[etree._Element]]) -> str:
    nodes = parts.get("generator", [])
    return " ".join(f"{node.get('uri') or ''} {node.text or ''}" for node in nodes).strip()


def _next_page(parts: dict[str, list[etree._Element]], url: str) -> str | None:
    for node in parts.get("link", []) + parts.get("atom:link", []):
        if node.get("rel") == "next" and node.get("href"):
            return _joined(url, node.get("href"))
    return None


# Entries -----------------------------------------------------------------------------------


def _read_all(
    nodes: list[etree._Element], kind: str, base: str
) -> tuple[tuple[FeedItem, ...], list[str]]:
    """Read entries; of those that repeat a link the first counts."""
    found: dict[str, FeedItem] = {}
    faults: Counter[str] = Counter()
    for node in nodes:
        item = _read(node, kind, base, faults)
        if item is None:
            faults["an entry has no link that can be read"] += 1
        elif item.link in found:
            faults["an entry repeats the link of another"] += 1
        else:
            found[item.link] = item
    guids = Counter(item.guid for item in found.values())
    items = [replace(item, guid=None) if guids[item.guid] > 1 else item for item in found.values()]
    if any(guid is not None and times > 1 for guid, times in guids.items()):
        faults["entries share an identifier; they are told apart by their links"] += 1
    said = [f"{what} ({times} times)" if times > 1 else what for what, times in faults.items()]
    return tuple(items), said


def _read(node: etree._Element, kind: str, base: str, faults: Counter[str]) -> FeedItem | None:
    parts = _parts(node, _names_of(node))
    link = _link(node, parts, _joined(base, node.get(_XML_BASE)) or base)
    if link is None:
        return None
    guid = _one_line(_text(parts, "guid", "id")) or node.get(_ABOUT)
    return FeedItem(
        link=link,
        guid=guid if guid and _plain_link(guid) != link else None,
        title=_one_line(_first(parts, "title", kind)) or _one_line(_text(parts, "dc:title")),
        published=_when(parts, faults, "pubDate", "published", "issued", "dc:date", "created"),
        updated=_when(parts, faults, "updated", "modified", "dcterms:modified", "atom:updated"),
        summary=_first(parts, "description", kind) or _first(parts, "summary", kind),
        content=_text(parts, "content:encoded") or _first(parts, "content", kind),
        categories=_categories(parts),
    )


def _link(node: etree._Element, parts: dict[str, list[etree._Element]], base: str) -> str | None:
    """Return the address of an entry's page, absolute and without tracking parameters."""
    links = parts.get("link", []) + parts.get("atom:link", [])
    relative = [node.get("href") for node in links if node.get("rel", "alternate") == "alternate"]
    relative += [node.text for node in links]
    # An identifier is a link only where it is a whole address.
    whole = [child.text for child in parts.get("guid", []) if child.get("isPermaLink") != "false"]
    whole += [child.text for child in parts.get("id", [])] + [node.get(_ABOUT)]
    for candidate in [_joined(base, words) for words in relative] + whole:
        if candidate and (link := _plain_link(candidate.strip())):
            return link
    return None


def _plain_link(words: str) -> str | None:
    """Return a web address in its plain form, None where the words are none."""
    try:
        is_web = _HOST.fullmatch(host_of(words)) and urlsplit(words).scheme in {"http", "https"}
        return without_tracking(words) if is_web else None
    except (OffSite, ValueError):
        return None


def _joined(base: str, words: str | None) -> str | None:
    try:
        return urljoin(base, (words or "").strip()) if words else None
    except ValueError:
        return None


def _when(parts: dict[str, list[etree._Element]], faults: Counter[str], *names: str) -> str | None:
    """Return the first of the named times that can be read."""
    stated = [_text(parts, name).strip() for name in names]
    for words in filter(None, stated):
        if found := moment(words):
            return found
        faults["a date cannot be read"] += 1
    return None


def _categories(parts: dict[str, list[etree._Element]]) -> tuple[str, ...]:
    nodes = parts.get("category", []) + parts.get("dc:subject", [])
    names = (_one_line(node.get("label") or node.text or node.get("term") or "") for node in nodes)
    return tuple(dict.fromkeys(filter(None, names)))


def _first(parts: dict[str, list[etree._Element]], name: str, kind: str) -> str:
    """Return the HTML of the first element of a name that holds any."""
    for node in parts.get(name, []):
        if found := _html_of(node, kind):
            return found
    return ""


def _text(parts: dict[str, list[etree._Element]], *names: str) -> str:
    for name in names:
        for node in parts.get(name, []):
            if node.text and node.text.strip():
                return str(node.text)
    return ""


def _html_of(node: etree._Element, kind: str) -> str:
    """Return what an element says, as HTML.

    Atom says of what type it is; words of type text that hold tags are HTML that was declared
    wrongly. RSS has one type only; markup that nobody escaped is taken as it stands.
    """
    if len(node):
        return _inner(node)
    words = (node.text or "").strip()
    said = (node.get("type") or "text").lower()
    if kind != "Atom" or "html" in said:
        return words
    if "/" in said and not said.startswith("text/"):
        return ""  # a picture or a recording, in letters
    return words if _TAG.search(words) else html.escape(html.unescape(words), quote=False)


def _inner(node: etree._Element) -> str:
    """Return markup that stands in an element unescaped, without the prefixes of its names."""
    pieces = [html.escape(node.text or "", quote=False)]
    for child in node:
        try:
            own = deepcopy(child)  # away from the namespaces around it
            for part in own.iter(etree.Element):
                part.tag = local_name(part)
            etree.cleanup_namespaces(own)
            pieces.append(etree.tostring(own, encoding="unicode", method="html"))
        except (ValueError, etree.LxmlError):  # a name that only a broken feed can have
            words = "".join(child.itertext()) + (child.tail or "")
            pieces.append(html.escape(words, quote=False))
    return "".join(pieces).strip()


def _one_line(words: str) -> str:
    """Return a title or name on one line: tags out, entities read."""
    if "<" in words or "&" in words:
        return plain(f"<div>{words}</div>")
    return normalise(words).replace("\n", " ")
