"""Probe: ask each source once whether what the spiders rely on still holds.

What is known of a site is dated; some of it was only inferred. Each source says in ``checks``
what it relies on, where that can be seen, and what to do if it does not hold. A probe asks with
the crawler's own manners (robots.txt, one request a second, the guard) and keeps nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from parsel import Selector
from scrapy.http import Response

from crawler.bodies import html_of, json_body

Finder = Callable[[Response], str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """Something that a source relies on.

    fact
      What is taken to be true, in words.
    path
      Where it can be seen: a path of the source's own site, or a whole address on its hosts.
    find
      Takes the answer and says what was found (a number, a name), or None where the fact does
      not hold.
    otherwise
      What to do then.
    """

    fact: str
    path: str
    find: Finder
    otherwise: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What came of a check: whether the fact holds, and what was seen where."""

    check: Check
    url: str
    holds: bool
    seen: str

    @classmethod
    def of(cls, check: Check, answer: Any) -> "Found":
        """Judge an answer (crawler.platforms.base.Answer) by its check."""
        seen = check.find(answer.response) if answer.ok else None
        said = answer.ending.reason or f"the site answers {answer.ending.http_status}"
        if answer.ok:
            said = f"not found in what the site answers ({len(answer.response.body):,} bytes)"
        return cls(check=check, url=answer.page.url, holds=seen is not None, seen=seen or said)

    def lines(self) -> list[str]:
        """Return it as lines of a table: what holds, what was seen, and what to do if not."""
        mark = "holds" if self.holds else "DOES NOT HOLD"
        said = [f"  {mark:<15}{self.check.fact}", f"{'':17}{self.seen}: {self.url}"]
        return said if self.holds else [*said, f"{'':17}do: {self.check.otherwise}"]


# Finders -------------------------------------------------------------------------------


def answers(response: Response) -> str | None:
    """Find that the address answers at all."""
    return f"{len(response.body):,} bytes"


def json_items(at_least: int = 1) -> Finder:
    """Find a JSON list, or an object with ``results`` or ``items``, of so many entries."""

    def find(response: Response) -> str | None:
        value = _json(response)
        if isinstance(value, dict):
            value = value.get("results", value.get("items"))
        if not isinstance(value, list) or len(value) < at_least:
            return None
        total = (response.headers.get("X-WP-Total") or b"").decode()
        return f"{total} in all" if total else f"{len(value)} in the first answer"

    return find


def json_field(*names: str) -> Finder:
    """Find that the first entry of a JSON list has fields (dotted for those within others)."""

    def find(response: Response) -> str | None:
        value = _json(response)
        if isinstance(value, dict):
            value = value.get("results", value.get("items", [value]))
        if not isinstance(value, list) or not value:
            return None
        missing = [name for name in names if not _has(value[0], name)]
        return None if missing else f"has {', '.join(names)}"

    return find


def json_value(*path: str, wanted: str | None = None) -> Finder:
    """Find a value by its path in JSON objects; with ``wanted``, only one that contains that."""

    def find(response: Response) -> str | None:
        value: Any = _json(response)
        for name in path:
            value = value.get(name) if isinstance(value, dict) else None
        if value is None or (wanted and wanted.lower() not in str(value).lower()):
            return None
        return str(value)

    return find


def named_in_list(field: str, wanted: str, *, show: str) -> Finder:
    """Find the entry of a JSON list whose ``field`` contains ``wanted``, and say its ``show``."""

    def find(response: Response) -> str | None:
        value = _json(response)
        if isinstance(value, dict):
            value = value.get("items", value.values())
        entries = [entry.get("value", entry) for entry in value or [] if isinstance(entry, dict)]
        named = [one for one in entries if wanted.lower() in str(one.get(field, "")).lower()]
        return f"{named[0].get(field)}: {show} {named[0].get(show)}" if named else None

    return find


def css(selector: str) -> Finder:
    """Find nodes on an HTML page."""

    def find(response: Response) -> str | None:
        try:
            nodes = Selector(text=html_of(response)[0], type="html").css(selector)
        except ValueError:
            return None
        return f"{len(nodes)} of {selector}" if nodes else None

    return find


def text(wanted: str) -> Finder:
    """Find words in a text answer (robots.txt, a feed), and say the line."""

    def find(response: Response) -> str | None:
        for line in response.body.decode("utf-8", "replace").splitlines():
            if wanted.lower() in line.lower():
                return line.strip()[:120]
        return None

    return find


def _json(response: Response) -> Any:
    try:
        return json_body(response)
    except ValueError:
        return None


def _has(value: Any, dotted: str) -> bool:
    for name in dotted.split("."):
        if not isinstance(value, dict) or name not in value:
            return False
        value = value[name]
    return True
