"""From a piece of HTML to the text that is kept and quoted.

Each block (paragraph, heading, list item, table cell) is a line of its own;
scripts, styles, menus and forms are left out. Whatever is unseen on the page
is folded by ``db.documents.normalise``, so both routes to a page give the
same text and offsets into it stay true.
"""

import re
from collections.abc import Iterator
from urllib.parse import urljoin

from bs4 import BeautifulSoup, NavigableString, Tag
from bs4.element import PreformattedString

from db.documents import Attachment
from db.normal import normalise

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


# All that str.splitlines breaks at.
_LINE_BREAKS = re.compile("\r\n|[\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")


def text_of(html: str) -> str:
    """Return the visible text of an HTML fragment, a line a block."""
    return normalise("".join(_pieces(_soup(html))))


def plain(html: str) -> str:
    """Return a title or label on one line: tags out, entities read."""
    return text_of(html).replace("\n", " ")


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
    return BeautifulSoup(html, "lxml")


def _pieces(node: Tag) -> Iterator[str]:
    for child in node.children:
        if isinstance(child, PreformattedString):
            continue  # comments, declarations, processing instructions
        if isinstance(child, NavigableString):
            yield _LINE_BREAKS.sub(" ", str(child))  # in a paragraph they are only spaces
        elif isinstance(child, Tag) and child.name not in _SILENT:
            edge = "\n" if child.name in _BLOCKS else ""
            yield edge
            yield from _pieces(child)
            yield edge
