"""The sample's HTTP server: routes, paging headers, validators. Standard library only."""

import hashlib
import json
import re
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from math import ceil
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

from crawler.sample import pages, rest, sitemaps
from crawler.sample.answers import Answer, SampleRequest, html_answer, json_answer
from crawler.sample.entries import COLLECTIONS, FILE_TYPES, Entry, entries, terms, upload
from crawler.sample.platforms import platform_routes

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_PER_PAGE = 100
XML = "text/xml; charset=UTF-8"
TYPES = {collection.type: kind for kind, collection in COLLECTIONS.items()}
ROBOTS = "User-agent: *\nDisallow: /wp-admin/\n"


class SampleSite:
    """The site on one day; ``per_page`` caps what a list page holds."""

    def __init__(self, day: int, per_page: int) -> None:
        self.day, self.per_page = day, per_page

    def answer(self, target: str, base: str) -> Answer:
        """Return the answer to a GET of ``target`` (path and query)."""
        parts = urlsplit(target)
        query = {
            name: values[-1]
            for name, values in parse_qs(parts.query, keep_blank_values=True).items()
        }
        routes: list[tuple[str, Callable[..., Answer]]] = [
            (r"/robots\.txt", self._robots),
            (r"/", self._home),
            (r"/wp-json/wp/v2/types", self._types),
            (rf"/wp-json/wp/v2/({'|'.join(COLLECTIONS)})", self._collection),
            (r"/wp-json/wp/v2/(categories|publication-type)", self._terms),
            (r"/(news|publication)/(?:page/(\d+)/)?", self._archive),
            (r"(/\d{4}/\d\d/[^/]+/|/(?:publication|long-read)/[^/]+/)", self._single),
            (r"(/contact-us/(?:.+/)?)", self._single),
            (r"/wp-content/uploads/(.+)", self._upload),
            (r"/sitemap\.xml", self._sitemaps),
            (rf"/sitemap-posttype-({'|'.join(TYPES)})\.(\d{{4}})\.xml", self._sitemap),
        ]
        for pattern, route in routes:
            if match := re.fullmatch(pattern, parts.path):
                return route(query, base, *match.groups())
        return self._of_other_platforms(parts.path, parts.query, base)

    def _of_other_platforms(self, path: str, query: str, base: str) -> Answer:
        """Ask the platforms that bring their routes; one may leave an address to the next."""
        request = SampleRequest(path, parse_qs(query, keep_blank_values=True), base, self.day)
        for pattern, platform_route in platform_routes():
            match = re.fullmatch(pattern, path)
            answer = platform_route(request, *match.groups()) if match else None
            if answer:
                return answer
        return _not_found()

    def _robots(self, query: dict[str, str], base: str) -> Answer:  # noqa: ARG002
        return Answer(ROBOTS.encode(), "text/plain; charset=UTF-8")

    def _home(self, query: dict[str, str], base: str) -> Answer:  # noqa: ARG002
        text = "<section id='main-content'><h1>SAMPLE: Sample Health Agency</h1></section>"
        return html_answer(pages.page("Home", text), None)

    def _types(self, query: dict[str, str], base: str) -> Answer:  # noqa: ARG002
        return json_answer(rest.types())

    def _collection(self, query: dict[str, str], base: str, kind: str) -> Answer:
        found = rest.chosen(entries(kind, self.day), query)
        found = rest.in_order(found, query.get("orderby", "date"), query.get("order", "desc"))
        items = [rest.only(rest.item(entry, kind, base), query.get("_fields")) for entry in found]
        changed = max((entry.modified for entry in found), default=None)
        return self._page_of(items, query, f"{base}/wp-json/wp/v2/{kind}", changed)

    def _terms(self, query: dict[str, str], base: str, taxonomy: str) -> Answer:
        found = terms(taxonomy)
        for name, part in (("include", "id"), ("slug", "slug")):
            if name in query:
                wanted = query[name].split(",")
                found = [term for term in found if str(term[part]) in wanted]
        if "search" in query:
            found = [term for term in found if query["search"].lower() in term["name"].lower()]
        found = [rest.only(term, query.get("_fields")) for term in found]
        return self._page_of(found, query, f"{base}/wp-json/wp/v2/{taxonomy}", None)

    def _page_of(
        self, found: list[Any], query: dict[str, str], url: str, changed: str | None
    ) -> Answer:
        number = int(query.get("page", "1"))
        size = min(int(query.get("per_page", "10")), MOST_PER_PAGE, self.per_page)
        last = ceil(len(found) / size)
        if number > max(last, 1):
            problem = {
                "code": "rest_post_invalid_page_number",
                "message": "The page number is larger than the number of pages.",
                "data": {"status": 400},
            }
            return json_answer(problem, status=400)
        headers = {"X-WP-Total": str(len(found)), "X-WP-TotalPages": str(last)}
        links = [(number - 1, "prev")] if number > 1 else []
        links += [(number + 1, "next")] if number < last else []
        if links:
            headers["Link"] = ", ".join(
                f'<{url}?{urlencode(query | {"page": str(n)})}>; rel="{rel}"' for n, rel in links
            )
        return json_answer(
            found[(number - 1) * size : number * size], headers=headers, changed=changed
        )

    def _archive(
        self,
        query: dict[str, str],
        base: str,  # noqa: ARG002
        which: str,
        page: str | None,
    ) -> Answer:
        found = entries({"news": "posts", "publication": "documents"}[which], self.day)
        number, size = int(page or "1"), min(self.per_page, 10)
        if number > ceil(len(found) / size):
            return _not_found()
        changed = max(entry.modified for entry in found)
        if which == "publication":
            category = query.get("filter-category", "")
            return html_answer(pages.publication_list(found, number, size, category), changed)
        filtered = any(name.startswith("filter-") for name in query)
        return html_answer(pages.news_list(found, number, size, filtered=filtered), changed)

    def _single(self, query: dict[str, str], base: str, path: str) -> Answer:  # noqa: ARG002
        special = {"posts": pages.news_single, "documents": pages.publication_single}
        for kind in COLLECTIONS:
            make = special.get(kind, pages.written_single)
            entry = self._at(kind, path)
            if entry and entry.status != 200:  # noqa: PLR2004 - a well page
                text = "<h1>SAMPLE: This page is broken on purpose</h1>"
                return html_answer(pages.page("Error", text), None, status=entry.status)
            if entry:
                return html_answer(make(entry, base), entry.modified)
        return _not_found()

    def _at(self, kind: str, path: str) -> Entry | None:
        return next((e for e in entries(kind, self.day) if e.path(kind) == path), None)

    def _upload(self, query: dict[str, str], base: str, name: str) -> Answer:  # noqa: ARG002
        body = upload(name, self.day)
        if body is None:
            return _not_found()
        return Answer(body, FILE_TYPES[name.rpartition(".")[2]][0])

    def _sitemaps(self, query: dict[str, str], base: str) -> Answer:  # noqa: ARG002
        found = {kind: entries(kind, self.day) for kind in COLLECTIONS}
        return Answer(sitemaps.index(found, base).encode(), XML)

    def _sitemap(self, query: dict[str, str], base: str, name: str, year: str) -> Answer:  # noqa: ARG002
        kind = TYPES[name]
        found = sitemaps.of_type(entries(kind, self.day), kind, year, base)
        return Answer(found.encode(), XML)


class Handler(BaseHTTPRequestHandler):
    """Answers GET and HEAD from the server's SampleSite, with 304 where nothing changed."""

    protocol_version = "HTTP/1.1"
    server_version = "delaywatch-sample"
    server: "SampleServer"

    def do_GET(self) -> None:
        """Answer with headers and body."""
        self._send(self.server.site.answer(self.path, self._base()))

    do_HEAD = do_GET  # noqa: N815

    def _base(self) -> str:
        port = self.server.server_address[1]
        host = self.headers.get("Host") or f"127.0.0.1:{port}"
        # A name in the Host header decides what links look like, as on a real site.
        return f"http://{re.sub(r'[^A-Za-z0-9.:-]', '', host)}"

    def _send(self, answer: Answer) -> None:
        validators = _validators(answer)
        fresh = answer.status == 200 and self._has(validators)  # noqa: PLR2004 - HTTP's own number
        self.send_response(304 if fresh else answer.status)
        for name, value in (answer.headers | validators).items():
            self.send_header(name, value)
        if not fresh:
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if not fresh and self.command != "HEAD":
            self.wfile.write(answer.body)

    def _has(self, validators: dict[str, str]) -> bool:
        tags = self.headers.get("If-None-Match")
        if tags is not None:  # RFC 9110: then the date is not looked at
            return validators.get("ETag") in [tag.strip() for tag in tags.split(",")]
        since = self.headers.get("If-Modified-Since")
        return since is not None and since == validators.get("Last-Modified")

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Write the log only where it was asked for."""
        if self.server.verbose:
            super().log_message(format, *args)


class SampleServer(ThreadingHTTPServer):
    """The sample site on 127.0.0.1, and only there."""

    daemon_threads = True

    def __init__(self, port: int, day: int, per_page: int, *, verbose: bool = False) -> None:
        self.site = SampleSite(day, per_page)
        self.verbose = verbose
        super().__init__(("127.0.0.1", port), Handler)


def _validators(answer: Answer) -> dict[str, str]:
    if answer.status != 200:  # noqa: PLR2004 - HTTP's own number
        return {}
    # The total is in a header, so it must count: a removed item changes the tag.
    seed = answer.body + json.dumps(answer.headers, sort_keys=True).encode()
    found = {"ETag": f'"{hashlib.sha256(seed).hexdigest()[:20]}"'}
    if answer.changed:
        moment = datetime.fromisoformat(answer.changed).replace(tzinfo=UTC)
        found["Last-Modified"] = format_datetime(moment, usegmt=True)
    return found


def _not_found() -> Answer:
    text = "<section id='main-content'><h1>SAMPLE: There is no such page</h1></section>"
    return html_answer(pages.page("Not found", text), None, status=404)
