"""What stands around an article, and the article itself: pure work on a parsed page.

Menus, banners, buttons, counters and related links change from day to day and would look like an
edit of the article. They are taken out by what they are called in the markup; lines that only
count readers or minutes are left out of the text.
"""

import re
from collections.abc import Callable, Iterator

from lxml import etree
from lxml.html import HtmlElement

from db.normal import normalise

# What these elements hold is not the article, whatever it says.
_BESIDE = frozenset({
    "aside", "button", "dialog", "footer", "form", "iframe", "nav", "noscript", "script", "style",
    "svg", "template",
})  # fmt: skip
_BESIDE_ROLES = frozenset({
    "alertdialog", "banner", "complementary", "contentinfo", "dialog", "navigation", "search",
})  # fmt: skip
# Words of class and id that name what stands beside an article: whole words, as in
# "post-views", "jp-relatedposts", "shareButtons".
_BESIDE_NAMES = re.compile(
    r"""(?<![a-z0-9])(?:
      (?:entry|post|article|page|story|news)[-_]?
        (?:meta|byline|footer|tags?|share|sharing|nav|navigation|views?|reads?|counter)
    | (?:view|read|hit|visit|share|comment)s?[-_]?count(?:er|s)?
    | byline | breadcrumbs? | pagination | pager
    | share | sharing | sharedaddy | addtoany | addthis
    | (?:share|social)[-_]?(?:links?|icons?|share|media|buttons?|bar|follow|networks?|tools?)
    | (?:jp[-_]?)?related(?:[-_]?\w+)? | yarpp(?:[-_]?\w+)?
    | recommended[-_]?(?:articles?|stories|posts|reading|content)
    | (?:most|also)[-_]?(?:read|popular|viewed|like) | trending | popular[-_]?posts
    | you[-_]may[-_]also[-_]like | read[-_]?(?:next|more|also)
    | cookies? | cookie[-_]?\w+ | consent | gdpr | onetrust(?:[-_]\w+)*
    | newsletter(?:[-_]?\w+)? | subscribe | sign[-_]?up
    | comments | comments?[-_]?(?:list|area|section|form) | respond | disqus(?:[-_]\w+)*
    | advert(?:isement|ising)? | ads? | ad[-_]?(?:slot|unit|container|banner) | sponsored | promo
    | author[-_]?(?:box|bio|info|card)
    )(?![a-z0-9])""",
    re.VERBOSE,
)
# Classes that say what an article is about, not what a part of the page is for.
_SUBJECTS = re.compile(r"(?:category|cat|tag|topic|term|tax|type|format)[-_]")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SPARED = frozenset({"html", "body", "main", "article", "h1", "h2", "h3", "h4", "h5", "h6"})
_NAMED_BY_ID = frozenset({"div", "ul", "ol", "span"})  # the id of a section is often its heading
_HOLDS_AN_ARTICLE = ".//main | .//article | .//h1 | .//*[@itemprop='articleBody']"

# Lines that say only how often or how long ago: they change by themselves.
_UNITS = r"(?:second|sec|minute|min|hour|day|week|month|year)s?"
_COUNTED = re.compile(
    rf"""(?:this\ (?:page|article|post|story)\ has\ been\ )?(?:read|viewed|seen|shared|visited)
        \ [\d.,]+k?\ times?\.?
    | [\d.,]+[km]?\ (?:total\ )?(?:views?|reads?|readers|shares?|likes?|comments?|hits?|visits?)
    | (?:page\ )?(?:views?|reads?|shares?|likes?|comments?|hits?|visits?)\ ?[:(]\ ?[\d.,]+[km]?\)?
    | (?:(?:last\ )?(?:published|posted|updated)[:\ ]*)?(?:\d+|an?)\ {_UNITS}\ ago
    | (?:(?:estimated\ )?reading\ time[:\ ]*)?\d+[\ -](?:minutes?|mins?)(?:\ read)?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_SEPARATORS = re.compile(r"\s[|·•–]\s")
_HEADS_LINKS = re.compile(
    r"(?:related|recommended|popular|trending|latest|most (?:read|popular|viewed)|"
    r"you may also like|read (?:next|more)|more (?:from|on|stories|news))\b",
    re.IGNORECASE,
)
_INLINE = frozenset({
    "a", "abbr", "b", "br", "cite", "code", "em", "i", "mark", "q", "s", "small", "span", "strong",
    "sub", "sup", "time", "u",
})  # fmt: skip
_LINES = ("p", "li", "td", "th", "dd", "dt", "blockquote", "h2", "h3", "h4", "h5", "h6")
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6", "p", "strong"})
_LONGEST_HEADING = 60
_SHORTEST_WORDS = 10  # characters beside links that make a sentence of a line
_MOSTLY = 0.8  # of the letters of a list of links are in links


def drop_beside(body: HtmlElement) -> None:
    """Take out of the body of a page, in place, what stands beside an article."""
    _drop(body, _is_beside)
    _drop_lists_of_links(body)
    _make_paragraphs(body)


def drop_silent(body: HtmlElement) -> None:
    """Take out, in place, only what is no part of an article on any page: scripts, forms, menus."""
    _drop(body, _is_silent)
    _make_paragraphs(body)


def main_part(body: HtmlElement, title: str) -> HtmlElement:
    """Return the part of the page that holds the article, the whole body where none is marked."""
    marked = body.xpath(".//*[@itemprop='articleBody']")
    if len(marked) == 1 and _weight(marked[0]):
        return marked[0]
    articles = body.xpath(".//article[not(ancestor::article)]")
    titled = [part for part in articles if title and title in _words(part)]
    for parts in (titled, articles, body.xpath(".//main | .//*[@role='main']")):
        if len(parts) == 1 and _weight(parts[0]):
            return parts[0]
    return max(titled, key=_weight, default=body)


def unlink_sentences(main: HtmlElement) -> None:
    """Take links out of sentences, in place: a sentence that is mostly a link is one all the same.

    Of a line that is nothing but links, the links stay: they show what it is.
    """
    for block in list(main.iter(*_LINES)):
        anchors = list(block.iter("a"))
        linked = sum(len(_words(anchor)) for anchor in anchors)
        if anchors and len(_words(block)) - linked >= _SHORTEST_WORDS:
            etree.strip_tags(block, "a")  # at once: one by one takes the square of their number


def without_spans(main: HtmlElement) -> None:
    """Let each cell stand once, in place: trafilatura fills up all that a cell says it covers.

    For a table that covers a million places it needs a minute.
    """
    for cell in main.iter("td", "th"):
        for name in ("colspan", "rowspan"):
            cell.attrib.pop(name, None)


def lines_of_links(main: HtmlElement) -> set[str]:
    """Return the lines that are nothing but links."""
    return {
        _words(block) for block in main.iter(*_LINES) if next(block.iter("a"), None) is not None
    }


def without_counts(text: str) -> str:
    r"""Leave out lines, and parts of lines between bars, that only count.

    >>> without_counts("3 August 2026 | Read 123 times\n5 days ago\nIt was read 123 times.")
    '3 August 2026\nIt was read 123 times.'
    """
    return normalise("\n".join(_without_counts(line) for line in text.splitlines()))


def _without_counts(line: str) -> str:
    parts = _SEPARATORS.split(line)
    kept = [part for part in parts if not _COUNTED.fullmatch(part.strip())]
    return line if len(kept) == len(parts) else " | ".join(kept)


def _drop(body: HtmlElement, is_out: Callable[[HtmlElement], bool]) -> None:
    for node in list(body.iter(etree.Element)):
        if node is not body and _is_in(node, body) and is_out(node):
            node.drop_tree()


def _is_silent(node: HtmlElement) -> bool:
    return node.tag in _BESIDE


def _is_beside(node: HtmlElement) -> bool:
    if _is_silent(node):
        return True
    if node.tag in _SPARED or not (_has_role(node) or _BESIDE_NAMES.search(_names(node))):
        return False
    return not node.xpath(_HOLDS_AN_ARTICLE)


def _has_role(node: HtmlElement) -> bool:
    return (node.get("role") or "").lower() in _BESIDE_ROLES


def _names(node: HtmlElement) -> str:
    """Return what the markup calls a part, in lower case, ``shareButtons`` as share-buttons."""
    names = [name for name in (node.get("class") or "").split() if not _SUBJECTS.match(name)]
    if node.tag in _NAMED_BY_ID:
        names.append(node.get("id") or "")
    return _CAMEL.sub("-", " ".join(names)).lower()


def _is_in(node: HtmlElement, body: HtmlElement) -> bool:
    """Tell whether a part is still on the page: not if something around it was taken out."""
    return node is body or any(above is body for above in node.iterancestors())


def _weight(node: HtmlElement) -> int:
    """Return how many characters of paragraphs, list items and cells a part holds."""
    return sum(len(part.text_content()) for part in node.iter("p", "li", "td"))


def _drop_lists_of_links(body: HtmlElement) -> None:
    """Take out headings such as "Related stories" with what follows them, if that is only links."""
    for node in list(body.iter(*_HEADINGS)):
        words = _words(node)
        if len(words) > _LONGEST_HEADING or not _HEADS_LINKS.match(words):
            continue
        following = list(_links_after(node))
        for part in [*following, node] if following and _is_in(node, body) else []:
            part.drop_tree()


def _make_paragraphs(body: HtmlElement) -> None:
    """Make paragraphs of divisions that hold nothing but text: some sites have no others."""
    for node in list(body.iter("div")):
        if all(part.tag in _INLINE for part in node.iterdescendants(etree.Element)):
            node.tag = "p"


def _links_after(node: HtmlElement) -> Iterator[HtmlElement]:
    for part in node.itersiblings(etree.Element):
        words = len(_words(part))
        linked = sum(len(_words(anchor)) for anchor in part.iter("a"))
        if linked == 0 or linked < _MOSTLY * words:
            return
        yield part


def _words(node: HtmlElement) -> str:
    return normalise(node.text_content()).replace("\n", " ")
