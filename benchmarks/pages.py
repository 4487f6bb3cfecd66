"""How long each kind of page takes over a hundred thousand commitments and a million documents.

    python -m benchmarks.pages [FOLDER] [--commitments N] [--documents N]

serves FOLDER/published (made by benchmarks.big where it is not there) and asks for each page over
and over, one reader at a time, always for another row. Ends with 1 where a page is slower than it
may be. These machines are noisy: what others do on them is in the figures.
"""

import sys
import tempfile
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

import click
import httpx

from benchmarks.big import COMMON, RARE, make
from tests.web.browsing import served

ROUNDS, WARM = 40, 3
LONGEST_P95, LONGEST = 0.25, 1.0  # seconds
MOST_BYTES_HOME = 100_000
HUNDREDTH = 94  # place of the 95th percentile among 99 cut points
PAGES = {
    "/": "/",
    "/timeline": "/timeline?page={n}",
    "/timeline, one status, late first": "/timeline?status=delivered_late&sort=late&page={n}",
    "/timeline, a body with half of all": "/timeline?body=body-0&page={n}",
    "/timeline, a year and a topic": "/timeline?year=2019&topic=topic+{n}",
    "/timeline, words": "/timeline?q=lighthouse+{n}",
    "/commitments/<slug>": "/commitments/plan-{k}",
    "/bodies": "/bodies",
    "/bodies/<slug>, half of all": "/bodies/body-0",
    "/phrases": "/phrases",
    "/search, a rare word": f"/search?q={RARE}",
    "/search, a common word": f"/search?q={COMMON}",
    "/search, two common words": f"/search?q={COMMON}+plan",
    "/search, a name": "/search?q=plan+{k}",
    "/documents/<id>": "/documents/{k}",
    "/changes": "/changes",
    "/foi": "/foi",
    "/sources": "/sources",
    "/how": "/how",
    "/data": "/data",
    "/feeds/slips.atom": "/feeds/slips.atom",
    "/feeds/bodies/<slug>.atom": "/feeds/bodies/body-0.atom",
    "/calendar/dues.ics": "/calendar/dues.ics",
    "/delaywatch": "/delaywatch",
    "/delaywatch/timeline": "/delaywatch/timeline",
    "/delaywatch/timeline/<slug>": "/delaywatch/timeline/plan-{k}",
}


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), required=False)
@click.option("--commitments", default=100_000, show_default=True)
@click.option("--documents", default=1_000_000, show_default=True)
def main(folder: Path | None, commitments: int, documents: int) -> None:
    """Print every figure."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = folder or Path(scratch)
        if not (folder / "published" / "current").exists():
            make(folder, commitments, documents)
        with served(folder / "published") as address:
            slow = [name for name, path in PAGES.items() if _is_slow(address, name, path)]
            heavy = len(httpx.get(f"{address}/").content)
    click.echo(f"bytes of /: {heavy:,} (at most {MOST_BYTES_HOME:,})")
    if slow or heavy > MOST_BYTES_HOME:
        click.echo(f"slower than p95 {LONGEST_P95} s or {LONGEST} s: {', '.join(slow) or 'none'}")
        sys.exit(1)


def _is_slow(address: str, name: str, path: str) -> bool:
    """Whether a page is slower than it may be; prints its figures."""
    with httpx.Client(base_url=address, timeout=60) as client:
        taken = [_seconds(client, path, number) for number in range(ROUNDS + WARM)][WARM:]
    p95, longest = quantiles(taken, n=100)[HUNDREDTH], max(taken)
    told = f"p50 {median(taken) * 1000:5.0f}  p95 {p95 * 1000:5.0f}  longest {longest * 1000:5.0f}"
    click.echo(f"{name:38} {told} ms")
    return p95 > LONGEST_P95 or longest > LONGEST


def _seconds(client: httpx.Client, path: str, number: int) -> float:
    # Rows far from one another, and few enough that a smaller file has them all.
    asked = path.format(n=1 + number, k=1 + number * 7919 % 1000)
    begun = perf_counter()
    answer = client.get(asked)
    taken = perf_counter() - begun
    if answer.is_error:
        raise SystemExit(f"{asked}: {answer.status_code}\n{answer.text[:500]}")
    return taken


if __name__ == "__main__":
    main()
