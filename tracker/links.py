"""Dead links: whether a reader can still open the sources of the register.

Each address is asked once, politely: robots.txt is obeyed, a host is asked one thing at a time and
with a pause, under our own name. Nothing is taken but the answer that it opens.

A page is gone once it has answered 404 or 410 on two days: what rests on it alone is then called
neither overdue nor dropped, and a fault of a server on one day must not do that. Whatever else goes
wrong (a timeout, a refusal, a name that is not found) says nothing about the page.
"""

import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import zip_longest
from typing import Final, Literal
from urllib.parse import urlsplit

from protego import Protego
from sqlite_utils import Database

import db.links as store
from db.connection import writing
from db.errors import Problem
from tracker import outbound
from tracker.register.files import Place, Register, line_of
from tracker.register.model import Commitment

State = Literal["open", "gone", "refused", "failed", "not asked"]
# They want no robots: WhatDoTheyKnow answers them 403, and the robots.txt of the other, which
# disallows everything, has stood since 2018. Nothing is known of their pages, so nothing is said.
NEVER_ASKED: Final = frozenset({
    "www.whatdotheyknow.com", "whatdotheyknow.com", "files.digital.nhs.uk",
})  # fmt: skip
LONGEST_PAUSE: Final = 60.0  # seconds; who asks for more does not want to be asked
MOST_HOPS: Final = 5
_OK: Final = range(200, 300)
_REFUSALS: Final = frozenset({401, 402, 403, 407, 451})
_FAULTS: Final = 400  # from here on
_TOO_MANY: Final = 429
_SERVER: Final = 500
_HTTP_OK: Final = 200


@dataclass(frozen=True)
class Manners:
    """How a host is asked: seconds between two requests; whether this machine may be, for tests."""

    pause: float = 1.0
    loopback: bool = False


MANNERS: Final = Manners()


@dataclass(frozen=True)
class Link:
    """An address in a file of the register: on which line, and whether an archive stands beside."""

    url: str
    file: str
    line: int
    archived: bool
    may_be_archived: bool


@dataclass(frozen=True)
class Seen:
    """What came of asking an address.

    ``note`` says why it is as it is; ``leads_to`` where it sends, if that is another address.
    """

    url: str
    state: State
    http_status: int | None = None
    note: str | None = None
    leads_to: str | None = None

    @property
    def is_dead(self) -> bool:
        """Whether it answered that there is no such page."""
        return self.http_status in store.GONE


class _Unasked(Exception):
    """The address is not asked, or gave no answer; with the state and the reason."""

    def __init__(self, state: State, note: str) -> None:
        super().__init__(note)
        self.state, self.note = state, note


# ------------------------------------------------------------------ what is to be asked


def links_of(register: Register) -> list[Link]:
    """Every address that the steps, the context and the outcomes of the register name."""
    found = []
    for commitment in register.commitments:
        path = register.path_of(commitment.slug)
        for place, url, archived in _sources(commitment):
            line = line_of(path, (*place, "url"))
            found.append(Link(url, str(path), line, archived, place[0] == "steps"))
    return found


def _sources(commitment: Commitment) -> Iterator[tuple[Place, str, bool]]:
    for step, entry in enumerate(commitment.steps):
        for number, source in enumerate(entry.sources):
            yield ("steps", step, "sources", number), source.url, source.archived is not None
    for piece, background in enumerate(commitment.context):
        for number, plain in enumerate(background.sources):
            yield ("context", piece, "sources", number), plain.url, False
    for number, plain in enumerate(commitment.outcome.sources):
        yield ("outcome", "sources", number), plain.url, False


# ------------------------------------------------------------------ asking


def ask(urls: Iterable[str], manners: Manners | None = None) -> Iterator[Seen]:
    """Ask each address once; of the hosts in turn, so that none is kept waiting for by all."""
    visit = _Visit(manners or MANNERS)
    for url in _in_turn(dict.fromkeys(urls)):
        yield visit.see(url)


def _in_turn(urls: Iterable[str]) -> Iterator[str]:
    """One address of each host, then the next of each."""
    by_host: dict[str, list[str]] = defaultdict(list)
    for url in urls:
        by_host[_host(url)].append(url)
    for row in zip_longest(*by_host.values()):
        yield from (url for url in row if url is not None)


@dataclass
class _Visit:
    """One round: what each host wants (its robots.txt), and when it was asked last."""

    manners: Manners
    robots: dict[str, Protego | _Unasked] = field(default_factory=dict)
    asked_at: dict[str, float] = field(default_factory=dict)
    closed: dict[str, str] = field(default_factory=dict)

    def see(self, url: str) -> Seen:
        """Ask an address, and wherever it sends."""
        at, leads_to = url, None
        try:
            for _ in range(1 + MOST_HOPS):
                answer = self._answer(at)
                if answer.leads_to is None:
                    return _judged(url, answer.status, leads_to)
                at = leads_to = answer.leads_to
        except _Unasked as no:
            note = f"{no.note} (it leads to {leads_to})" if leads_to else no.note
            return Seen(url, "failed" if leads_to else no.state, None, note, leads_to)
        return Seen(url, "failed", None, f"it redirects more than {MOST_HOPS} times", leads_to)

    def _answer(self, url: str) -> outbound.Answer:
        """What the server says: to HEAD or, where it says no to that, to GET."""
        host = _host(url)
        self._refuse(url, host)
        answer = self._asked(url, host, "HEAD")
        if answer.status >= _FAULTS and answer.status != _TOO_MANY:
            answer = self._asked(url, host, "GET")
        if answer.status == _TOO_MANY:
            self.closed[host] = "its host asked for a pause (429)"
            raise _Unasked("failed", self.closed[host])
        return answer

    def _refuse(self, url: str, host: str) -> None:
        """Raise _Unasked where the address is not to be asked."""
        if _name(url) in NEVER_ASKED:
            raise _Unasked("not asked", "its host wants no robots: open it in a browser")
        if host in self.closed:
            raise _Unasked("failed", self.closed[host])
        rules = self._rules(url, host)
        if not rules.can_fetch(url, outbound.user_agent()):
            raise _Unasked("refused", "its robots.txt asks not to")
        if self._pause(host) > LONGEST_PAUSE:
            raise _Unasked("refused", "its robots.txt asks for a pause of over a minute")

    def _rules(self, url: str, host: str) -> Protego:
        if host not in self.robots:
            self.robots[host] = self._read_robots(url, host)
        rules = self.robots[host]
        if isinstance(rules, _Unasked):
            raise rules
        return rules

    def _read_robots(self, url: str, host: str) -> Protego | _Unasked:
        """What the host wants, as RFC 9309 has it: what cannot be read means no."""
        at = f"{urlsplit(url).scheme}://{urlsplit(url).netloc}/robots.txt"
        try:
            for _ in range(1 + MOST_HOPS):
                answer = self._asked(at, host, "GET")
                if answer.leads_to is None:
                    break
                at = answer.leads_to
        except _Unasked as no:
            return no
        if answer.status >= _SERVER or answer.status == _TOO_MANY:
            return _Unasked("failed", f"its robots.txt cannot be read ({answer.status})")
        text = answer.content.decode("utf-8", "replace") if answer.status == _HTTP_OK else ""
        return Protego.parse(text)

    def _asked(self, url: str, host: str, method: Literal["HEAD", "GET"]) -> outbound.Answer:
        self._wait(host)
        try:
            return outbound.knock(url, method, loopback=self.manners.loopback)
        except Problem as problem:
            raise _Unasked("failed", problem.what) from problem
        finally:
            self.asked_at[host] = time.monotonic()

    def _wait(self, host: str) -> None:
        since = time.monotonic() - self.asked_at.get(host, float("-inf"))
        time.sleep(max(0.0, self._pause(host) - since))

    def _pause(self, host: str) -> float:
        rules = self.robots.get(host)
        wished = rules.crawl_delay(outbound.user_agent()) if isinstance(rules, Protego) else None
        return max(self.manners.pause, float(wished or 0))


def _judged(url: str, status: int, leads_to: str | None) -> Seen:
    """What an answer says of the page."""
    if status in _OK:
        note = f"it leads to {leads_to}" if leads_to else None
        return Seen(url, "open", status, note, leads_to)
    state: State = "refused" if status in _REFUSALS else "failed"
    return Seen(url, state, status, f"the server answered {status}", leads_to)


def _host(url: str) -> str:
    """Scheme, name and port: what a robots.txt is for."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()


def _name(url: str) -> str:
    return (urlsplit(url).hostname or "").rstrip(".")


# ------------------------------------------------------------------ keeping what was seen


def keep(db: Database | None, seen: Seen, day: date) -> Seen:
    """Keep what was seen of an address on a day; returns it as it counts.

    What answers 404 or 410 is gone if it did so on an earlier day and has not opened since, else
    "failed" until then. Without a database nothing is known of earlier days. What was not asked is
    not kept.
    """
    if db is None or seen.state == "not asked":
        return seen
    with writing(db):
        counted = _counted(db, seen, day)
        store.save(
            db,
            {
                "url": counted.url,
                "checked_on": day.isoformat(),
                "state": counted.state,
                "http_status": counted.http_status,
                "note": counted.note,
            },
        )
    return counted


def _counted(db: Database, seen: Seen, day: date) -> Seen:
    if not seen.is_dead or seen.url not in store.seen_gone_before(db, day.isoformat()):
        return seen
    return Seen(seen.url, "gone", seen.http_status, seen.note, seen.leads_to)


def tally(db: Database) -> dict[str, int]:
    """How many events a reader can read where, each by its best source, on the day of counting.

    The keys, from best to worst: online (nothing says otherwise), in an archive, here (as text
    under its licence), copy held (by us alone), not any more.
    """
    return store.tally(db)


# ------------------------------------------------------------------ telling


def report(links: Sequence[Link], seen: Sequence[Seen]) -> Iterator[str]:
    """What was seen, in lines: each dead address with its files, then what else is to be known."""
    places = defaultdict(list)
    for link in links:
        places[link.url].append(link)
    for one in seen:
        if one.is_dead:
            yield from _dead(one, places[one.url])
    for heading, states in (
        ("Could not be told", ("failed",)),
        ("Asked not to be asked", ("refused", "not asked")),
    ):
        yield from _others(
            heading, [one for one in seen if one.state in states and not one.is_dead]
        )
    yield from _others("Moved, and opens", [one for one in seen if _has_moved(one)])
    yield _in_short(seen)


def is_any_dead(links: Sequence[Link], seen: Sequence[Seen]) -> bool:
    """Whether a person should do something: a page is not there, and no archive stands beside."""
    dead = {one.url for one in seen if one.is_dead}
    return any(link.url in dead and not link.archived for link in links)


def _dead(one: Seen, places: Sequence[Link]) -> Iterator[str]:
    often = "on two days: it is gone" if one.state == "gone" else "once: ask again on another day"
    yield f"{one.url}: the server answers {one.http_status}, seen {often}"
    for link in places:
        yield f"  {link.file}:{link.line}: {_what_to_do(link)}"


def _what_to_do(link: Link) -> str:
    if link.archived:
        return "has `archived:`, nothing to do"
    if link.may_be_archived:
        return "add `archived:` with its address in a public web archive, or another source"
    return "name another source"


def _others(heading: str, seen: Sequence[Seen]) -> Iterator[str]:
    if seen:
        yield f"{heading}:"
    yield from (f"  {one.url}: {one.note}" for one in seen)


def _has_moved(one: Seen) -> bool:
    """Whether it opens at another host, or at a front page: it may not be the page any more."""
    if one.state != "open" or one.leads_to is None:
        return False
    return _name(one.url) != _name(one.leads_to) or urlsplit(one.leads_to).path in ("", "/")


def _in_short(seen: Sequence[Seen]) -> str:
    dead = sum(one.is_dead for one in seen)
    counts = Counter(one.state for one in seen if not one.is_dead)
    told = ", ".join(f"{count:,} {state}" for state, count in counts.most_common())
    return f"{len(seen):,} addresses: {', '.join(filter(None, [told, f'{dead:,} dead']))}"
