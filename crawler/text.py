"""From a piece of HTML to the text that is kept and quoted.

Each block (paragraph, heading, list item, table cell) is a line of its own;
scripts, styles, menus and forms are left out. Whatever is unseen on the page
is folded by ``db.documents.normalise``, so both routes to a page give the
same text and offsets into it stay true.
"""

import re
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from bs4 import BeautifulSoup, NavigableString, Tag
from bs4.element import PreformattedString

from db.documents import Attachment
from db.normal import normalise

# A page of text has a hundredth of that. Each tag takes a kilobyte while it is read, and each
# letter of a page that has an emoji in it four bytes, many times over.
MOST_CHARACTERS = 2_000_000
MOST_BYTES = 4 * 1024 * 1024  # of the letters, as Python keeps them: two each, but for emoji
MOST_TAGS = 60_000
# Elements within each other, where browsers stop as well: each is walked for all around it.
MOST_DEPTH = 512

_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "br", "caption", "dd", "details", "div", "dl",
    "dt", "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
    "li", "main", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th",
    "thead", "tr", "ul",
})  # fmt: skip
_SILENT = frozenset({
    "button", "form", "head", "iframe", "nav", "noscript", "option", "script", "select", "style",
    "svg", "template",
})  # fmt: skip


_TAGS = re.compile(r"<(/?)([a-zA-Z][^\s/>]{0,30})")
_END_BY_THEMSELVES = frozenset({
    "area", "base", "body", "br", "caption", "col", "colgroup", "dd", "dt", "embed", "head", "hr",
    "html", "img", "input", "li", "link", "meta", "optgroup", "option", "p", "param", "path", "rp",
    "rt", "source", "tbody", "td", "tfoot", "th", "thead", "tr", "track", "wbr",
})  # fmt: skip

# All that str.splitlines breaks at.
_LINE_BREAKS = re.compile("\r\n|[\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")


def too_much(html: str) -> str | None:
    """Say why some HTML is too much to read; None where it is not."""
    if len(html) > MOST_CHARACTERS or sys.getsizeof(html) > MOST_BYTES:
        return f"more than {MOST_CHARACTERS:,} letters of HTML, or half of that with emoji"
    if html.count("<") > MOST_TAGS:
        return f"more than {MOST_TAGS:,} tags of HTML"
    if _depth(html) > MOST_DEPTH:
        return f"more than {MOST_DEPTH} elements of HTML within each other"
    return None


def _depth(html: str) -> int:
    """Return how deep the elements of some HTML stand in each other, by its tags alone.

    Those that end by themselves are not counted.

    >>> _depth("<div><p>One<p>Two<br><span>x</span></div><div>")
    2
    """
    depth = deepest = 0
    for closes, name in _TAGS.findall(html):
        if name.lower() not in _END_BY_THEMSELVES:
            depth = max(0, depth - 1) if closes else depth + 1
            deepest = max(deepest, depth)
    return deepest


def attribute(found: Any, name: str) -> str | None:
    """Return an attribute of a parsel Selector, or of the first of a SelectorList; None without.

    Its own ``attrib`` fails at the names of other attributes that are none to lxml (``{}2``).
    """
    nodes = found if isinstance(found, list) else [found]
    return next((node.root.get(name) for node in nodes), None)


def text_of(html: str) -> str:
    """Return the visible text of some HTML, a line a block; raises ValueError at too much."""
    return normalise("".join(_pieces(_soup(html))))


def plain(html: str) -> str:
    """Return a title or label on one line: tags out, entities read."""
    return text_of(html).replace("\n", " ")


def beside_links(node: Tag) -> str:
    """Return a part of a page on one line, without the words of its links."""
    return normalise("".join(_pieces(node, _SILENT | {"a"}))).replace("\n", " ")


def files_in(html: str, base: str) -> list[Attachment]:
    """Return the uploads and long reads that a fragment links to, in its order.

    An upload is a file; a long read or another publication is a link. Links
    to filters of an archive (``?filter-...``) are navigation.
    """
    found: dict[str, Attachment] = {}
    for anchor in _soup(html).find_all("a", href=True):
        if not isinstance(anchor, Tag):
            continue
        try:
            url = urljoin(base, str(anchor["href"]).strip())
        except ValueError:  # such as http://[ : no address, and no reason to lose the page
            continue
        kind = _kind_of_link(url)
        title = normalise(anchor.get_text(" ")).replace("\n", " ")
        # A thumbnail and a title often link to the same file: the words win.
        if kind and (url not in found or not found[url].title):
            found[url] = Attachment(kind=kind, url=url, title=title)
    return list(found.values())


def _kind_of_link(url: str) -> str | None:
    if "/wp-content/uploads/" in url:
        return "file"
    if "/long-read/" in url or ("/publication/" in url and "filter-" not in url):
        return "link"
    return None


def _soup(html: str) -> BeautifulSoup:
    if reason := too_much(html):
        raise ValueError(reason)
    return BeautifulSoup(html, "lxml")


def _pieces(root: Tag, silent: frozenset[str] = _SILENT) -> Iterator[str]:
    """Yield the words below a tag; a page may be nested deeper than functions can call themselves.

    ``open_tags`` are what is left of each tag that is being read, the edge that closes it, too.
    """
    open_tags = [(iter(root.children), "")]
    while open_tags:
        children, edge = open_tags[-1]
        child = next(children, None)
        if child is None:
            open_tags.pop()
            yield edge
        elif isinstance(child, PreformattedString):
            continue  # comments, declarations, processing instructions
        elif isinstance(child, NavigableString):
            yield _LINE_BREAKS.sub(" ", str(child))  # in a paragraph they are only spaces
        elif isinstance(child, Tag) and child.name not in silent:
            edge = "\n" if child.name in _BLOCKS else ""
            yield edge
            open_tags.append((iter(child.children), edge))
