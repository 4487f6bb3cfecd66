"""The crawler's own command line: ``crawl``, ``sources``, ``probe`` and the making of new ones.

Exit codes: 0 well (single failed pages are counted, not fatal), 1 a source
broke or nothing could be kept, 2 wrong usage, 75 another run holds the lock.
A source whose time was up is well too: the next run goes on with it, and its
health is "degraded" until it has been read to its end.
"""

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import date, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

import click
from scrapy.spiderloader import SpiderLoader

from crawler.addresses import OffSite, Site, parse_base_url
from crawler.platforms.base import SourceSpider
from crawler.platforms.feeds.added import spider_of
from crawler.run import LEAST_DELAY, Run, settings
from crawler.telling import complain, say, speak_json
from db import ledger
from db.connection import DEFAULT_PATH, connect, explained, writing
from db.errors import Problem
from db.lock import run_lock
from db.sources import NATURES, added_sources, body_names

MOST_DELAY = 3600.0
MOST_DAYS = 92  # between two visits: a quarter
LONDON = ZoneInfo("Europe/London")


def spiders(db_path: Path | None = None) -> dict[str, type[SourceSpider]]:
    """Return every source there is, by name; with a database, those that were added to it too."""
    loader = SpiderLoader.from_settings(settings())
    found = {name: loader.load(name) for name in sorted(loader.list())}
    built_in = {n: spider for n, spider in found.items() if issubclass(spider, SourceSpider)}
    if db_path is None or not db_path.exists():
        return built_in
    db = connect(db_path)
    added = [spider_of(source, body_names(db)) for source in added_sources(db)]
    return {spider.name: spider for spider in added} | built_in


@click.group()
def cli() -> None:
    """Fetch what public bodies publish and keep it in the database."""


@cli.command()
@click.option("--db", "db_path", type=click.Path(path_type=Path), help="With those added to it.")
def sources(db_path: Path | None) -> None:
    """List the sources: name, title, kind, address, licence, what may be shown."""
    for spider in spiders(db_path).values():
        row = spider.source()
        click.echo(
            f"{row.name}\t{row.title}\t{row.kind}\t{row.url}\t{row.licence}\t{row.republish}"
        )


@cli.command()
@click.argument("names", metavar="[SOURCE]...", nargs=-1)
@click.option("--db", "db_path", type=click.Path(path_type=Path), required=True, help="The file.")
@click.option("--as-of", help="The day that this run counts as, YYYY-MM-DD [today in London].")
@click.option(
    "--base-url",
    help="Read a copy of the site here instead; {host} in it stands for the host it replaces.",
)
@click.option("--delay", type=float, default=LEAST_DELAY, show_default=True, help="Seconds.")
@click.option("--due", is_flag=True, help="Of these, only those whose time for a visit has come.")
@click.option("--hours", type=float, help="What all of them together may take.")
@click.option("--part-of", type=int, help="The run that the caller opened, holding the run lock.")
@click.option("--json", "as_json", is_flag=True, help="Say everything as a JSON object a line.")
@click.option("--trust-clock", is_flag=True, help="Though it is behind what the last run kept.")
@click.option(
    "--workers",
    metavar="ADDRESS",
    help="Let workers fetch and read: the address of their Redis, or a file that holds it.",
)
def crawl(
    names: tuple[str, ...],
    db_path: Path,
    as_of: str | None,
    base_url: str | None,
    delay: float,
    due: bool,
    hours: float | None,
    part_of: int | None,
    as_json: bool,
    trust_clock: bool,
    workers: str | None,
) -> None:
    """Crawl the named sources, or all of them."""
    if as_json:
        speak_json()
    chosen = _chosen(names, db_path)
    day = _day(as_of)
    base = _base(base_url)
    _check_delay(delay, base)
    with run_lock(db_path) if part_of is None else nullcontext():
        if due:
            chosen = _due(chosen, db_path, day, base)
        made = Run if workers is None else _spread(workers)
        run = made(db_path, day, base, delay, part_of=part_of, hours=hours, trust_clock=trust_clock)
        sys.exit(run.crawl(chosen))


@cli.command()
@click.argument("address")
@click.option("--base-url", help="Read a copy of the site, as the crawl does.")
@click.option("--delay", type=float, default=LEAST_DELAY, show_default=True, help="Seconds.")
def worker(address: str, base_url: str | None, delay: float) -> None:
    """Fetch and read pages for crawls with --workers ADDRESS, until it is stopped."""
    base = _base(base_url)
    _check_delay(delay, base)
    from crawler.workers.connection import address_of, connect

    found = address_of(address)
    connect(found).close()  # what is missing is said before all else is imported
    from crawler.workers.worker import work

    work(found, base, delay)


@cli.command()
@click.argument("names", metavar="[SOURCE]...", nargs=-1)
@click.option("--db", "db_path", type=click.Path(path_type=Path), help="With those added to it.")
@click.option("--base-url", help="Ask a copy of the site instead.")
@click.option("--delay", type=float, default=LEAST_DELAY, show_default=True, help="Seconds.")
def probe(names: tuple[str, ...], db_path: Path | None, base_url: str | None, delay: float) -> None:
    """Ask each source once whether what its spider relies on still holds; nothing is kept."""
    base = _base(base_url)
    _check_delay(delay, base)
    chosen = _chosen(names, db_path)
    with _no_crawl_beside(db_path or DEFAULT_PATH), TemporaryDirectory() as folder:
        run = Run(Path(folder) / "probe.db", _day(None), base, delay, probing=True)
        code = run.crawl(chosen)
    sys.exit(code)


@cli.command("add-source")
@click.argument("url")
@click.option("--db", "db_path", type=click.Path(path_type=Path), required=True, help="The file.")
@click.option("--name", help="What it is called: small letters, digits and _ [from the host].")
@click.option("--title", help="Its title [its own].")
@click.option("--body", help="The slug of the body whose words these are.")
@click.option("--nature", type=click.Choice(NATURES), default=NATURES[-1], show_default=True)
@click.option("--licence", default="not stated", show_default=True)
@click.option("--republish", type=click.Choice(["text", "quote", "link"]), default="link")
@click.option("--only", help="Only pages whose path has this regular expression in it.")
@click.option("--but-not", help="No pages whose path has this one in it.")
@click.option("--kind", type=click.Choice(["feed", "sitemap"]), help="What it is [looked at].")
@click.option("--host", "hosts", multiple=True, help="A further host that articles lie on.")
@click.option(
    "--every", type=click.IntRange(1, MOST_DAYS), default=1, show_default=True,
    help="Days between two visits.",
)  # fmt: skip
@click.option("--base-url", help="Look at a copy of the site here instead.")
@click.option("--delay", type=float, default=LEAST_DELAY, show_default=True, help="Seconds.")
def add_source(db_path: Path, base_url: str | None, delay: float, **words: Any) -> None:
    """Look at URL, a feed or a sitemap or a page that names its feed, and keep it as a source."""
    from crawler import adding
    from crawler.looking import look

    base = _base(base_url)
    _check_delay(delay, base)
    options = adding.Options(**words)
    built_in = list(spiders())
    try:
        wish = adding.wish_of(options, base)
        with explained(db_path):
            db = connect(db_path)
            with writing(db):
                pass  # it can be written, or that is said before the site is asked
        adding.check_names(db, options, built_in)
        with run_lock(db_path):
            looked = look(wish, as_of=_day(None), base_url=base, delay=delay)
            lines = [*adding.told(options, looked), *adding.keep(db, options, looked, built_in)]
    except adding.NotPossible as reason:
        raise click.UsageError(str(reason)) from reason
    for line in lines:
        click.echo(line)


@cli.command("new-source")
@click.argument("name")
@click.argument("url")
@click.option("--base-url", help="Look at a copy of the site here instead.")
@click.option("--delay", type=float, default=LEAST_DELAY, show_default=True, help="Seconds.")
def new_source(name: str, url: str, base_url: str | None, delay: float) -> None:
    """Look at URL once and write the beginning of a source NAME into the checkout that is here."""
    from crawler import adding, newsource

    base = _base(base_url)
    _check_delay(delay, base)
    try:
        wish = adding.wish_of(adding.Options(url=url), base)
    except adding.NotPossible as reason:
        raise click.UsageError(str(reason)) from reason
    with _no_crawl_beside(DEFAULT_PATH):
        lines = newsource.start(
            name, wish.url, Path.cwd(), as_of=_day(None), base_url=base, delay=delay
        )
    for line in lines:
        click.echo(line)


def _spread(words: str) -> Callable[..., Run]:
    """Return what makes a run with workers; imports Redis, as nothing else does."""
    from crawler.workers.connection import address_of, connect

    address = address_of(words)
    connect(address).close()
    from crawler.workers.coordinator import SpreadRun

    return partial(SpreadRun, address)


def _no_crawl_beside(db_path: Path) -> AbstractContextManager[None]:
    """Return the run lock of a database, so that a host never gets two streams of requests.

    What only looks keeps nothing and makes no folder: where there is none, there is no database
    that a crawl could be at work on, and nothing to lock.
    """
    return run_lock(db_path) if db_path.parent.exists() else nullcontext()


def _check_delay(delay: float, base: str | None) -> None:
    if not 0 <= delay <= MOST_DELAY:
        raise click.UsageError(f"--delay is between 0 and {MOST_DELAY:.0f} seconds")
    if delay < LEAST_DELAY and base is None:
        raise click.UsageError("--delay below 1 second is only for a copy, with --base-url")


def _chosen(names: tuple[str, ...], db_path: Path | None = None) -> list[type[SourceSpider]]:
    known = spiders(db_path)
    unknown = [name for name in names if name not in known]
    if unknown:
        raise click.UsageError(f"no source {', '.join(unknown)}; there are {', '.join(known)}")
    return [known[name] for name in dict.fromkeys(names or known)]


def _due(
    chosen: list[type[SourceSpider]], db_path: Path, day: str, base_url: str | None
) -> list[type[SourceSpider]]:
    """Those whose last whole visit is as long ago as they ask for; the longest not tried first.

    Not by the visit alone: a few that use up their time, or are broken, each night would stay in
    front for ever, and nothing be left for the rest. Of those that one run tried, the longest
    unread first.
    """
    db = connect(db_path)
    visited, tried = {}, {}
    for spider in chosen:
        origin = Site(spider.home, base_url, spider.hosts).origin
        visited[spider.name] = ledger.last_visit(db, spider.name, origin, day)
        tried[spider.name] = ledger.last_attempt(db, spider.name, origin)
    due = [spider for spider in chosen if is_due(visited[spider.name], spider.visit_days, day)]
    if len(due) < len(chosen):
        rest = ", ".join(spider.name for spider in chosen if spider not in due)
        say(f"visited lately enough: {rest}")
    return sorted(due, key=lambda spider: (tried[spider.name], visited[spider.name] or ""))


def is_due(visited_on: str | None, visit_days: int, day: str) -> bool:
    """Tell whether a source is to be visited on a day (both ISO); counted in days, not hours.

    So a timer that is an hour early one night skips nothing. A day that lies ahead (a run with
    --as-of) does not put the source off.

    >>> is_due("2026-11-20", 7, "2026-11-26"), is_due("2026-11-20", 7, "2026-11-27")
    (False, True)
    """
    if visited_on is None or visited_on > day:
        return True
    return (date.fromisoformat(day) - date.fromisoformat(visited_on)).days >= visit_days


def _day(as_of: str | None) -> str:
    if as_of is None:
        return datetime.now(LONDON).date().isoformat()
    try:
        return date.fromisoformat(as_of).isoformat()
    except ValueError:
        raise click.UsageError(f"--as-of {as_of} is not a day such as 2026-03-31") from None


def _base(base_url: str | None) -> str | None:
    """Only an option that was left out means the real site; an empty one is a mistake."""
    if base_url is None:
        return None
    try:
        return parse_base_url(base_url)
    except (Problem, OffSite) as problem:
        raise click.UsageError(str(problem)) from problem


def main() -> NoReturn:
    """Run the command line; what a person can mend is one line, without a traceback."""
    try:
        cli.main(prog_name="python -m crawler", standalone_mode=True)
    except Problem as problem:
        complain(str(problem))
        sys.exit(problem.exit_code)
    sys.exit(0)
