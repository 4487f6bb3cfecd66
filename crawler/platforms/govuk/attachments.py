"""What is attached to a GOV.UK document: files, HTML documents of their own, links elsewhere.

Files come in three ways: as a list of objects (``attachments``), as blocks of
HTML (``documents``, how older records have them), and as links in the text.
"""

import re
from collections.abc import Iterator
from mimetypes import guess_type
from posixpath import basename
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from bs4 import BeautifulSoup, Tag

from crawler.addresses import host_of
from crawler.numbers import MOST_DIGITS
from crawler.platforms.govuk.fields import details, html, linked, rows, table, words
from db.normal import normalise
from db.readings import Attachment

FILES_HOST = "assets.publishing.service.gov.uk"
# An HTML attachment is a page of its own, with an item of its own in the Content API.
PAGE_TYPE = "text/html"
_FILE_PATH = re.compile(r"/(?:media|government/uploads/system/uploads/[a-z_]+/file)/.+")
_LEGACY_LISTS = ("documents", "public_feedback_documents", "final_outcome_documents")
_BLOCK = "section.attachment, .gem-c-attachment"
_TITLE = ".title a[href], .gem-c-attachment__title a[href], h2 a[href], h3 a[href], a[href]"


def attachments_of(item: dict[str, Any], site: str) -> tuple[Attachment, ...]:
    """Return what is attached to an item of the Content API, each address once, in its order.

    ``site`` is the address of GOV.UK, or of the copy that stands in for it. An
    HTML attachment is a link of the type text/html.
    """
    found: dict[str, Attachment] = {}
    for attachment in _all(item, site):
        known = found.get(attachment.url)
        # A thumbnail or a bare link may come before the words: the words win.
        if known is None or (attachment.title and not known.title):
            found[attachment.url] = attachment
    return tuple(found.values())


def texts_of(item: dict[str, Any]) -> Iterator[str]:
    """Yield the pieces of HTML that make the text of an item, in the page's order."""
    parts = details(item)
    yield html(parts.get("body"))
    for part in (*rows(parts.get("parts")), *rows(parts.get("collection_groups"))):
        yield html(part.get("body"))
    yield html(parts.get("public_feedback_detail"))
    yield html(parts.get("final_outcome_detail"))


def is_file_address(url: str, site: str) -> bool:
    """Tell whether an address is that of an uploaded file, on GOV.UK's own hosts."""
    host = host_of(url)
    ours = host == host_of(site) or host.startswith(FILES_HOST)
    return ours and bool(_FILE_PATH.fullmatch(urlsplit(url).path))


def _all(item: dict[str, Any], site: str) -> Iterator[Attachment]:
    parts = details(item)
    for row in rows(parts.get("attachments")):
        yield from _modern(row, site)
    for name in _LEGACY_LISTS:
        for block in parts.get(name) if isinstance(parts.get(name), list) else []:
            if isinstance(block, str) and "<" in block:  # a collection lists numbers here
                yield from _legacy(block, site)
    for piece in texts_of(item):
        yield from _in_text(piece, site)
    yield from _elsewhere(parts, site)
    for row in linked(item, "documents"):
        if url := _absolute(row.get("base_path"), site):
            yield Attachment(kind="link", url=url, title=words(row.get("title")))


def _modern(row: dict[str, Any], site: str) -> Iterator[Attachment]:
    stated, title = words(row.get("url")), words(row.get("title"))
    url = _absolute(stated, site)
    if url is None:
        if stated:  # no address that could be asked for: told, never fetched
            yield Attachment(kind="link", url=stated, title=title)
        return
    said = words(row.get("content_type")).lower() or None
    if not _is_file(row, url, site, said):
        page = PAGE_TYPE if _is_page(row, url, site) else None
        yield Attachment(kind="link", url=url, title=title, mime_type=page)
        return
    name = words(row.get("filename")) or unquote(basename(urlsplit(url).path))
    yield Attachment(
        kind="file",
        url=url,
        title=title or name,
        mime_type=said or guess_type(name)[0],
        size_bytes=_number(row.get("file_size")),
        pages=_number(row.get("number_of_pages")),
    )


def _is_file(row: dict[str, Any], url: str, site: str, said: str | None) -> bool:
    kind = words(row.get("attachment_type"))
    if kind in {"file", "html", "external"}:
        return kind == "file"
    return bool(said or row.get("filename")) or is_file_address(url, site)


def _is_page(row: dict[str, Any], url: str, site: str) -> bool:
    return row.get("attachment_type") != "external" and host_of(url) == host_of(site)


def _legacy(block: str, site: str) -> Iterator[Attachment]:
    soup = BeautifulSoup(block, "lxml")
    for part in soup.select(_BLOCK) or [soup]:
        anchor = next(iter(_anchors(part, site)), None)
        if anchor is None:
            continue
        url, title = anchor
        if _said(part, ".type").upper() == "HTML" or not is_file_address(url, site):
            page = PAGE_TYPE if host_of(url) == host_of(site) else None
            yield Attachment(kind="link", url=url, title=title, mime_type=page)
            continue
        yield Attachment(
            kind="file",
            url=url,
            title=title,
            mime_type=guess_type(urlsplit(url).path)[0],
            pages=_leading_number(_said(part, ".page-length")),
            uploaded_at=_day_of(part),
        )


def _anchors(part: Tag, site: str) -> Iterator[tuple[str, str]]:
    """Yield the links of an attachment's block (address, words): that in its title first."""
    for selector in _TITLE.split(", "):
        for anchor in part.select(selector):
            url = _absolute(str(anchor["href"]), site)
            if url and _text(anchor):
                yield url, _text(anchor)


def _in_text(piece: str, site: str) -> Iterator[Attachment]:
    for anchor in BeautifulSoup(piece, "lxml").select("a[href]"):
        url = _absolute(str(anchor["href"]), site)
        if url and is_file_address(url, site):
            mime_type = guess_type(urlsplit(url).path)[0]
            yield Attachment(kind="file", url=url, title=_text(anchor), mime_type=mime_type)


def _elsewhere(parts: dict[str, Any], site: str) -> Iterator[Attachment]:
    """Yield where a consultation is held, and where and on what form to answer it."""
    respond = table(parts.get("ways_to_respond"))
    for address, title in (
        (parts.get("held_on_another_website_url"), "Held on another website"),
        (respond.get("link_url"), "Respond online"),
        (respond.get("attachment_url"), "Response form"),
    ):
        if url := _absolute(address, site):
            kind = "file" if is_file_address(url, site) else "link"
            yield Attachment(kind=kind, url=url, title=title)


def _absolute(address: Any, site: str) -> str | None:
    """Return a web address in full; None for none, for mail, for a place on the same page."""
    stated = words(address)
    if not stated or stated.startswith("#"):
        return None
    try:
        url = urljoin(site, stated)
        parts = urlsplit(url)
        _ = parts.port  # a bad port is only noticed when it is asked for
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.hostname else None


def _said(part: Tag, selector: str) -> str:
    found = part.select_one(selector)
    return _text(found) if found else ""


def _text(node: Tag) -> str:
    return normalise(node.get_text(" ")).replace("\n", " ")


def _day_of(part: Tag) -> str | None:
    """Return the day on which this one file was published, where its block says so."""
    time = part.select_one("time[datetime]")
    stated = str(time["datetime"]) if time else ""
    return stated if re.fullmatch(r"\d{4}-\d\d-\d\d", stated) else None


def _leading_number(value: str) -> int | None:
    match = re.match(rf"\d{{1,{MOST_DIGITS}}}(?!\d)", value)
    return int(match.group()) if match else None


def _number(value: Any) -> int | None:
    whole = isinstance(value, int) and not isinstance(value, bool)
    return value if whole and 0 <= value < 10**MOST_DIGITS else None
