"""Past one machine: crawls whose pages are fetched and read by workers, over Redis.

The site answers at once, and its pages are long and of no known template: what a crawl waits for is
the reading of them, as it would for many slow sources.
"""

from pathlib import Path

from benchmarks.measured import Bar, Figure, Measured, ratio
from benchmarks.workers.scenes import Crawled, crawled, lost_by_ours, lost_by_stock, pace
from tests.crawler.workers.processes import Redis, Site, missing, redis_server, slow_site

PAGES, BYTES = 100, 200_000
FOR_KILLS, FOR_PACE = 60, 12
FEWEST = 6
DELAY = 0.2  # seconds, for the pace
ROUNDS, TOLD = 5, 0.01  # at least so many, from the smallest share that is told of
LEAST_GAIN = 1.3
KINDS = {"no worker (the default)": 0, "1 worker": 1, "2 workers": 2}
NOTES = """
A page of 200 KB of no known template takes 130 ms of a processor to read (trafilatura and what
stands around it: 97 % of a worker's time), and 9 ms to write (what the process that writes takes
more for 100 pages than for 10; its start takes 0.8 s). So two workers on two cores, beside the
process that writes, Redis and the site, come to 1.7 or 1.8 times one worker, and one writer could
take what about fifteen workers read. One worker is no quicker than none: the work is the same, and
it goes through Redis besides. At a tenth of the size and less, the start of each program is most of
what is measured.

Mended: each order asked the packages for their versions (5 ms a page, in the writer and in each
worker; now once), and a host's turn was given back before the pause that its answer asked for was
shared: the other worker's request slipped in 22 ms after a 503 with Retry-After. The server's log
had shown it.

Not used: scrapy-redis's own scheduler. A worker takes up to 16 requests ahead, which a kill loses
for ever, since its filter of duplicates remembers them (the figure above: some 20 of 60 pages, and
asked for again in vain), and it looks into an empty queue every five seconds only. Its queue and
its connection are used; an order moves into its worker's list in the moment in which it is taken,
and out of it together with its answer. To fetch the next page while one is read would gain nothing
here: reading holds the interpreter, and on a quick site fetching is 1 % of a page.

Slower than need be, and left: the sentences and links of a page are looked for in its whole text
one by one (crawler/platforms/feeds/article.py, `line in flat`), which on a page of 200 KB with some
thousand links took 37 of 160 ms, and grows with the square of its length.

No worker helps a source whose pages come slower than they are read: a host gets one request at a
time, a delay apart, from all workers together. After a kill -9 what a worker had in hand is ordered
again when it has given no sign of life for eight seconds, and its host may be asked by others then.
"""


def measure(share: float, rounds: int, scratch: Path) -> Measured:
    """Measure one part of the full size; see ``benchmarks.parts.Part``."""
    pages = max(FEWEST, round(PAGES * share))
    size = {"pages": pages, "bytes a page": BYTES}
    if what := missing():
        return Measured(share, size, [], missing={"workers": what})
    folder = scratch / f"workers-site-{share:g}"
    folder.mkdir(parents=True, exist_ok=True)
    rounds = rounds if share < TOLD else max(rounds, ROUNDS)
    with redis_server(folder) as redis:
        with slow_site(folder, pages, BYTES) as site:
            speeds, bars = _speed(scratch, site, redis, rounds, pages)
        few = max(FEWEST, round(FOR_KILLS * share))
        with slow_site(folder, few, BYTES // 2) as site:
            losses, bars_of_losses = _losses(scratch, site, redis, few)
        few = max(FEWEST, round(FOR_PACE * share))
        # What overlaps shows where answers take longer than the delay, what is too soon where not.
        with slow_site(folder, few, BYTES // 10, slow=2 * DELAY) as site:
            overlaps, _ = pace(scratch, site, redis, DELAY)
        with slow_site(folder, few, BYTES // 10) as site:
            more, closest = pace(scratch, site, redis, DELAY)
        paces, bars_of_pace = _pace(overlaps + more, closest)
    figures = [*speeds, *losses, *paces]
    return Measured(share, size, figures, [*bars, *bars_of_losses, *bars_of_pace])


def _speed(
    scratch: Path, site: Site, redis: Redis, rounds: int, pages: int
) -> tuple[list[Figure], list[Bar]]:
    found: dict[str, list[Crawled]] = {name: [] for name in KINDS}
    for _ in range(rounds):
        for name, workers in KINDS.items():
            found[name].append(crawled(scratch, site, redis, workers))
    figures = [figure for name, crawls in found.items() for figure in _of(name, crawls, pages)]
    none, one, two = ([crawl.wall for crawl in crawls] for crawls in found.values())
    figures.append(Figure("2 workers against none", "x pages a second", (ratio(none, two),)))
    gain = ratio(one, two)
    return figures, [Bar("2 workers against 1, pages a second", gain, LEAST_GAIN, at_least=True)]


def _of(name: str, crawls: list[Crawled], pages: int) -> list[Figure]:
    walls = tuple(pages / crawl.wall for crawl in crawls)
    used = tuple(crawl.writer + crawl.workers for crawl in crawls)
    writer = tuple(1000 * crawl.writer / pages for crawl in crawls)
    return [
        Figure(f"{name}: pages", "a second", walls),
        Figure(f"{name}: all processes", "CPU s", used, grows=True, size=pages),
        Figure(f"{name}: the process that writes", "CPU ms a page, its start too", writer),
    ]


def _losses(scratch: Path, site: Site, redis: Redis, pages: int) -> tuple[list[Figure], list[Bar]]:
    lost, twice = lost_by_ours(scratch, site, redis, pages)
    stock = lost_by_stock(site, redis, pages)
    figures = [
        Figure("lost: each worker, then the writer, killed with -9", "pages", (lost,)),
        Figure("asked for twice because of these kills", "pages", (twice,)),
        Figure("lost for ever by stock scrapy-redis, one worker killed", "pages", (stock,)),
    ]
    return figures, [Bar("pages lost under kill -9", lost, 0, unit="pages")]


def _pace(overlaps: int, closest: float) -> tuple[list[Figure], list[Bar]]:
    told = "shortest time between two requests, of two workers"
    figures = [Figure(told, "delays", (closest / DELAY,))]
    bars = [
        Bar("requests to a host that overlap", overlaps, 0, unit="requests"),
        Bar(told, closest / DELAY, 1, at_least=True, unit="delays"),
    ]
    return figures, bars
