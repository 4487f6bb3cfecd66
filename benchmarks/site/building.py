"""The site as a folder of files: made once, and changed as an editor would change it."""

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from html import escape
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.site.markup import UPLOADS, Page, article_of, html_of
from benchmarks.site.words import chance, sentence, sentences
from crawler.sample.pdf import pdf_of

PAGES, FILES, SITEMAPS, FILE_PAGES = 5_000, 200, 5, 10
# In lists, where the address of the server stands: nginx puts its own there.
PLACEHOLDER = "https://www.coast-agency.example"
_FIRST, _LAST = datetime.fromisoformat("2015-01-05T08:00:00+00:00"), 4_000  # and days after it
IN_FEED, IN_REST = 20, 50
_KEPT = "site.json"
_ROBOTS = f"User-agent: *\nDisallow: /wp-admin/\n\nSitemap: {PLACEHOLDER}/sitemap.xml\n"
_NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


@dataclass(frozen=True, slots=True)
class Site:
    """A site that was made: its folder, its pages and the paths of its files.

    ``folder / "www"`` is what is served.
    """

    folder: Path
    pages: list[Page]
    files: list[str]

    @property
    def www(self) -> Path:
        """What is served."""
        return self.folder / "www"

    def copy(self, folder: Path) -> "Site":
        """A copy that can be changed and leaves this one as it is; it shares what is the same."""
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.folder, folder, copy_function=os.link)
        return replace(self, folder=folder, pages=list(self.pages))


def build(scratch: Path, share: float) -> Site:
    """Make the site of that share of its full size, or take the one that is there.

    The same share gives the same bytes, and the same times of change.
    """
    folder = scratch / f"site-{share:g}"
    if (folder / _KEPT).exists():
        return _read(folder)
    making = scratch / f"site-{share:g}.making"
    shutil.rmtree(making, ignore_errors=True)
    count, files = max(1, round(PAGES * share)), max(1, round(FILES * share))
    site = Site(making, *_plan(count, files))
    for page in site.pages:
        _write_page(site, page)
    for number, path in enumerate(site.files):
        _write(site.www, path, _pdf(number), site.pages[number * (count // files)].changed)
    _write_lists(site)
    making.replace(folder)
    return replace(site, folder=folder)


def change(site: Site, share: float, at: str) -> list[str]:
    """Edit that share of the pages (at least one), at an instant; return their paths.

    A sentence is put into the text; the page, its file's time and its day in the sitemap say when.
    Change only a copy (``Site.copy``).
    """
    random, paths = chance(f"edits {at}"), to_be_changed(site, share, at)
    for place, page in enumerate(site.pages):
        if page.path in paths:
            edit = f"Corrected at {at}: {sentence(random)}"
            site.pages[place] = replace(page, changed=at, edits=[*page.edits, edit])
            _write_page(site, site.pages[place])
    _write_lists(site)
    return sorted(paths)


def to_be_changed(site: Site, share: float, at: str) -> set[str]:
    """The paths that ``change`` would edit: what watches only some pages watches some of these."""
    most = max(1, round(len(site.pages) * share))
    return {page.path for page in chance(f"change {at}").sample(site.pages, most)}


def addresses(site: Site, address: str) -> list[str]:
    """Every page of the site and then every file, where ``address`` (no slash) serves it."""
    return [address + path for path in [*(page.path for page in site.pages), *site.files]]


# What there is -------------------------------------------------------------------------------


def _plan(count: int, files: int) -> tuple[list[Page], list[str]]:
    """Pages with their days; of every so many one links to a file."""
    random = chance("days")
    paths = [f"{UPLOADS}/2025/12/paper-{number:04}.pdf" for number in range(files)]
    pages = []
    for number in range(count):
        day = int(_LAST * (number + 1) / count)
        published = _FIRST + timedelta(days=day, seconds=random.randint(0, 30_000))
        days = random.choice((0, 0, 1, 20, 300))
        changed = min(published + timedelta(days=days), _FIRST + timedelta(days=_LAST + 2))
        links = number % (count // files) == 0 and number // (count // files) < files
        file = paths[number // (count // files)] if links else None
        pages.append(Page(number + 1, published.isoformat(), changed.isoformat(), file))
    return pages, paths


def _read(folder: Path) -> Site:
    kept: dict[str, Any] = json.loads((folder / _KEPT).read_text(encoding="utf-8"))
    return Site(folder, [Page(**page) for page in kept["pages"]], kept["files"])


# Files ---------------------------------------------------------------------------------------


def _write_page(site: Site, page: Page) -> None:
    _write(site.www, f"{page.path}index.html", html_of(page).encode(), page.changed)


def _write(www: Path, path: str, body: bytes, at: str) -> None:
    """Write a file in place of the one that is there, which a copy may share."""
    target = www / path.removeprefix("/")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    target.write_bytes(body)
    when = datetime.fromisoformat(at).timestamp()
    os.utime(target, (when, when))


def _pdf(number: int) -> bytes:
    random = chance(f"file {number}")
    return pdf_of([_lines(random) for _ in range(FILE_PAGES)])


def _lines(random: Random) -> list[str]:
    lines: list[str] = []
    while sum(1 + len(line) // 95 for line in lines) < 48:
        lines += [sentences(random, 5), ""]
    return lines


# Lists ---------------------------------------------------------------------------------------


def _write_lists(site: Site) -> None:
    newest = sorted(site.pages, key=lambda page: page.changed, reverse=True)
    at = newest[0].changed
    for path, text in _lists(site, newest):
        _write(site.www, path, text.encode(), at)
    kept = {"pages": [asdict(page) for page in site.pages], "files": site.files}
    (site.folder / _KEPT).unlink(missing_ok=True)
    (site.folder / _KEPT).write_text(json.dumps(kept), encoding="utf-8")


def _lists(site: Site, newest: list[Page]) -> Iterator[tuple[str, str]]:
    parts = [site.pages[number::SITEMAPS] for number in range(SITEMAPS)]
    names = {
        f"/sitemap-posttype-long-read-{number}.xml": part
        for number, part in enumerate(parts, start=1)
        if part
    }
    for name, part in names.items():
        yield name, _sitemap("urlset", "url", [(page.path, page.changed) for page in part])
    tops = [(name, max(page.changed for page in part)) for name, part in names.items()]
    yield "/sitemap.xml", _sitemap("sitemapindex", "sitemap", tops)
    yield "/robots.txt", _ROBOTS
    yield "/feed/index.xml", _rss(newest[:IN_FEED])
    yield "/feed/atom/index.xml", _atom(newest[:IN_FEED])
    for number in range(0, len(newest), IN_REST):
        page = number // IN_REST + 1
        yield f"/rest/posts-{page}.json", _rest(newest[number : number + IN_REST])


def _sitemap(root: str, element: str, places: list[tuple[str, str]]) -> str:
    inside = "\n".join(
        f"<{element}><loc>{PLACEHOLDER}{path}</loc><lastmod>{at}</lastmod></{element}>"
        for path, at in places
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} {_NAMESPACE}>\n{inside}\n</{root}>\n'


def _rss(pages: list[Page]) -> str:
    items = "\n".join(
        f"<item><title>{escape(page.title)}</title><link>{PLACEHOLDER}{page.path}</link>"
        f'<guid isPermaLink="true">{PLACEHOLDER}{page.path}</guid>'
        f"<pubDate>{datetime.fromisoformat(page.published):%a, %d %b %Y %H:%M:%S +0000}</pubDate>"
        "</item>"
        for page in pages
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel>'
        f"<title>Sample Coast Agency</title><link>{PLACEHOLDER}/</link>"
        f"<description>Newest</description>\n{items}\n</channel></rss>\n"
    )


def _atom(pages: list[Page]) -> str:
    entries = "\n".join(
        f"<entry><id>{PLACEHOLDER}{page.path}</id><title>{escape(page.title)}</title>"
        f'<link href="{PLACEHOLDER}{page.path}"/><published>{page.published}</published>'
        f"<updated>{page.changed}</updated></entry>"
        for page in pages
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">'
        f"<id>{PLACEHOLDER}/</id><title>Sample Coast Agency</title>"
        f"<updated>{pages[0].changed}</updated>\n{entries}\n</feed>\n"
    )


def _rest(pages: list[Page]) -> str:
    """A page of the list of posts, as /wp-json/wp/v2/posts gives it, the newest change first."""
    return json.dumps(
        [
            {
                "id": page.number,
                "date_gmt": page.published.removesuffix("+00:00"),
                "modified_gmt": page.changed.removesuffix("+00:00"),
                "slug": page.path.split("/")[2],
                "status": "publish",
                "type": "post",
                "link": f"{PLACEHOLDER}{page.path}",
                "title": {"rendered": escape(page.title)},
                "content": {"rendered": article_of(page), "protected": False},
                "categories": [],
            }
            for page in pages
        ]
    )
