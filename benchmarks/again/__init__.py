"""The same crawl again: nothing changed, all asked conditionally, one page in a hundred changed.

On the first day everything is read; on the second nothing has changed; eight days after the first
each page's week is over and all are asked, and in the runs of the next days the files that had to
wait for their turn; then one in a hundred has changed, and nothing else is due. What was asked,
answered and sent is what nginx wrote down, not what a program says of itself.
"""

import shutil
from collections.abc import Callable
from pathlib import Path

from benchmarks.again.notes import NOTES
from benchmarks.again.ours import DAYS, Ours, Round
from benchmarks.again.peers import PEERS, Peer, Visit, install
from benchmarks.measured import Bar, Figure, Measured, ratio
from benchmarks.site import Served, Site, build, change, serving, to_be_changed

__all__ = ["NOTES", "measure"]

CHANGED = 0.01
AT = f"{DAYS.changed}T06:00:00+00:00"
FULL, SAME, ALL, SOME = "full crawl", "nothing changed", "all asked", "1 % changed"


def measure(share: float, rounds: int, scratch: Path) -> Measured:
    """See ``benchmarks.parts.Part``."""
    site = build(scratch, share)
    programs = install(scratch)
    missing = {kind.name: why for kind in PEERS if (why := kind.missing(programs))}
    there = [kind for kind in PEERS if kind.name not in missing]
    folder = scratch / f"again-{share:g}"
    done = [_round(site.copy(folder / "site"), folder, programs, there) for _ in range(rounds)]
    shutil.rmtree(folder)
    ours, theirs = [one for one, _ in done], [peers for _, peers in done]
    figures = [*_figures(ours, len(site.pages)), *_peers(there, theirs)]
    size = {"pages": len(site.pages), "files": len(site.files)}
    return Measured(share, size, figures, _bars(ours), missing)


def _round(
    site: Site, folder: Path, programs: Path, kinds: list[type[Peer]]
) -> tuple[Round, list["_Watched"]]:
    """One round: we and each peer in turn, for each of the days."""
    with serving(site) as served:
        ours = Ours(folder / "ours", served)
        full = ours.crawl(DAYS.first)
        peers = [_Watched(kind, folder, programs, site, served) for kind in kinds]
        same = ours.crawl(DAYS.second)
        for peer in peers:
            peer.look_again()
        everything = ours.crawl(DAYS.week)
        for day in DAYS.left:
            ours.crawl(day)
        paths = change(site, CHANGED, AT)
        some = ours.crawl(DAYS.changed)
        for peer in peers:
            peer.look_at_changes()
    return Round(full, same, everything, some, set(paths)), peers


class _Watched:
    """A peer in one round, and what it came to."""

    def __init__(
        self, kind: type[Peer], folder: Path, programs: Path, site: Site, served: Served
    ) -> None:
        pages, edited = [page.path for page in site.pages], to_be_changed(site, CHANGED, AT)
        size = min(kind.most, len(pages))
        some = [path for path in pages if path in edited][: max(1, round(size * CHANGED))]
        others = [path for path in pages if path not in edited][: size - len(some)]
        self.served, self.wanted = served, {served.address + path for path in some}
        self.pages = len(some) + len(others)
        urls = sorted(served.address + path for path in [*some, *others])
        place = folder / kind.name.split()[0].strip(",").lower()
        self.peer = kind(place, programs, urls)
        self.first, _ = self._visit()

    def look_again(self) -> None:
        """Visit all, nothing having changed."""
        self.same, self.same_asked = self._visit()

    def look_at_changes(self) -> None:
        """Visit all, some having changed."""
        self.some, self.some_asked = self._visit()

    def _visit(self) -> tuple[Visit, int]:
        """One visit, and how many requests it made."""
        self.served.taken()
        visit = self.peer.visit()
        return visit, len(self.served.taken().requests)

    @property
    def found(self) -> float:
        """Which part of the changes it told."""
        return len(self.some.changed & self.wanted) / len(self.wanted)

    @property
    def wrong(self) -> int:
        """How many pages it told of that had not changed."""
        return len(self.some.changed - self.wanted) + len(self.same.changed)


# Figures -------------------------------------------------------------------------------------


def _figures(ours: list[Round], pages: int) -> list[Figure]:
    figures = []
    for name, of in ((FULL, "full"), (SAME, "same"), (ALL, "everything"), (SOME, "some")):
        crawls = [getattr(one, of) for one in ours]

        def figure(what: str, unit: str, values: list[float], name: str = name) -> Figure:
            is_cost = what == "CPU"
            size = pages if is_cost else None
            return Figure(f"{name}: {what}", unit, tuple(values), grows=is_cost, size=size)

        figures += [
            figure("CPU", "s", [one.spent.cpu for one in crawls]),
            figure("wall", "s", [one.spent.wall for one in crawls]),
            figure("most memory", "MiB", [one.spent.peak for one in crawls]),
            figure("requests", "requests", [len(one.taken.requests) for one in crawls]),
            figure("sent by the site", "MB", [one.taken.sent / 1e6 for one in crawls]),
        ]
    found = tuple(100 * one.found for one in ours)
    wrong = tuple(float(one.wrong) for one in ours)
    return [
        *figures,
        Figure(f"{SOME}: changes found", "%", found),
        Figure(f"{SOME}: told of what had not changed", "pages", wrong),
    ]


def _peers(kinds: list[type[Peer]], rounds: list[list[_Watched]]) -> list[Figure]:
    return [
        figure
        for place, kind in enumerate(kinds)
        for figure in _of_peer(kind.name, [one[place] for one in rounds])
    ]


def _of_peer(name: str, peers: list[_Watched]) -> list[Figure]:
    def figure(what: str, unit: str, of: Callable[[_Watched], float]) -> Figure:
        return Figure(f"{name}: {what}", unit, tuple(of(peer) for peer in peers))

    def a_page(what: str, of: Callable[[_Watched], Visit]) -> Figure:
        told = f"{what}, CPU a page"
        return figure(told, "ms", lambda peer: 1000 * of(peer).spent.cpu / peer.pages)

    return [
        figure("pages watched", "pages", lambda peer: peer.pages),
        a_page("first visit", lambda peer: peer.first),
        a_page(SAME, lambda peer: peer.same),
        figure(f"{SAME}, requests", "requests", lambda peer: peer.same_asked),
        a_page(SOME, lambda peer: peer.some),
        figure("changes found", "%", lambda peer: 100 * peer.found),
        figure("told of what had not changed", "pages", lambda peer: peer.wrong),
    ]


def _bars(ours: list[Round]) -> list[Bar]:
    def of_full(of: str, what: str) -> float:
        return ratio(
            [getattr(getattr(one, of).spent, what) for one in ours],
            [getattr(one.full.spent, what) for one in ours],
        )

    beyond = max(len(one.some.taken.requests) - len(one.changed) for one in ours)
    sent = ratio([one.everything.taken.sent for one in ours], [one.full.taken.sent for one in ours])
    asked = max(len(one.same.taken.requests) for one in ours)
    return [
        Bar(f"{SAME}: requests", asked, 10, unit="requests"),
        Bar(f"{SAME}: time, of a full crawl's", 100 * of_full("same", "wall"), 5, unit="%"),
        Bar(f"{SAME}: CPU, of a full crawl's", 100 * of_full("same", "cpu"), 5, unit="%"),
        Bar(f"{SOME}: found", 100 * min(one.found for one in ours), 100, at_least=True, unit="%"),
        Bar(f"{SOME}: false", max(one.wrong for one in ours), 0, unit="pages"),
        Bar(f"{SOME}: requests beyond the changed", beyond, 10, unit="requests"),
        Bar(f"{ALL}: bytes, of a full crawl's", 100 * sent, 1, unit="%"),
    ]
