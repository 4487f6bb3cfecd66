"""How a process of a crawl with workers asks: as any other crawl, and in turn with the others."""

from typing import TYPE_CHECKING, Any

from protego import Protego
from redis.exceptions import RedisError
from scrapy import Request
from scrapy.http import Response
from scrapy.settings import Settings

from crawler.bodies import ASKING, CUT_GZIP
from crawler.download import GuardedDownloads
from crawler.guard import RedirectMiddleware
from crawler.hosts import host_of
from crawler.patience import LONGEST_WAIT, HostClosed, retry_after
from crawler.robots import MOST_READ, RobotsMiddleware, RobotsUnreadable, rules_of
from crawler.workers.board import Board

if TYPE_CHECKING:
    from crawler.workers.turns import Turns

_HERE = "crawler.workers.asking"
_INSTEAD = {
    "crawler.robots.RobotsMiddleware": f"{_HERE}.SharedRobots",
    "crawler.guard.RedirectMiddleware": f"{_HERE}.RedirectsOfSites",
    "crawler.download.GuardedDownloads": f"{_HERE}.DownloadsInTurn",
}


def put_in_turn(made: Settings) -> Settings:
    """Return the settings of a crawl with what is shared in place of what is not."""
    components = made.getdict("DOWNLOADER_MIDDLEWARES")
    handlers = made.getdict("DOWNLOAD_HANDLERS")
    made.setdict(
        {
            "DOWNLOADER_MIDDLEWARES": {_INSTEAD.get(n, n): at for n, at in components.items()},
            "DOWNLOAD_HANDLERS": {scheme: _INSTEAD.get(n, n) for scheme, n in handlers.items()},
        },
        priority="cmdline",
    )
    return made


class DownloadsInTurn(GuardedDownloads):
    """Sends each request in the turn of its host: the last that happens before it leaves."""

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        self.asker = crawler

    async def download_request(self, request: Request) -> Response:
        """Return the answer; raises HostClosed where a long pause began while this waited."""
        spider, host = self.asker.spider, host_of(request.url)
        turns: Turns = spider.board.turns
        await turns.take(host, self._gap(request, host))
        try:
            closed = spider.job.hosts.closed_for(host)
            if closed > LONGEST_WAIT:
                words = f"{request.url}: not asked, the site asks to wait {closed:.0f} s"
                raise HostClosed(words, host)
            response = await super().download_request(request)
            self._close(host, response)
            return response
        finally:
            turns.give_back(host)

    def _close(self, host: str, response: Response) -> None:
        """Keep a pause that is asked for before the turn is another's: it would ask at once."""
        if response.status in ASKING:
            headers = response.headers
            asked = retry_after(headers.get("Retry-After"), headers.get("Date"))
            self.asker.spider.job.hosts.close(host, asked or 0.0)

    def _gap(self, request: Request, host: str) -> float:
        """Return the seconds between two requests: the crawl's, the host's wish, or its slowness.

        The last is what Scrapy's AutoThrottle has made of the host's answers to this process.
        """
        job = self.asker.spider.job
        rules = job.hosts.rules.get(host)
        wished = float((rules.crawl_delay(self.asker.settings["USER_AGENT"]) if rules else 0) or 0)
        slot = self.asker.engine.downloader.slots.get(request.meta.get("download_slot"))
        return max(job.delay, wished, slot.delay if slot else 0.0)


class SharedRobots(RobotsMiddleware):
    """Reads the robots.txt of a host once for all processes of a run."""

    async def _read(self, request: Request) -> Protego:
        kept = self._board.robots(host_of(request.url))
        if kept is not None:
            return Protego.parse(kept)
        try:
            return await super()._read(request)
        except RobotsUnreadable as reason:
            if isinstance(reason.__cause__, RedisError):  # the site was not even asked
                raise reason.__cause__ from None
            raise

    def rules(self, url: str, response: Response) -> Protego:
        """Return the rules of a robots.txt and let the others know them."""
        rules = rules_of(url, response)
        is_there = response.status == 200 and CUT_GZIP not in response.flags  # noqa: PLR2004
        body = response.body if is_there else b""
        if len(body) > MOST_READ:
            body = body[: body.rfind(b"\n", 0, MOST_READ) + 1]
        self._board.keep_robots(host_of(url), body.decode("utf-8-sig", "replace"))
        return rules

    @property
    def _board(self) -> Board:
        board: Board = self.crawler.spider.board
        return board


class RedirectsOfSites(RedirectMiddleware):
    """Keeps the name that a copy insists on for each site: a worker asks for many."""

    def __init__(self, crawler: Any) -> None:
        self.names: dict[str, str | None] = {}
        super().__init__(crawler)

    @property
    def copy_is_called(self) -> str | None:  # type: ignore[override]
        """The name under which the site at hand wants to be asked."""
        return self.names.get(self._site)

    @copy_is_called.setter
    def copy_is_called(self, name: str | None) -> None:
        if name is not None:
            self.names[self._site] = name

    @property
    def _site(self) -> str:
        return str(self.crawler.spider.job.site.start)
