"""Answers: what came of an order, as it goes through the stream.

An answer is a response, or what was raised in its place; both come to the coordinator as they would
have come to it from the network.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scrapy import Request
from scrapy.exceptions import DownloadCancelledError, IgnoreRequest
from scrapy.http import Response
from scrapy.http.headers import Headers
from scrapy.responsetypes import responsetypes

from crawler.addresses import OffSite
from crawler.download import words_of
from crawler.guard import Refused
from crawler.patience import HostClosed
from crawler.robots import CrawlDelayTooLong, NotCrawled, RobotsUnreadable
from crawler.workers.parts import made_from

if TYPE_CHECKING:
    from collections.abc import Callable

_TOLD = ("asked_to_wait", "for_now", "tries", "hops")  # of a request's meta


class WorkerFault(IgnoreRequest):
    """What a worker met; its words are the message."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What an entry of the stream says of an order.

    said
      order (its id), requests (how many were sent for it), made (the part that was made, as JSON),
      and either status, headers, url, flags, request of the response, or raised.
    """

    said: dict[str, Any]
    body: bytes = b""

    @property
    def requests(self) -> int:
        """How many requests were sent for it."""
        count = self.said.get("requests")
        return count if isinstance(count, int) and count >= 0 else 0

    def response(self, kind: str) -> Response:
        """Return the response, with the part that was made of it; raises what was raised.

        What is not as ``of_response`` writes it is a WorkerFault.
        """
        try:
            raised = self.said.get("raised")
            found = _raised(raised) if raised else self._response(kind)
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
            raise WorkerFault(f"an answer that cannot be understood ({error})") from error
        if isinstance(found, Exception):
            raise found
        return found

    def _response(self, kind: str) -> Response:
        said = self.said
        made = made_from(kind, said["made"]) if said.get("made") is not None else None
        headers = Headers({name.encode("latin-1"): _bytes(v) for name, v in said["headers"]})
        asked = Request(
            said["request"]["url"],
            headers=said["request"]["headers"],
            meta={**{n: said["request"]["meta"].get(n) for n in _TOLD}, "made": made},
        )
        cls = responsetypes.from_args(headers=headers, url=said["url"], body=self.body)
        return cls(
            said["url"], status=int(said["status"]), headers=headers, body=self.body,
            flags=[str(flag) for flag in said["flags"]], request=asked,
        )  # fmt: skip


def of_response(response: Response, made: str | None) -> dict[str, Any]:
    """Return what to say of a response; its body goes beside."""
    request = response.request
    return {
        "status": response.status,
        "url": response.url,
        "flags": list(response.flags),
        "headers": [
            [name.decode("latin-1"), [value.decode("latin-1") for value in values]]
            for name, values in response.headers.items()
        ],
        "request": {
            "url": request.url,
            "headers": {
                name: request.headers[name].decode("latin-1")
                for name in ("If-None-Match", "If-Modified-Since")
                if name in request.headers
            },
            "meta": {name: request.meta[name] for name in _TOLD if name in request.meta},
        },
        "made": made,
    }


def of_error(error: Exception) -> dict[str, Any]:
    """Return what to say of what was raised in place of a response."""
    kinds = (RobotsUnreadable, CrawlDelayTooLong, HostClosed, Refused, OffSite)
    kind = next((kind.__name__ for kind in kinds if isinstance(error, kind)), "other")
    if isinstance(error, DownloadCancelledError):
        kind = "TooLarge"
    return {
        "raised": {
            "kind": kind,
            "words": words_of(error) if kind == "other" else str(error),
            "host": getattr(error, "host", None),
            "moved_to": getattr(error, "moved_to", None),
        }
    }


def _raised(raised: dict[str, Any]) -> Exception:
    words = str(raised["words"])
    makers: dict[str, Callable[[], Exception]] = {
        "RobotsUnreadable": lambda: _of_host(RobotsUnreadable(words), raised),
        "CrawlDelayTooLong": lambda: _of_host(CrawlDelayTooLong(words), raised),
        "HostClosed": lambda: HostClosed(words, str(raised["host"])),
        "Refused": lambda: Refused(words, raised["moved_to"]),
        "OffSite": lambda: OffSite(words),
        "TooLarge": lambda: DownloadCancelledError(words),
    }
    return makers.get(raised["kind"], lambda: WorkerFault(words))()


def _of_host(error: NotCrawled, raised: dict[str, Any]) -> NotCrawled:
    error.host = str(raised["host"])
    return error


def _bytes(values: list[str]) -> list[bytes]:
    return [value.encode("latin-1") for value in values]
