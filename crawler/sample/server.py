"""The sample's HTTP server: routes, paging headers, validators. Standard library only."""

import hashlib
import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from math import ceil
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

from crawler.sample import pages, rest
from crawler.sample.entries import FILE_TYPES, Entry, entries, terms

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_PER_PAGE = 100
ROBOTS = "User-agent: *\nDisallow: /wp-admin/\n"
KINDS = {"posts", "documents"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back: ``changed`` is the newest naive UTC time of what is in it."""

    body: bytes
    content_type: str
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    changed: str | None = None


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
            (r"/wp-json/wp/v2/(posts|documents)", self._collection),
            (r"/wp-json/wp/v2/(categories|publication-type)", self._terms),
            (r"/(news|publication)/(?:page/(\d+)/)?", self._archive),
            (r"(/\d{4}/\d\d/[^/]+/|/publication/[^/]+/)", self._single),
            (r"/wp-content/uploads/(.+)", self._upload),
        ]
        for pattern, route in routes:
            if match := re.fullmatch(pattern, parts.path):
                return route(query, base, *match.groups())
        return _not_found()

    def _robots(self, query: dict[str, str], base: str) -> Answer:  # noqa: ARG002
        return Answer(ROBOTS.encode(), "text/plain; charset=UTF-8")

    def _home(self, query: dict[str, str], base: str) -> Answer:  # noqa: ARG002
        text = "<section id='main-content'><h1>SAMPLE: Sample Health Agency</h1></section>"
        return _html(pages.page("Home", text), None)

    def _collection(self, query: dict[str, str], base: str, kind: str) -> Answer:
        found = entries(kind, self.day)
        if "include" in query:
            found = [entry for entry in found if str(entry.id) in query["include"].split(",")]
        found = rest.in_order(found, query.get("orderby", "date"), query.get("order", "desc"))
        items = [rest.only(rest.item(entry, kind, base), query.get("_fields")) for entry in found]
        changed = max((entry.modified for entry in found), default=None)
        return self._page_of(items, query, f"{base}/wp-json/wp/v2/{kind}", changed)

    def _terms(self, query: dict[str, str], base: str, taxonomy: str) -> Answer:
        found = terms(taxonomy)
        if "include" in query:
            found = [term for term in found if str(term["id"]) in query["include"].split(",")]
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
            return _json(problem, status=400)
        headers = {"X-WP-Total": str(len(found)), "X-WP-TotalPages": str(last)}
        links = [(number - 1, "prev")] if number > 1 else []
        links += [(number + 1, "next")] if number < last else []
        if links:
            headers["Link"] = ", ".join(
                f'<{url}?{urlencode(query | {"page": str(n)})}>; rel="{rel}"' for n, rel in links
            )
        return _json(found[(number - 1) * size : number * size], headers=headers, changed=changed)

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
            return _html(pages.publication_list(found, number, size), changed)
        filtered = any(name.startswith("filter-") for name in query)
        return _html(pages.news_list(found, number, size, filtered=filtered), changed)

    def _single(self, query: dict[str, str], base: str, path: str) -> Answer:  # noqa: ARG002
        makers = (("posts", pages.news_single), ("documents", pages.publication_single))
        for kind, make in makers:
            entry = self._at(kind, path)
            if entry and entry.status != 200:  # noqa: PLR2004 - a well page
                text = "<h1>SAMPLE: This page is broken on purpose</h1>"
                return _html(pages.page("Error", text), None, status=entry.status)
            if entry:
                return _html(make(entry, base), entry.modified)
        return _not_found()

    def _at(self, kind: str, path: str) -> Entry | None:
        return next((e for e in entries(kind, self.day) if e.path(kind) == path), None)

    def _upload(self, query: dict[str, str], base: str, name: str) -> Answer:  # noqa: ARG002
        kind = name.rpartition(".")[2]
        if kind not in FILE_TYPES:
            return _not_found()
        text = f"SAMPLE file {name}: nothing in here is true.\n"
        start = "%PDF-1.4\n% " if kind == "pdf" else ""
        return Answer((start + text).encode(), FILE_TYPES[kind][0])


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


def _json(
    value: Any,
    *,
    status: int = 200,
    headers: dict[str, str] | None = None,
    changed: str | None = None,
) -> Answer:
    body = json.dumps(value).encode()
    return Answer(body, "application/json; charset=UTF-8", status, headers or {}, changed)


def _html(text: str, changed: str | None, *, status: int = 200) -> Answer:
    return Answer(text.encode(), "text/html; charset=UTF-8", status, changed=changed)


def _not_found() -> Answer:
    text = "<section id='main-content'><h1>SAMPLE: There is no such page</h1></section>"
    return _html(pages.page("Not found", text), None, status=404)
