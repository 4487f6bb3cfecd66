"""How delaywatch is told of the site, and told to crawl it: the commands of an operator."""

from pathlib import Path

from benchmarks.spending import python, spend

# The day that the first crawl counts as: every page was last changed months before, so none is
# young (``crawler.revisits``) and nothing is due by its age on the days after.
FIRST_DAY = "2026-06-01"
SOURCE = "coast_agency"
THEME = "nhse_longreads"
REST = "nhse_news"


def add_source(db: Path, address: str) -> None:
    """Add the site at ``address`` as a source called SOURCE: by its sitemap, text and files."""
    spend(
        python(
            "-m", "tracker.cli", "--db", str(db), "sources", "add", f"{address}/sitemap.xml",
            "--kind", "sitemap", "--name", SOURCE, "--nature", "official", "--licence", "OGL v3.0",
            "--republish", "text", "--base-url", address, "--delay", "0",
        )
    )  # fmt: skip


def crawl(db: Path, address: str, *, as_of: str = FIRST_DAY, source: str = SOURCE) -> list[str]:
    """The command that crawls a source at ``address``, in a run that counts as that day."""
    return python(
        "-m", "tracker.cli", "--db", str(db), "crawl", source, "--as-of", as_of,
        "--base-url", address, "--delay", "0",
    )  # fmt: skip
