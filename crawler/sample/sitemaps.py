"""The sample's sitemaps: an index, and in it one for each post type and year."""

from collections.abc import Iterable
from html import escape

from crawler.sample.entries import COLLECTIONS, Entry

_NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def index(found: dict[str, list[Entry]], base: str) -> str:
    """Return the index; ``found`` holds the entries of each collection."""
    names = [
        f"{base}/sitemap-posttype-{COLLECTIONS[kind].type}.{year}.xml"
        for kind in found
        for year in sorted({entry.date[:4] for entry in found[kind]})
    ]
    return _xml("sitemapindex", "sitemap", names)


def of_type(found: list[Entry], kind: str, year: str, base: str) -> str:
    """Return the sitemap of a collection's entries of one year."""
    there = [entry for entry in found if entry.date.startswith(year)]
    return _xml("urlset", "url", [base + entry.path(kind) for entry in there])


def _xml(root: str, element: str, addresses: Iterable[str]) -> str:
    places = "".join(f"<{element}><loc>{escape(url)}</loc></{element}>" for url in addresses)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} {_NAMESPACE}>{places}</{root}>\n'
