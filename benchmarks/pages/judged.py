"""What was seen of the pages, as figures, and held against the bars."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from benchmarks.measured import Bar, Figure, ratio
from benchmarks.pages.asking import Asked

LONGEST_P95, LONGEST = 250.0, 1000.0  # ms, of one reader
MOST_BYTES_OF_HOME = 100_000
MANY = 8
FEWEST = 0.8  # of the answers a second that one reader gets: no more than noise is lost
SMALL = 10.0  # ms: below it the noise of a machine is larger than a page
# The page that others are held against: Datasette's own table, as it comes.
BARE_TABLE = "Datasette, bare: /delaywatch/timeline"


@dataclass
class Kept:
    """What was measured of one kind of page: of one reader and of many, a value a round."""

    one: list[Asked] = field(default_factory=list)
    many: list[Asked] = field(default_factory=list)

    @property
    def p95(self) -> list[float]:
        """Of one reader (ms)."""
        return [asked.p95 for asked in self.one]

    @property
    def p95_of_many(self) -> list[float]:
        """Of many at once (ms)."""
        return [asked.p95 for asked in self.many]

    @property
    def cpu(self) -> list[float]:
        """The server's processor time a request (ms), over all readers."""
        return [(a.cpu + b.cpu) / 2 for a, b in zip(self.one, self.many, strict=True)]

    @property
    def slowed(self) -> float:
        """How many times as long many wait as one (p95)."""
        return ratio(self.p95_of_many, self.p95)

    @property
    def throughput(self) -> float:
        """How many times as many answers a second many readers get as one.

        Of a page that takes next to nothing the noise does not count.
        """
        one, many = ([max(SMALL, a.wall) for a in asked] for asked in (self.one, self.many))
        return ratio(one, many)


@dataclass(frozen=True)
class Seen:
    """All that was measured. ``again`` are answers that had been kept, ``first`` the first ones."""

    first: Mapping[str, float]
    pages: Mapping[str, Kept]
    peers: Mapping[str, Kept]
    again: Sequence[Asked]
    bytes_of_home: int
    bytes_when_known: int
    memory: float


def figures(seen: Seen, commitments: int) -> list[Figure]:
    """Every figure; the processor time of a page is expected not to grow with what is stored."""
    return [
        *_of(seen.peers, None),
        *_of(seen.pages, commitments),
        _figure("kept answers of all kinds: median, 8 readers", "ms", [a.p50 for a in seen.again]),
        _figure("kept answers of all kinds: p95, 8 readers", "ms", [a.p95 for a in seen.again]),
        _figure("kept answers of all kinds: CPU", "CPU ms a request", [a.cpu for a in seen.again]),
        _figure("first answer of a kind, the slowest", "ms", [max(seen.first.values())]),
        _figure("/ to a reader who has it", "bytes", [seen.bytes_when_known]),
        _figure("memory of the server at most", "MiB", [seen.memory]),
    ]


def _of(pages: Mapping[str, Kept], grows: int | None) -> Iterator[Figure]:
    for name, kept in pages.items():
        yield _figure(f"{name}: p95, 1 reader", "ms", kept.p95)
        yield _figure(f"{name}: p95, 8 readers", "ms", kept.p95_of_many)
        cpu = tuple(kept.cpu)
        yield Figure(f"{name}: CPU", "CPU ms a request", cpu, grows is not None, grows)


def _figure(name: str, unit: str, values: Sequence[float]) -> Figure:
    return Figure(name, unit, tuple(values))


def bars(seen: Seen) -> list[Bar]:
    """The bars: those of the pages, and those of readers who come together."""
    pages, table = seen.pages, seen.peers[BARE_TABLE]
    slowest = max(pages, key=lambda name: median(pages[name].p95))
    slowed = min(pages, key=lambda name: pages[name].throughput)
    longest = max(pages, key=lambda name: _longest(pages[name]))
    errors = sum(asked.errors for kept in pages.values() for asked in (*kept.one, *kept.many))
    return [
        Bar(f"p95 of the slowest page ({slowest}), 1 reader",
            median(pages[slowest].p95), LONGEST_P95, unit="ms"),
        Bar(f"the same / Datasette's bare table page ({BARE_TABLE.rpartition(' ')[2]})",
            ratio(pages[slowest].p95, table.p95), 1),
        Bar(f"longest answer to 1 reader ({longest}), median of rounds",
            _longest(pages[longest]), LONGEST, unit="ms"),
        Bar(f"answers a second to 8 readers / to 1, the worst page ({slowed})",
            pages[slowed].throughput, FEWEST, at_least=True),
        Bar("p95 at 8 readers / at 1, the median page",
            median(kept.slowed for kept in pages.values()), MANY),
        Bar("faults at 1 and at 8 readers", errors, 0, unit="answers"),
        Bar("bytes of /", seen.bytes_of_home, MOST_BYTES_OF_HOME, unit="bytes"),
    ]  # fmt: skip


def _longest(kept: Kept) -> float:
    return median(max(asked.times) for asked in kept.one)
