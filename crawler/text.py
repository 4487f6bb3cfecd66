"""From a piece of HTML to the text that is kept and quoted.

Each block (paragraph, heading, list item, table cell) is a line of its own;
scripts, styles, menus and forms are left out. Whatever is unseen on the page
is folded by ``db.normal.normalise``, so both routes to a page give the
same text and offsets into it stay true.

lxml tells what stands in a page from its top to its end, and nothing of it is kept but words: a
tree of BeautifulSoup, which is made of what lxml tells in the same way, takes ten times as long.
"""

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from inspect import signature
from itertools import accumulate
from operator import sub
from typing import Any
from urllib.parse import urljoin

from bs4 import NavigableString, Tag
from bs4.element import PreformattedString
from lxml import etree

from db.normal import normalise, normalise_blocks
from db.readings import Attachment

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


_TAGS = re.compile(r"<(/?[a-zA-Z][^\s/>]{0,30})")
_END_BY_THEMSELVES = frozenset({
    "area", "base", "body", "br", "caption", "col", "colgroup", "dd", "dt", "embed", "head", "hr",
    "html", "img", "input", "li", "link", "meta", "optgroup", "option", "p", "param", "path", "rp",
    "rt", "source", "tbody", "td", "tfoot", "th", "thead", "tr", "track", "wbr",
})  # fmt: skip


class _Steps(dict[str, int]):
    """By how much a tag leads deeper, by its name, with a slash in front where it closes.

    Those of HTML are known; others are worked out each time, for there is no end of them.
    """

    def __missing__(self, tag: str) -> int:
        if tag.lstrip("/").lower() in _END_BY_THEMSELVES:
            return 0
        return -1 if tag[0] == "/" else 1


_STEPS = _Steps()
_STEPS |= {
    tag: _STEPS[tag]
    for name in _BLOCKS | _SILENT | _END_BY_THEMSELVES | {"a", "b", "em", "i", "span", "strong"}
    for tag in (name, f"/{name}")
}

# Of what is said in a link: neither scripts, nor how a word is spoken.
_APART = frozenset({"rp", "rt", "script", "style", "template"})
# All that str.splitlines breaks at.
_LINE_BREAKS = re.compile("\r\n|[\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")
_EDGE = "\0"  # of a block: no page as lxml has it can hold this letter


def too_much(html: str) -> str | None:
    """Say why some HTML is too much to read; None where it is not."""
    if len(html) > MOST_CHARACTERS or sys.getsizeof(html) > MOST_BYTES:
        return f"more than {MOST_CHARACTERS:,} letters of HTML, or half of that with emoji"
    if html.count("<") > MOST_TAGS:
        return f"more than {MOST_TAGS:,} tags of HTML"
    # No page is deeper than it has tags that open, which are counted in no time.
    if html.count("<") - html.count("</") > MOST_DEPTH and _depth(html) > MOST_DEPTH:
        return f"more than {MOST_DEPTH} elements of HTML within each other"
    return None


def _depth(html: str) -> int:
    """Return how deep the elements of some HTML stand in each other, by its tags alone.

    Those that end by themselves are not counted.

    >>> _depth("<div><p>One<p>Two<br><span>x</span></div><div>")
    2
    """
    depths = list(accumulate(map(_STEPS.__getitem__, _TAGS.findall(html)), initial=0))
    if min(depths) < 0:  # a tag that closes what was never opened changes nothing
        return max(map(sub, depths, accumulate(depths, min)))
    return max(depths)


def attribute(found: Any, name: str) -> str | None:
    """Return an attribute of a parsel Selector, or of the first of a SelectorList; None without.

    Its own ``attrib`` fails at the names of other attributes that are none to lxml (``{}2``).
    """
    nodes = found if isinstance(found, list) else [found]
    return next((node.root.get(name) for node in nodes), None)


def text_of(html: str) -> str:
    """Return the visible text of some HTML, a line a block; raises ValueError at too much."""
    return _text(_read(html))


def _text(page: "_Page") -> str:
    return normalise_blocks("".join(page.words), _EDGE)


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
    return _files(_read(html), base)


def text_and_files(html: str, base: str) -> tuple[str, list[Attachment]]:
    """Return what ``text_of`` and ``files_in`` do, of one reading."""
    page = _read(html)
    return _text(page), _files(page, base)


def _files(page: "_Page", base: str) -> list[Attachment]:
    found: dict[str, Attachment] = {}
    for href, words in page.links:
        try:
            url = urljoin(base, href.strip())
        except ValueError:  # such as http://[ : no address, and no reason to lose the page
            continue
        kind = _kind_of_link(url)
        # A thumbnail and a title often link to the same file: the words win.
        if kind and (url not in found or not found[url].title):
            title = normalise(" ".join(words)).replace("\n", " ")
            found[url] = Attachment(kind=kind, url=url, title=title)
    return list(found.values())


def _kind_of_link(url: str) -> str | None:
    if "/wp-content/uploads/" in url:
        return "file"
    if "/long-read/" in url or ("/publication/" in url and "filter-" not in url):
        return "link"
    return None


def _read(html: str) -> "_Page":
    """Return what is said in some HTML; raises ValueError at too much."""
    if reason := too_much(html):
        raise ValueError(reason)
    parser = etree.HTMLParser(target=_Page())
    parser.feed(html.removeprefix("\ufeff"))
    page: _Page = parser.close()
    return page


def _plainly_called(method: Callable[..., None]) -> Callable[..., None]:
    """Say at once how a method is called: for each parser lxml works that out from its code anew.

    For a title of a few words, that took longer than reading it.
    """
    method.__signature__ = signature(method)  # type: ignore[attr-defined]
    return method


class _Page:
    """Hears what lxml tells of a page.

    words
      Its words in pieces, and an edge where a block begins and where it ends.
    links
      Where each link leads, and what is said in it, each piece between two tags.
    """

    def __init__(self) -> None:
        self.words: list[str] = []
        self.links: list[tuple[str, list[str]]] = []
        self._silent = 0  # elements around this place, from the first one that is not read
        self._apart = 0  # those around it that are for machines alone
        self._around: list[list[str] | None] = []  # what the links around it say so far
        self._piece: list[str] = []

    @_plainly_called
    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if self._piece:
            self._cut()
        if self._silent or name in _SILENT:
            self._silent += 1
        elif name in _BLOCKS:
            self.words.append(_EDGE)
        if name in _APART:
            self._apart += 1
        elif name == "a":
            self._open(attributes.get("href"))

    def end(self, name: str) -> None:
        if self._piece:
            self._cut()
        if self._silent:
            self._silent -= 1
        elif name in _BLOCKS:
            self.words.append(_EDGE)
        if name in _APART:
            self._apart -= 1
        elif name == "a":
            self._around.pop()

    def data(self, words: str) -> None:
        if not self._silent:
            self.words.append(words)
        if self._around and not self._apart:
            self._piece.append(words)

    def comment(self, _text: str) -> None:
        self._cut()

    def pi(self, _target: str, _data: str) -> None:
        self._cut()

    def doctype(self, *_names: str) -> None:
        self._cut()

    def close(self) -> "_Page":
        return self

    def _open(self, href: str | None) -> None:
        said: list[str] = []
        self._around.append(None if href is None else said)
        if href is not None:
            self.links.append((href, said))

    def _cut(self) -> None:
        """End a piece: it is said in each of the links around it."""
        piece = "".join(self._piece)
        self._piece.clear()
        for said in self._around if piece else ():
            if said is not None:
                said.append(piece)


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
