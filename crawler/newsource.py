"""Start a source: look at the site once, write its spider and its frozen pages.

What is written is a beginning that fails its tests: selectors are guesses, and what is read of
the frozen pages has to be looked at by somebody before it is what is expected.
"""

import hashlib
import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from keyword import iskeyword
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit, urlunsplit

from parsel import Selector
from scrapy.http import Response

from crawler.addresses import host_of
from crawler.bodies import html_of, is_json, said_type
from crawler.looking import LookingSpider, Wish, look
from crawler.platforms.base import SourceBroken
from crawler.platforms.feeds.added import home_of
from crawler.text import attribute
from db.errors import Problem

NAME = re.compile(r"[a-z][a-z0-9_]*")
ITEMS = 3  # pages of the list that are kept
LARGEST = 200_000  # bytes of a frozen page
_REST = "/wp-json/wp/v2/posts?orderby=modified&order=desc&_fields={fields}&per_page=100&page=1"
_FIELDS = "id,date_gmt,modified_gmt,slug,status,type,link,title,content,categories"
# Where lists of documents usually have their links, the surest first.
_LISTED = (
    "main article h2 a", "main article h3 a", "article h2 a", "article h3 a", "main h2 a",
    "main h3 a", "main li a", "h2 a", "h3 a", "li a",
)  # fmt: skip
_MAIN = ("#main-content", "main", "article", "#content", "body")
_SILENT = "script, style, svg, noscript, iframe, template, link, picture, source"


@dataclass(frozen=True, slots=True)
class FrozenPage:
    """An answer as it is kept: where it was had, and its bytes without what no reader sees."""

    url: str
    status: int
    content_type: str
    body: bytes


@dataclass(slots=True)
class Saved:
    """What a look at a site brought: how it is made, its pages, and guesses at its selectors."""

    platform: str = "pages"
    pages: list[FrozenPage] = field(default_factory=list)
    listed: str = _LISTED[0]
    main: str = _MAIN[0]


class SavingSpider(LookingSpider):
    """Fetches robots.txt, a list and the first documents that it links to."""

    saved: Saved

    async def collect(self) -> AsyncIterator[Any]:
        """Find out how the site is made, and save what a test of it needs."""
        robots = urljoin(self.wish.url, "/robots.txt")
        await self._save_if_there(robots)
        if not await self._is_wordpress():
            await self._save_list()
        return
        yield

    async def _save_if_there(self, url: str) -> Response | None:
        try:
            response = await self._get(url)
        except SourceBroken:
            return None
        self._keep(response)
        return response

    async def _is_wordpress(self) -> bool:
        rest = urljoin(self.wish.url, _REST.format(fields=_FIELDS))
        try:
            response = await self._get(rest)
        except SourceBroken:
            return False
        if not is_json(response):
            return False
        items = json.loads(response.body)
        if not isinstance(items, list):
            return False
        self.saved.platform = "wordpress"
        body = json.dumps(items[:ITEMS], ensure_ascii=False, indent=1).encode()
        self._keep(response.replace(body=body))
        return True

    async def _save_list(self) -> None:
        response = await self._get(self.wish.url)
        page = Selector(text=html_of(response)[0], type="html")
        links = self._links(page, response)
        self._keep(response.replace(body=_shortened(page, self.saved.listed).encode()))
        for link in links[:ITEMS]:
            item = await self._save_if_there(link)
            if item is not None:
                self.saved.main = _first_in(Selector(text=html_of(item)[0], type="html"))

    def _links(self, page: Selector, response: Response) -> list[str]:
        """Return what the list links to, by the surest selector that finds several."""
        for selector in _LISTED:
            found = [
                urljoin(response.url, (attribute(a, "href") or "")) for a in page.css(selector)
            ]
            ours = [url for url in dict.fromkeys(found) if self.job.site.owns(url)]
            if len(ours) >= ITEMS:
                self.saved.listed = selector
                return ours
        raise SourceBroken(f"{response.url}: no list of links is found on this page")

    def _keep(self, response: Response) -> None:
        said = said_type(response) or "text/html"
        # Links of a copy are kept as the site's own, whose frozen pages these are.
        ours, home = self.job.site.start.encode(), home_of(self.wish.url).encode()
        body = response.body.replace(ours, home)
        if "html" in said:
            page = Selector(text=html_of(response.replace(body=body))[0], type="html")
            body, said = _trimmed(page).encode(), "text/html; charset=utf-8"
        self.saved.pages.append(FrozenPage(response.url, response.status, said, body[:LARGEST]))


def _first_in(page: Selector) -> str:
    return next(selector for selector in _MAIN if page.css(selector))


def _trimmed(page: Selector) -> str:
    """Return a page without what is not read: scripts, pictures, comments."""
    for node in page.css(_SILENT):
        node.drop()
    for comment in page.xpath("//comment()"):
        comment.drop()
    return str(page.get())


def _shortened(page: Selector, listed: str) -> str:
    """Return a list with its first entries only, and without a way to its next page."""
    for link in page.css(listed)[ITEMS:]:
        holder = link.xpath("(ancestor::article | ancestor::li)[last()]")
        (holder or link).drop()
    for pager in page.css("a[rel=next], a.next-page, .pager, .pagination"):
        pager.drop()
    return str(page.get())


# Writing -----------------------------------------------------------------------------------

_SPIDER = '''"""{title}."""

from typing import ClassVar

from crawler.expectations import Expectations
from crawler.platforms.{module} import {base}
from crawler.platforms.wordpress.reading import Layout
from crawler.probe import Check, {finder}


class {klass}({base}):
    """What it publishes, in a sentence.

    Domain
      {host}
    Licence
      not known yet: read the site's own words on it
    """

    name = "{name}"
    title = "{title}"
    home = "{home}"
    body = None  # ("slug", "Name") of the public body whose words these are
    licence = ""
    republish = "link"  # text or quote, where the licence allows
    nature = "official"
    cadence = "daily"
    # A floor that a healthy source is never under, and days that it is never silent for.
    expects: ClassVar[Expectations] = Expectations(every_days=30, at_least=10)
    checks: ClassVar[tuple[Check, ...]] = ({checks})

{fields}'''

_WORDPRESS = """    rest_base = "posts"
    fields: ClassVar[tuple[str, ...]] = (
        "id", "date_gmt", "modified_gmt", "slug", "status", "type", "link",
        "title", "content", "categories",
    )  # fmt: skip
    document_kind = "news"

    archive = "{path}"
    layout = Layout(main="main", title="h1", body="article")
"""

_PAGES = """    lists: ClassVar[tuple[str, ...]] = ("{path}",)
    listed = "{listed}"
    document_kind = "news"
    layout = Layout(main="{main}", title="h1", body="*", published="time")
"""

_CHECK = """
        Check(
            fact="{fact}",
            path="{path}",
            find={find},
            otherwise="look at the page and mend the source",
        ),
    """


def start(
    name: str, url: str, checkout: Path, *, as_of: str, base_url: str | None, delay: float
) -> list[str]:
    """Write the beginning of a source into a checkout; returns what to do next, in lines.

    Raises Problem where the name is taken, this is no checkout, or the site cannot be read.
    """
    spider, folder = _places(name, checkout)
    saved = SavingSpider.saved = Saved()
    look(Wish(url=url), as_of=as_of, base_url=base_url, delay=delay, spider=SavingSpider)
    spider.write_text(_spider(name, url, saved), encoding="utf-8")
    _freeze(folder, saved.pages, url, as_of)
    return [
        f"{spider.relative_to(checkout)}: a {saved.platform} source with guesses; fill it in",
        f"{folder.relative_to(checkout)}: {len(saved.pages)} frozen pages of it",
        f"then: python -m tests.crawler.frozen --keep-pages {name}",
        "read the expected.json that this writes: is every title, text and day right?",
        "add a line to the table of sources in README.md, and run make test",
    ]


def _places(name: str, checkout: Path) -> tuple[Path, Path]:
    if not NAME.fullmatch(name) or iskeyword(name):
        raise Problem(f"{name} is no name for a source", do="use small letters, digits and _ only")
    spider = checkout / "crawler" / "spiders" / f"{name}.py"
    folder = checkout / "tests" / "crawler" / "golden" / name
    if not spider.parent.is_dir() or not folder.parent.is_dir():
        raise Problem(
            "here is no checkout of delaywatch", where=str(checkout), do="go to the folder of one"
        )
    if spider.exists() or folder.exists():
        raise Problem(f"there is a source {name} already", where=str(spider), do="name another")
    return spider, folder


def _spider(name: str, url: str, saved: Saved) -> str:
    host, path = host_of(url), urlsplit(url).path or "/"
    words = {"name": name, "home": home_of(url), "host": host, "title": host, "path": path}
    if saved.platform == "wordpress":
        check = _CHECK.format(
            fact="the REST interface lists posts", path="/wp-json/wp/v2/posts", find="json_items()"
        )
        words |= {"module": "wordpress", "base": "WordPressSpider", "finder": "json_items"}
        fields = _WORDPRESS.format(path=path)
    else:
        check = _CHECK.format(
            fact="the list has links to documents", path=path, find=f'css("{saved.listed}")'
        )
        words |= {"module": "pages", "base": "PagesSpider", "finder": "css"}
        fields = _PAGES.format(path=path, listed=saved.listed, main=saved.main)
    klass = "".join(part.capitalize() for part in name.split("_"))
    return _SPIDER.format(klass=klass, checks=check, fields=fields, **words)


def _freeze(folder: Path, pages: list[FrozenPage], url: str, as_of: str) -> None:
    (folder / "pages").mkdir(parents=True)
    listed = []
    for page in pages:
        parts = urlsplit(page.url)
        target = urlunsplit(("", "", parts.path, parts.query, ""))
        kind = page.content_type.partition(";")[0].rpartition("/")[2]
        ending = {"html": "html", "json": "json", "plain": "txt"}.get(kind, "bin")
        file = f"{hashlib.sha256(target.encode()).hexdigest()[:10]}.{ending}"
        (folder / "pages" / file).write_bytes(page.body)
        listed.append({
            "host": host_of(url), "target": target, "status": page.status,
            "type": page.content_type, "headers": {}, "file": file,
        })  # fmt: skip
    written = {"as_of": as_of, "from": url, "pages": listed}
    text = json.dumps(written, indent=1, ensure_ascii=False) + "\n"
    (folder / "pages.json").write_text(text, encoding="utf-8")
