"""How long each kind of page takes, for one reader and for eight, beside Datasette's own pages.

A published file is served as ``delaywatch serve`` does it, and by Datasette as it comes: without
plugin and metadata, its rows counted before. In each round the same readers ask all of them.

Answers are kept for as long as a release is served (web/kept.py). So each address is asked for with
a word that no page looks at, another one each time: these are the times of pages that are made
anew. What readers of kept answers wait is told apart.
"""

from collections.abc import Mapping, Sequence
from itertools import chain, count
from pathlib import Path

from benchmarks.measured import Measured
from benchmarks.pages.asking import Answer, Asked, ask, get
from benchmarks.pages.file import published
from benchmarks.pages.judged import Kept, Seen, bars, figures
from benchmarks.pages.kinds import KINDS, addresses, anew, names_of
from benchmarks.pages.notes import NOTES
from benchmarks.pages.serving import Server, bare, ours
from benchmarks.world import COMMON, RARE, sizes

__all__ = ["NOTES", "measure"]

MANY = 8  # readers at once
ONE_ASKS, MANY_ASK = 8, 16  # requests of a kind in a round
PEER_ASKS = 3  # some of Datasette's bare pages take seconds
KEPT_ASKS = 200
_WORDS = {"rare": RARE, "common": COMMON, "word": "lighthouse"}
_TURNS = count()


def measure(share: float, rounds: int, scratch: Path) -> Measured:
    """Ask for every kind of page over the published file of a share."""
    release = published(share, scratch)
    names = names_of(release / "delaywatch.db", _WORDS)
    found, missing = addresses(KINDS, names)
    with (
        ours(release) as site,
        bare(release) as plain,
        bare(release, "suggest_facets", "off") as few,
    ):
        peers = {"bare": plain, "bare, no suggested facets": few}
        seen = _ask_all(site, found, peers, _bare_pages(names), rounds)
    size = sizes(share)
    return Measured(
        share,
        {"commitments": size.commitments, "documents": size.documents},
        figures(seen, size.commitments),
        bars(seen),
        missing,
    )


def _bare_pages(names: Mapping[str, Sequence[object]]) -> list[str]:
    """Pages of Datasette's own that ours are held against."""
    table = "/delaywatch/timeline"
    return [table, "/delaywatch/documents", f"{table}/{names['commitment'][0]}"]


def _ask_all(
    site: Server, found: Mapping[str, Sequence[str]], peers: Mapping[str, Server],
    bare_pages: Sequence[str], rounds: int,
) -> Seen:  # fmt: skip
    first = {name: _first(site, paths) for name, paths in found.items()}
    pages = {name: Kept() for name in found}
    others = {(label, path): Kept() for label in peers for path in bare_pages}
    again: list[Asked] = []
    for _ in range(rounds):
        for (label, path), kept in others.items():
            _ask(peers[label], [path], kept, (PEER_ASKS, MANY))
        for name, paths in found.items():
            _ask(site, paths, pages[name], (ONE_ASKS, MANY_ASK))
        again.append(_ask_kept(site, found))
    home = get(site, "/")
    known = get(site, "/", if_none_match=home.headers["etag"])
    return Seen(
        first={name: answer.ms for name, answer in first.items()},
        pages=pages,
        peers={f"Datasette, {label}: {path}": kept for (label, path), kept in others.items()},
        again=again,
        bytes_of_home=len(home.body),
        bytes_when_known=len(known.body),
        memory=site.memory(),
    )


def _first(site: Server, paths: Sequence[str]) -> Answer:
    """The first answer of a kind: templates are made ready, and the file is read from the disk."""
    return get(site, anew(paths[-1], next(_TURNS)))


def _ask(server: Server, paths: Sequence[str], kept: Kept, requests: tuple[int, int]) -> None:
    """Let one reader ask, and then many."""
    one, many = requests
    turn = next(_TURNS)
    new = [anew(path, place + turn * 1000) for place, path in enumerate(paths * (one + many))]
    kept.one.append(ask(server, new, readers=1, requests=one))
    kept.many.append(ask(server, new, readers=MANY, requests=many, first=one))


def _ask_kept(site: Server, found: Mapping[str, Sequence[str]]) -> Asked:
    """All kinds in turn, asked for by many readers at once, each of them not for the first time."""
    paths = [paths[0] for paths in found.values()]
    ask(site, paths, readers=1, requests=len(paths))
    return ask(site, list(chain(paths)), readers=MANY, requests=KEPT_ASKS)
