"""What a WordPress item or page says, by either route: no requests in here.

The same page must read the same from the REST API and from its HTML, or a
change of route would look like an edit. So both are first taken apart into the
same parts (an introduction and rows), and one function makes text of them.
"""

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

from parsel import Selector

from crawler.numbers import MOST_DIGITS, whole_number
from crawler.text import attribute, files_in, plain, text_and_files, text_of
from db.normal import normalise
from db.readings import Attachment

# The words of the theme for file types -> MIME types.
_MIME_TYPES = {
    "pdf": "application/pdf",
    "microsoft word": "application/msword",
    "microsoft excel": "application/vnd.ms-excel",
    "microsoft powerpoint": "application/vnd.ms-powerpoint",
    "csv spreadsheet": "text/csv",
    "zip file": "application/zip",
}
_FILTER = "filter-category"  # of the archives: /publication/?filter-category=<slug>
_BODY_NUMBER = re.compile(r"(?:^|\s)(?:postid|page-id)-(\d+)(?:\s|$)", re.ASCII)
_PAGES = re.compile(rf"(\d{{1,{MOST_DIGITS}}}) pages?")
_PLAYER = re.compile(r"""<(?:iframe|video|audio|source)\b[^>]*\bsrc=["']([^"']+)""", re.IGNORECASE)


class MissingPart(Exception):
    """A page lacks a part that it must have; the message is the selector."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a publication: a heading, some text, or something attached."""

    title: str = ""
    html: str = ""
    attachment: Attachment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What one item or page says, whatever the route.

    ``html`` is what the text was made of; ``categories`` are the slugs of the topics, where a
    page links to them; ``native_id`` is the number that a page has in the class of its <body>.
    """

    title: str
    text: str
    html: str = ""
    attachments: tuple[Attachment, ...] = ()
    published_at: str | None = None
    modified_at: str | None = None
    types: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    native_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where a theme puts things on the page of one item: CSS, and labels of a list.

    ``inferred``: nobody has held such a page against what the API gives of it.
    """

    main: str
    title: str
    body: str = ""  # without one, the page is made of an introduction and rows
    published: str = ""
    topics: str = ""
    labels: dict[str, str] = field(default_factory=dict)  # part -> the text of its <dt>
    inferred: bool = False


# From the REST API ---------------------------------------------------------------------


def item_content(item: dict[str, Any]) -> Content | None:
    """Read a REST item; None where the item does not carry its own text.

    A post has ``content``, but an empty one where its page is put together
    from blocks that REST does not show; a publication has ``custom_fields`` if
    the site shows them. Raises KeyError, TypeError or ValueError on a broken
    item.
    """
    found = _written(item) or _listed(item)
    if found is None:
        return None
    return replace(
        found,
        title=plain(item["title"]["rendered"]),
        published_at=utc(item.get("date_gmt")),
        modified_at=utc(item.get("modified_gmt")),
    )


def _written(item: dict[str, Any]) -> Content | None:
    """Read an item that was written in the editor."""
    content = item.get("content")
    html = str(content.get("rendered") or "") if isinstance(content, dict) else ""
    text, files = text_and_files(html, item["link"]) if html else ("", [])
    if not text and not files:
        return None
    return Content(title="", text=text, html=html, attachments=tuple(files))


def _listed(item: dict[str, Any]) -> Content | None:
    """Read a publication: an introduction and rows."""
    fields = custom_fields(item)
    if fields is None:
        return None
    rows = fields["documents"]
    intro = str(fields.get("introduction") or "")
    found = _composed(intro, [_item_row(row, item["link"]) for row in rows], item["link"])
    types = [_term_name(row.get("publication_type")) for row in rows]
    return replace(found, types=tuple(dict.fromkeys(name for name in types if name)))


def is_protected(item: dict[str, Any]) -> bool:
    """Tell whether an item keeps its text behind a password (its text is empty then)."""
    content = item.get("content")
    return isinstance(content, dict) and content.get("protected") is True


def custom_fields(item: dict[str, Any]) -> dict[str, Any] | None:
    """Return the fields of a publication as one dict; None where the site shows none.

    On the wire they are a list of one-key dicts, and the rows a list or (seen
    in a copy of the real data) the ``repr`` of one.
    """
    raw = item.get("custom_fields")
    if isinstance(raw, list):
        merged = {k: v for part in raw if isinstance(part, dict) for k, v in part.items()}
    elif isinstance(raw, dict):
        merged = dict(raw)
    else:
        return None
    if not merged.keys() & {"introduction", "documents"}:
        return None
    merged["documents"] = _rows(merged.get("documents"))
    return merged


def _rows(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, str) and value.strip():
        try:
            value = ast.literal_eval(value)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            value = json.loads(value)
    if not value:  # ACF says false for "no rows"
        return []
    if not isinstance(value, list):
        raise TypeError(f"rows of a publication are a list, not {type(value).__name__}")
    return [row for row in value if isinstance(row, dict)]


def _item_row(row: dict[str, Any], base: str) -> Row:
    kind = row.get("type_of_publication")
    if kind == "heading":
        return Row(title=plain(_words(row, "heading_text")))
    if kind == "freetext":
        return Row(html=_words(row, "free_text"))
    reader = {"document": _file_of, "documentlink": _link_of, "audiovideo": _media_of}.get(
        str(kind)
    )
    attachment = reader(row, base) if reader else None
    title = plain(_words(row, "title")) or (attachment.title if attachment else "")
    return Row(title=title, html=_words(row, "snapshot"), attachment=attachment)


def _file_of(row: dict[str, Any], base: str) -> Attachment | None:
    document = row.get("document")
    if not isinstance(document, dict) or not document.get("url"):
        return None
    return Attachment(
        kind="file",
        url=joined(base, str(document["url"])),
        title=plain(_words(row, "title")) or plain(str(document.get("title") or "")),
        mime_type=document.get("mime_type") or None,
        size_bytes=_number(document.get("filesize")),
        pages=_number(row.get("number_of_pages")),
        uploaded_at=_moment(document.get("date")),
    )


def _link_of(row: dict[str, Any], base: str) -> Attachment | None:
    url = _words(row, "link_url").strip()
    title = plain(_words(row, "title"))
    return Attachment(kind="link", url=joined(base, url), title=title) if url else None


def _media_of(row: dict[str, Any], base: str) -> Attachment | None:
    return _media(_words(row, "audio_or_video"), plain(_words(row, "title")), base)


def _media(html: str, title: str, base: str) -> Attachment | None:
    player = _PLAYER.search(html)
    if not player:
        return None
    return Attachment(kind="media", url=joined(base, player.group(1)), title=title)


def _words(row: dict[str, Any], name: str) -> str:
    value = row.get(name)
    # The copy that holds reprs has its line ends and spaces escaped once more.
    return value.replace("\\n", "\n").replace("\\xa0", " ") if isinstance(value, str) else ""


def _term_name(term: Any) -> str:
    return plain(str(term.get("name") or "")) if isinstance(term, dict) else ""


# From the HTML page --------------------------------------------------------------------


def page_content(html: str, url: str, layout: Layout) -> Content:
    """Read the page of one item; raises MissingPart where it has no title or main part."""
    page = Selector(text=html, type="html")
    main = _outer(page.css(layout.main))
    if not main:
        raise MissingPart(layout.main)
    title = plain(main.css(layout.title).get() or "")
    if not title:
        raise MissingPart(f"{layout.main} {layout.title}")
    found = _page_body(main, url, layout) if layout.body else _page_rows(main, url)
    labelled = {part: _labelled(main, label) for part, label in layout.labels.items()}
    times = {part: node.css("time::attr(datetime)").get() for part, node in labelled.items()}
    topics = main.css(layout.topics) if layout.topics else _anchors(labelled.get("topics"))
    return replace(
        found,
        title=title,
        published_at=_moment(times.get("published") or _first(main, layout.published)),
        modified_at=_moment(times.get("updated")),
        types=_texts(_anchors(labelled.get("types"))),
        topics=_texts(topics),
        categories=_categories(topics),
        native_id=_number_of(page),
    )


def _page_body(main: Any, url: str, layout: Layout) -> Content:
    """Read what was written in the editor; raises MissingPart where its place is not there."""
    nodes = main.css(layout.body)
    if not nodes:
        raise MissingPart(f"{layout.main} {layout.body}")
    html = "\n".join(_outer(nodes).getall())
    text, files = text_and_files(html, url)
    return Content(title="", text=text, html=html, attachments=tuple(files))


def _outer(nodes: Any) -> Any:
    """Leave out what stands within another one: it would be read as often as that."""
    roots = {node.root for node in nodes}
    return type(nodes)([node for node in nodes if roots.isdisjoint(node.root.iterancestors())])


def needs_password(html: str) -> bool:
    """Tell whether a page shows WordPress's form for a password in place of its text."""
    mark = "post-password-form"  # looked for as it stands first: most pages need not be read for it
    return mark in html and bool(Selector(text=html, type="html").css(f"form.{mark}"))


def shows_one_of_several(html: str) -> bool:
    """Tell whether a post goes on at other addresses (``<!--nextpage-->``); REST gives it whole."""
    mark = "post-page-numbers"
    return mark in html and bool(Selector(text=html, type="html").css(f".{mark}"))


def native_id(html: str) -> str | None:
    """Return the number that WordPress writes into the class of <body>."""
    return _number_of(Selector(text=html, type="html"))


def _number_of(page: Selector) -> str | None:
    names = attribute(page.css("body"), "class") or ""
    number = _BODY_NUMBER.search(names)
    return number.group(1) if number else None


def links_under(html: str, url: str, layout: Layout, path: str) -> list[str]:
    """Return the addresses on a page's main part that are the page at ``path`` or below it."""
    anchors = Selector(text=html, type="html").css(layout.main).css("a[href]")
    found = [joined(url, (attribute(anchor, "href") or "")) for anchor in anchors]
    plain_links = [link.partition("#")[0].partition("?")[0] for link in found]
    return list(dict.fromkeys(link for link in plain_links if path_of(link).startswith(path)))


def joined(base: str, href: str) -> str:
    """Return where a link leads to; as it stands where that is no address ("http://[")."""
    try:
        return urljoin(base, href.strip())
    except ValueError:
        return href.strip()


def path_of(url: str) -> str:
    """Return the path of an address; empty where it is none."""
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


def generic_text(html: str) -> str:
    """Return the text of a page in a theme we do not know: the best part that it has."""
    page = Selector(text=html, type="html")
    for selector in (".entry-content", "main article", "article", "main", "#content"):
        text = text_of("\n".join(page.css(selector).getall()))
        if text:
            return text
    return ""


def _page_rows(main: Any, url: str) -> Content:
    """Take a publication's page apart into the rows that REST would have given."""
    intro = "".join(main.css("div.excerpt").getall())
    rows = [row for node in main.xpath(_ROW_NODES) if (row := _page_row(node, url))]
    found = _composed(intro, rows, url)
    # Whatever the template became, a file on the page is a file of the page.
    known = {attachment.url for attachment in found.attachments}
    whole = files_in("".join(main.getall()), url)
    extra = [file for file in whole if file.kind == "file" and file.url not in known]
    return replace(found, attachments=(*found.attachments, *extra))


def _has_class(name: str) -> str:
    return f"contains(concat(' ', normalize-space(@class), ' '), ' {name} ')"


# Attachment blocks, free text and headings between them, in the page's order.
_OUTSIDE = " and ".join(
    f"not(ancestor::*[{_has_class(name)}])"
    for name in ("document-thumbnail", "document-meta", "publishing-meta", "rich-text", "excerpt")
)
_ROW_NODES = (
    f".//*[{_has_class('document-thumbnail')}]"
    f" | .//*[{_has_class('rich-text')} and not({_has_class('excerpt')}) and {_OUTSIDE}]"
    f" | .//h2[{_OUTSIDE}] | .//h3[{_OUTSIDE}]"
)


def _page_row(node: Any, url: str) -> Row | None:
    classes = (attribute(node, "class") or "").split()
    if "document-thumbnail" in classes:
        return _page_attachment(node, url)
    if "rich-text" in classes:
        return Row(html=node.get())
    return Row(title=plain(node.get()))


def _page_attachment(node: Any, url: str) -> Row:
    anchor = node.css("h3 a")[:1]
    title = plain(node.css("h3").get() or "")
    address = joined(url, (attribute(anchor, "href") or "")) if anchor else ""
    attachment = None
    label = plain(node.css("header h2").get() or "").lower()
    if label == "media" or node.css("div.document-media iframe, video, audio"):
        attachment = _media(node.get(), title, url)
    elif address:
        attachment = _page_file(node, title, address, is_link=label == "link")
    summary = "".join(node.css("div.document-summary div.content").getall())
    return Row(title=title, html=summary, attachment=attachment)


_MOST_SAID = 20  # things that are said of a file: its type, its size, its pages


def _page_file(node: Any, title: str, address: str, *, is_link: bool) -> Attachment:
    if is_link or node.css("div.link h3 a"):
        return Attachment(kind="link", url=address, title=title)
    words = [plain(text).lower() for text in node.css("ul.attributes li").getall()[:_MOST_SAID]]
    pages = [match for word in words if (match := _PAGES.fullmatch(word))]
    return Attachment(
        kind="file",
        url=address,
        title=title,
        mime_type=next((_MIME_TYPES[word] for word in words if word in _MIME_TYPES), None),
        pages=int(pages[0].group(1)) if pages else None,
    )


def _labelled(main: Any, label: str) -> Any:
    """Return the <dd> after the <dt> with this text: by label, never by position."""
    wanted = label.rstrip(":").lower()
    for term in main.css("dl dt"):
        if plain(term.get()).rstrip(": ").lower() == wanted:
            return term.xpath("following-sibling::dd[1]")
    return main.xpath("self::*[false()]")


def _anchors(node: Any) -> Any:
    return node.css("a") if node else []


def _texts(anchors: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(plain(anchor.get()) for anchor in anchors))


def _categories(anchors: Any) -> tuple[str, ...]:
    """Return the slugs of the topics that links to a filtered archive name."""
    queries = [(attribute(anchor, "href") or "").partition("?")[2] for anchor in anchors]
    return tuple(slug for query in queries for slug in parse_qs(query).get(_FILTER, []))


def _first(main: Any, selector: str) -> str | None:
    return attribute(main.css(selector), "datetime") if selector and main.css(selector) else None


# Common to both ------------------------------------------------------------------------


def _composed(intro: str, rows: list[Row], base: str) -> Content:
    """Make text and attachments of an introduction and rows: the one place that does."""
    parts = [text_of(intro)]
    for row in rows:
        parts += [row.title, text_of(row.html)]
    attachments = {
        attachment.url: attachment for attachment in reversed(list(_attached(intro, rows, base)))
    }
    return Content(
        title="",
        text=normalise("\n".join(parts)),
        html="\n".join([intro, *(row.html for row in rows)]),
        attachments=tuple(reversed(list(attachments.values()))),
    )


def _attached(intro: str, rows: list[Row], base: str) -> Iterator[Attachment]:
    for row in rows:
        if row.attachment:
            yield row.attachment
    yield from files_in(intro, base)
    for row in rows:
        yield from files_in(row.html, base)


def utc(naive: Any) -> str | None:
    """Return a ``*_gmt`` time of WordPress as an instant; None for its empty values."""
    if not isinstance(naive, str) or naive.startswith("0000") or not naive:
        return None
    return _moment(naive)


def _moment(words: Any) -> str | None:
    """Return a time as a UTC instant, a day as a day, anything else as None.

    WordPress writes offsets without a colon (+0100); times without one are
    taken as UTC.
    """
    if not isinstance(words, str):
        return None
    words = words.strip()
    if re.fullmatch(r"\d{4}-\d\d-\d\d", words):
        return words
    try:
        read = datetime.fromisoformat(words)
        aware = read if read.tzinfo else read.replace(tzinfo=UTC)
        return aware.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError):  # the last: an hour before the year 1, or after 9999
        return None


def _number(value: Any) -> int | None:
    return whole_number(str(value or "").strip())
