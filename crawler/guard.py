"""No address but the source's own is ever connected to, on any hop.

Three gates, because each one alone has a way around it: the address of every
request (first and redirected) must be on the source's own host; a redirect is
followed only to such an address; and at connect time the name must resolve to
a public IP address (or, for a copy, to where a copy may be). A name is looked
up once for a connection, and what was checked is what is connected to;
crawler.download looks at the peer once more before anything is sent to it.
"""

from typing import Any, ClassVar
from urllib.parse import urljoin, urlsplit

from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.resolver import CachingThreadedResolver
from twisted.internet import defer
from twisted.internet.error import DNSLookupError

from crawler.addresses import OffSite, as_ip, host_of, is_sample_host, why_forbidden

REDIRECTS = frozenset({301, 302, 303, 307, 308})
PERMANENT = frozenset({301, 308})


class Refused(IgnoreRequest):
    """A page that we will not fetch; the message says why.

    ``moved_to`` is the address on another site that it leads to for good
    (301 or 308), which is where the page lives now.
    """

    def __init__(self, message: str, moved_to: str | None = None) -> None:
        self.moved_to = moved_to
        super().__init__(message)


class OwnHostsMiddleware:
    """Refuses every request to an address that is not the source's own."""

    def __init__(self, crawler: Any) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Any) -> "OwnHostsMiddleware":
        """Scrapy's way to make a component."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Let the request pass or raise Refused."""
        site = self.crawler.spider.job.site
        try:
            mapped = site.fetchable(request.url)
        except OffSite as reason:
            raise Refused(str(reason)) from reason
        if host_of(mapped) != host_of(request.url):
            raise Refused(f"the copy at {site.start} stands in for {request.url}")
        literal = as_ip(host_of(request.url))
        reason = why_forbidden(literal, copy=site.base_url is not None) if literal else None
        if reason:
            raise Refused(reason)


class RedirectMiddleware:
    """Follows redirects within the site, at most REDIRECT_MAX_TIMES, never in a circle.

    A copy that insists on its real name redirects every page to it. It is then
    asked under that name, at its own address, for this page and all later ones.
    """

    def __init__(self, crawler: Any) -> None:
        self.crawler = crawler
        self.most = crawler.settings.getint("REDIRECT_MAX_TIMES")
        self.copy_is_called: str | None = None

    @classmethod
    def from_crawler(cls, crawler: Any) -> "RedirectMiddleware":
        """Scrapy's way to make a component."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Ask a copy under the name that it answers to."""
        if self.copy_is_called and "Host" not in request.headers:
            request.headers["Host"] = self.copy_is_called

    def process_response(self, request: Request, response: Response) -> Response | Request:
        """Return the response, or the request that the redirect asks for."""
        location = response.headers.get("Location")
        if response.status not in REDIRECTS or not location:
            return response
        target = urljoin(request.url, location.decode("utf-8", "replace"))
        site = self.crawler.spider.job.site
        try:
            target = site.with_its_port(target)
            address = site.fetchable(target)
        except OffSite as reason:
            elsewhere = target if response.status in PERMANENT and host_of(target) else None
            raise Refused(f"redirected off the site: {reason}", elsewhere) from reason
        followed = self._followed(request, address, target)
        hops = [*request.meta.get("hops", [_key(request)]), _key(followed)]
        if len(set(hops)) < len(hops):
            raise Refused(f"redirects in a circle (at {target})")
        if len(hops) > self.most + 1:
            raise Refused(f"more than {self.most} redirects (the last to {target})")
        followed.meta["hops"] = hops
        if response.status not in PERMANENT:
            followed.meta["for_now"] = True
        return followed

    def _followed(self, request: Request, address: str, target: str) -> Request:
        followed = request.replace(url=address)
        if urlsplit(address).netloc != urlsplit(target).netloc:
            self.copy_is_called = urlsplit(target).netloc
            followed.headers["Host"] = self.copy_is_called
        # What the first address validated says nothing of another one.
        for name in ("If-None-Match", "If-Modified-Since"):
            if address != request.url:
                followed.headers.pop(name, None)
        return followed


def _key(request: Request) -> str:
    return f"{request.url} {(request.headers.get('Host') or b'').decode()}"


class GuardedResolver(CachingThreadedResolver):
    """Resolves names for the connection itself and refuses what they must not resolve to.

    Deciding here leaves no gap between the check and the connection. Names in
    ``.example`` are the sample site's and mean 127.0.0.1 while it is crawled.
    """

    base_url: str | None = None
    # Name -> why what it led to last was refused: Twisted replaces the message of an error.
    refused: ClassVar[dict[str, str]] = {}

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> "GuardedResolver":
        """Scrapy's way to make a component."""
        resolver: GuardedResolver = super().from_crawler(crawler, reactor)
        resolver.base_url = crawler.settings.get("BASE_URL")
        return resolver

    def getHostByName(self, name: str, timeout: Any = ()) -> Any:  # noqa: N802 - Twisted's name
        """Return a Deferred of the IP address, failing where it is a forbidden one."""
        self.refused.pop(name, None)
        if is_sample_host(name):
            if self.base_url and is_sample_host(host_of(self.base_url)):
                return defer.succeed("127.0.0.1")
            return defer.fail(DNSLookupError(f"{name} exists only as a sample"))
        literal = as_ip(name)
        found = defer.succeed(literal) if literal else super().getHostByName(name, timeout)
        return found.addCallback(self._checked, name)

    def _checked(self, address: str, name: str) -> str:
        reason = why_forbidden(address, copy=self.base_url is not None)
        if reason:
            self.refused[name] = f"{name} is not connected to: {reason}"
            raise DNSLookupError(reason)
        return address
