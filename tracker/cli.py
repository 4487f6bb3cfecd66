r"""delaywatch: what public bodies promise and by when, every date they gave, and what happened.

\b
    sites --> crawl --> database <-- register load, import, looked
                            |
                         publish --> serve

Each step can be run again at any time and changes nothing that is unchanged.
Exit codes: 0 well; 1 a source broke or a step failed; 2 wrong usage;
75 another run holds the lock.
"""

import os
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from db.connection import connect, existing
from db.errors import Problem
from db.lock import run_lock
from db.sources import NATURES, added_sources, file_sources, remove_source
from tracker import flow
from tracker.commands import COMMANDS
from tracker.foi.commands import foi
from tracker.programs import run_program
from tracker.setting import (
    DAY,
    FOLDER,
    Commands,
    Setting,
    copy_words,
    instant,
    reviewer_of,
    with_setting,
)

if TYPE_CHECKING:
    from tracker.register.files import Register
    from tracker.releases.claims import Change


@click.group(cls=Commands, help=__doc__)
@with_setting
@click.version_option(package_name="delaywatch")
def main() -> None:  # noqa: D103 - described by the module
    pass


@main.command()
@with_setting
@click.pass_obj
def init(setting: Setting) -> None:
    """Make the database, or bring an older one up to date."""
    known = setting.db.exists()
    connect(setting.db)
    click.echo(f"{setting.db}: {'is up to date' if known else 'made'}")


@main.command()
@click.argument("sources", nargs=-1)
@click.option("--base-url", help="Crawl a copy of the site at this address instead.")
@click.option("--delay", type=float, help="Seconds between requests; under 1 only for a copy.")
@click.option("--due", is_flag=True, help="Of these, only those whose time for a visit has come.")
@click.option("--trust-clock", is_flag=True, help="Though it is behind what the last run kept.")
@click.option(
    "--workers", metavar="ADDRESS",
    help="Let workers fetch and read: the address of their Redis, or a file that holds it.",
)  # fmt: skip
@with_setting
@click.pass_obj
def crawl(
    setting: Setting,
    sources: tuple[str, ...],
    base_url: str | None,
    delay: float | None,
    due: bool,
    trust_clock: bool,
    workers: str | None,
) -> None:
    """Fetch what is new from SOURCES (all, if none is named)."""
    more = [word for word, given in (("--due", due), ("--trust-clock", trust_clock)) if given]
    more += [] if workers is None else ["--workers", workers]
    sys.exit(_crawl(setting, sources, base_url, delay, *more))


@main.command()
@click.argument("address")
@click.option("--base-url", help="Read a copy of the site, as the crawl does.")
@click.option("--delay", type=float, help="Seconds between requests; under 1 only for a copy.")
def worker(address: str, base_url: str | None, delay: float | None) -> None:
    """Fetch and read pages for `crawl --workers ADDRESS`, on this machine or another.

    ADDRESS is that of a Redis (redis://, rediss://, unix://), or a file that holds it. A worker
    opens no database; it runs until it is stopped. See deploy/workers.md.
    """
    sys.exit(run_program("crawler", "worker", *copy_words(base_url, delay), "--", address))


@main.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--source", required=True, help="The source that the documents belong to.")
@click.option(
    "--map", "mapping", default="",
    help="Which field holds what: title=heading,published=answered,text=answer_paragraphs.",
)  # fmt: skip
@click.option("--licence", help="Licence of the texts, for a new source.")
@click.option(
    "--republish", type=click.Choice(["text", "quote", "link"]), default="link", show_default=True,
    help="What of the texts may be published, for a new source.",
)  # fmt: skip
@click.option(
    "--nature",
    type=click.Choice(["official", "official_copy", "foi", "press", "press_copy", "third_party"]),
    default="third_party", show_default=True, help="Whose word the texts are, for a new source.",
)  # fmt: skip
@click.option("--body", help="The slug of the body whose documents these are, for a new source.")
@with_setting
@click.pass_obj
def import_file(
    setting: Setting,
    file: Path,
    source: str,
    mapping: str,
    licence: str | None,
    republish: str,
    nature: str,
    body: str | None,
) -> None:
    """Take documents from FILE, one JSON object a line.

    Each needs url, title and text (a list is read as paragraphs); published,
    modified and id are taken where they stand.
    """
    from tracker.imports import import_jsonl, read_mapping

    with run_lock(setting.db):
        counts = import_jsonl(
            connect(setting.db),
            setting.db,
            file,
            source,
            read_mapping(mapping),
            at=setting.now,
            licence=licence,
            republish=republish,
            nature=nature,
            body=body,
            progress=lambda done: click.echo(f"{done:,} lines read", err=True),
        )
    click.echo(", ".join(f"{number:,} {word}" for word, number in counts.items()))


@main.command()
@click.option("--processes", type=int, help="How many read at once. [default: one a processor]")
@with_setting
@click.pass_obj
def extract(setting: Setting, processes: int | None) -> None:
    """Read every text that the present rules have not read, and keep what it promises.

    Then find what changed in the documents (see `delaywatch changes`).
    """
    existing(setting.db)
    with run_lock(setting.db):
        _extract(setting, processes)


@main.command()
@with_setting
@click.pass_obj
def resolve(setting: Setting) -> None:
    """Match what was found with the commitments: what it may be about, and what it would change."""
    existing(setting.db)
    with run_lock(setting.db):
        _resolve(setting)


@main.command()
@click.option("--as", "reviewer", help="Who decides; also DELAYWATCH_REVIEWER.")
@click.option(
    "--export",
    "target",
    type=click.File("w", atomic=True),
    help="Write all decisions to this file.",
)
@click.option(
    "--import",
    "origin",
    type=click.File("rb"),
    help="Take in decisions that were exported elsewhere.",
)
@with_setting
@click.pass_obj
def review(
    setting: Setting, reviewer: str | None, target: IO[str] | None, origin: IO[bytes] | None
) -> None:
    """Accept or reject what the machine found, one suggestion at a time.

    Keys: a accept, r reject, e edit, l link to another commitment, n new
    commitment, t the same as what is on record, s skip, u undo, q quit.
    """
    from tracker.review.desk import sit
    from tracker.review.exchange import export_reviews, import_reviews, lines_of

    db = existing(setting.db)
    if target is not None:
        lines = list(export_reviews(db))
        target.writelines(f"{line}\n" for line in lines)
        click.echo(f"{len(lines):,} decisions written", err=True)
    elif origin is not None:
        taken = import_reviews(db, lines_of(origin), origin.name, setting.as_of)
        click.echo(taken.line())
    else:
        decided = sit(db, reviewer_of(reviewer), lambda: instant(datetime.now(UTC)), setting.as_of)
        click.echo(f"{decided:,} decided")


@main.command()
@click.option("--as", "reviewer", help="Who decides; also DELAYWATCH_REVIEWER.")
@click.option("--list", "only_list", is_flag=True, help="Only list them; decide nothing.")
@click.option("--set-aside", is_flag=True, help="What a rule set aside, instead of what waits.")
@with_setting
@click.pass_obj
def changes(setting: Setting, reviewer: str | None, only_list: bool, set_aside: bool) -> None:
    """Accept or reject what changed in the documents, one change at a time.

    Keys: a accept, r reject, n note, m all sentences, o one by one (of a site
    change), s skip, u undo, q quit.
    """
    from tracker.changes.desk import listed, sit

    db = existing(setting.db)
    if only_list:
        for line in listed(db, set_aside=set_aside):
            click.echo(line)
        return
    name = reviewer_of(reviewer)
    decided = sit(db, name, lambda: instant(datetime.now(UTC)), set_aside=set_aside)
    click.echo(f"{decided:,} decided")


@main.group(cls=Commands)
def register() -> None:
    """The register of commitments: check, load or export its YAML files."""


def _packaged_register() -> Path:
    from tracker.register.files import PACKAGED

    return PACKAGED


@register.command("check")
@click.argument("folder", type=FOLDER, required=False)
@click.option("--online", is_flag=True, help="Also ask every address whether it still opens.")
@with_setting
@click.pass_obj
def register_check(setting: Setting, folder: Path | None, online: bool) -> None:
    """Check the files of FOLDER (the packaged register, if none is named).

    With --online every address of a source is asked once, a second apart at one
    host, and no host that wants no robots; dead ones are named with file and
    line (exit code 1). What was seen is kept in the database, if there is one:
    what answers 404 or 410 on two days is gone.
    """
    from tracker.register.load import check

    found = check(folder or _packaged_register(), setting.known_until)
    steps = sum(len(commitment.steps) for commitment in found.commitments)
    click.echo(
        f"{found.folder}: {len(found.commitments)} commitments in {steps} steps and "
        f"{len(found.foi_requests)} FOI requests, no fault found"
    )
    if online:
        sys.exit(_check_online(setting, found))


def _check_online(setting: Setting, found: "Register") -> int:
    """Ask every address of the register; the exit code."""
    from tracker import links

    db = existing(setting.db) if setting.db.exists() else None
    named = links.links_of(found)
    urls = dict.fromkeys(link.url for link in named)
    seen = []
    for number, one in enumerate(links.ask(urls), start=1):
        seen.append(links.keep(db, one, setting.today))
        click.echo(f"{number:,} of {len(urls):,} asked: {one.url}", err=True)
    for line in links.report(named, seen):
        click.echo(line)
    return int(links.is_any_dead(named, seen))


@register.command("load")
@click.argument("folder", type=FOLDER, required=False)
@click.option("--allow-retractions", is_flag=True, help="Even if most of what is stored goes.")
@click.option("--details", is_flag=True, help="Name each one that changed.")
@click.option(
    "--all", "everything", is_flag=True, help="Read every file, also those that did not change."
)
@click.option(
    "--cause", type=click.Choice(["our_error", "evidence", "objection", "rule"]),
    help="Why what steps said is said no more; shown with --reason as a correction.",
)  # fmt: skip
@click.option("--reason", help="The same in words; published.")
@with_setting
@click.pass_obj
def register_load(
    setting: Setting,
    folder: Path | None,
    allow_retractions: bool,
    details: bool,
    everything: bool,
    cause: str | None,
    reason: str | None,
) -> None:
    """Load FOLDER (the packaged register, if none is named): all of it or nothing.

    Files that are as they were when they were loaded last are not read again, unless what they
    are held against has changed.

    Give --cause and --reason where a step was wrong and is mended: they stand with what it said.
    """
    from tracker.fairness.corrections import cause_of
    from tracker.register.load import load

    loaded = load(
        connect(setting.db),
        folder or _packaged_register(),
        setting.known_until,
        at=setting.instant,
        allow_retractions=allow_retractions,
        cause=cause_of(cause, reason),
        everything=everything,
    )
    if details:
        for line in loaded.commitments.details + loaded.foi_requests.details:
            click.echo(line)
    for line in loaded.lines():
        click.echo(line)


@register.command("export")
@click.argument("folder", type=FOLDER)
@with_setting
@click.pass_obj
def register_export(setting: Setting, folder: Path) -> None:
    """Write the stored register into FOLDER as YAML files."""
    from tracker.register.load import export

    click.echo(f"{folder}: {export(existing(setting.db), folder)} files written")


@main.group(cls=Commands, invoke_without_command=True)
@with_setting
@click.pass_context
def rules(ctx: click.Context) -> None:
    """List the rules that make events of dates in fields, and what they made.

    `rules off` switches one off for a source, `rules on` switches it on again.
    """
    from tracker.structured.switches import listed

    if ctx.invoked_subcommand is None:
        setting: Setting = ctx.obj
        for line in listed(existing(setting.db)):
            click.echo(line)


@rules.command("off")
@click.argument("rule")
@click.argument("source")
@click.option("--reason", required=True, help="Why; it stands with all that is taken back.")
@with_setting
@click.pass_obj
def rules_off(setting: Setting, rule: str, source: str, reason: str) -> None:
    """Let RULE make nothing of SOURCE, and take back what it has made of it.

    Nothing is deleted: everything is kept as taken back, with the reason.
    """
    from tracker.structured.switches import switch_off

    made = switch_off(existing(setting.db), rule, source, reason=reason, at=setting.instant)
    click.echo(f"{rule} is off for {source}: {made.line()}")


@rules.command("on")
@click.argument("rule")
@click.argument("source")
@with_setting
@click.pass_obj
def rules_on(setting: Setting, rule: str, source: str) -> None:
    """Let RULE work on SOURCE again.

    What it makes of what is stored by now is made at once.
    """
    from tracker.structured.switches import switch_on

    made = switch_on(existing(setting.db), rule, source, at=setting.instant)
    click.echo(f"{rule} is on for {source}: {made.line()}")


main.add_command(foi)
for _command in COMMANDS:
    main.add_command(_command)


@main.command(context_settings={"ignore_unknown_options": True})
@click.argument("text", nargs=-1, required=True)
@click.option("--said-on", type=DAY, help="The day on which it was said. [default: today]")
@click.option("--undated", is_flag=True, help="Nobody knows when it was said.")
@with_setting
@click.pass_obj
def dates(setting: Setting, text: tuple[str, ...], said_on: date | None, undated: bool) -> None:
    """Read the dates in TEXT ("-" reads standard input) and say by which rule."""
    from tracker.dues import find_dues
    from tracker.dues.explain import explained

    if undated and said_on is not None:
        raise click.UsageError("--undated and --said-on exclude each other")
    if not undated and said_on is None:
        said_on = setting.as_of
        click.echo(f"Read as said on {said_on}; --said-on DAY for another day.", err=True)
    found = find_dues(sys.stdin.read() if text == ("-",) else " ".join(text), said_on)
    if not found:
        click.echo("No date of a promise was found in these words.")
    for due in found:
        click.echo("\n".join(explained(due, said_on)))


@main.command()
@click.option("--changes", is_flag=True, help="Only say what it would claim otherwise, and why.")
@click.option("--accept-changes", is_flag=True, help="Publish the changes that wait for a person.")
@click.option("--as", "reviewer", help="Who accepts them; also DELAYWATCH_REVIEWER.")
@with_setting
@click.pass_obj
def publish(setting: Setting, changes: bool, accept_changes: bool, reviewer: str | None) -> None:
    """Build a release of the accepted facts and switch to it.

    Where the status or the lateness of a commitment changed for another cause than time, and
    nobody accepted that (`accept`), nothing is published until --accept-changes is given.
    """
    db = existing(setting.db)  # before the lock makes a file in what may be a wrong folder
    if changes:
        from tracker.publish import pending

        found = pending(db, setting.published, setting.as_of)
        _say_changes(found)
        click.echo(
            f"{sum(one.waits for one in found):,} of {len(found):,} changes wait for a person"
        )
        return
    who = reviewer or os.environ.get("DELAYWATCH_REVIEWER") or "operator"
    accepted_by = who if accept_changes else None
    with run_lock(setting.db):
        _publish(setting, accepted_by)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8001, show_default=True)
@with_setting
@click.pass_obj
def serve(setting: Setting, host: str, port: int) -> None:
    """Serve the current release, and each later one as soon as it is published."""
    sys.stdout.flush()
    program = [sys.executable, "-m", "web", "serve", "--published", str(setting.published)]
    os.execv(sys.executable, [*program, "--host", host, "--port", str(port)])  # noqa: S606


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8002, show_default=True)
@click.option("--behind-https", is_flag=True, help="A proxy before it speaks HTTPS.")
@with_setting
@click.pass_obj
def desk(setting: Setting, host: str, port: int, behind_https: bool) -> None:
    """Serve the review desk to signed-in editors (see `delaywatch editor`).

    It shows the current release too. Anywhere but on this machine itself it
    needs a proxy that speaks HTTPS.
    """
    words = ["serve", "--db", str(setting.db), "--published", str(setting.published)]
    if setting.as_of != setting.today:
        words += ["--as-of", setting.as_of.isoformat()]
    words += ["--host", host, "--port", str(port)]
    words += ["--behind-https"] if behind_https else []
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-P", "-m", "web.desk", *words])  # noqa: S606


@main.group(cls=Commands)
def editor() -> None:
    """Say who may sign in to the review desk: `add`, `remove`, `list`."""


@editor.command("add")
@click.argument("name")
@with_setting
@click.pass_obj
def editor_add(setting: Setting, name: str) -> None:
    """Let NAME sign in; asks twice for a password of at least 12 characters."""
    sys.exit(run_program("web.desk", "add", "--db", str(setting.db), "--", name))


@editor.command("remove")
@click.argument("name")
@with_setting
@click.pass_obj
def editor_remove(setting: Setting, name: str) -> None:
    """Let NAME sign in no more, at once; the decisions stay.

    To give another password: remove, then add.
    """
    sys.exit(run_program("web.desk", "remove", "--db", str(setting.db), "--", name))


@editor.command("list")
@with_setting
@click.pass_obj
def editor_list(setting: Setting) -> None:
    """List who may sign in."""
    sys.exit(run_program("web.desk", "list", "--db", str(setting.db)))


@main.group(cls=Commands, invoke_without_command=True)
@with_setting
@click.pass_context
def sources(ctx: click.Context) -> None:
    """List the sources: those that can be crawled, and those that came from files.

    `sources add` adds a feed or a sitemap to those that are crawled, `sources remove` ends that.
    """
    if ctx.invoked_subcommand is not None:
        return
    setting: Setting = ctx.obj
    code = run_program("crawler", "sources", "--db", str(setting.db))
    if setting.db.exists():
        for name, licence in file_sources(connect(setting.db)):
            click.echo(f"{name}  from files  {licence or 'licence not given'}")
    sys.exit(code)


@sources.command("add")
@click.argument("url")
@click.option("--name", help="What it is called; small letters, digits and _. [default: its host]")
@click.option("--title", help="Its title. [default: what it calls itself]")
@click.option("--body", help="The slug of the body whose words these are.")
@click.option("--nature", type=click.Choice(NATURES), help="Whose place. [default: third_party]")
@click.option("--licence", help="Licence of its texts. [default: not stated]")
@click.option(
    "--republish", type=click.Choice(["text", "quote", "link"]),
    help="What of its texts may be published. [default: link]",
)  # fmt: skip
@click.option("--only", help="Only pages with this regular expression in their path.")
@click.option("--but-not", help="No pages with this one in their path.")
@click.option("--kind", type=click.Choice(["feed", "sitemap"]), help="[default: looked at]")
@click.option("--host", multiple=True, help="A further host that its articles lie on.")
@click.option("--every", type=click.IntRange(1, 92), help="Days between two visits. [default: 1]")
@click.option("--base-url", help="Look at a copy of the site at this address instead.")
@click.option("--delay", type=float, help="Seconds between requests; under 1 only for a copy.")
@with_setting
@click.pass_obj
def sources_add(setting: Setting, /, url: str, host: tuple[str, ...], **given: Any) -> None:
    """Add the feed (RSS, Atom) or sitemap at URL to the sources that are crawled.

    URL may also be a page that names its feed. It is looked at once, and what is there is said.
    """
    words = [f"--host={one}" for one in host]
    for name, value in given.items():
        if value is not None:
            words.append(f"--{name.replace('_', '-')}={value}")
    sys.exit(run_program("crawler", "add-source", "--db", str(setting.db), *words, "--", url))


@sources.command("remove")
@click.argument("name")
@with_setting
@click.pass_obj
def sources_remove(setting: Setting, name: str) -> None:
    """Crawl the source NAME no more; what was read of it stays."""
    db = existing(setting.db)
    if not remove_source(db, name, setting.as_of.isoformat()):
        there = ", ".join(source.name for source in added_sources(db)) or "none"
        raise Problem(f"{name} is not a source that was added", do=f"there are: {there}")
    click.echo(f"{name}: is not crawled any more; its documents stay")


@main.command()
@click.argument("sources", nargs=-1)
@click.option("--base-url", help="Ask a copy of the site at this address instead.")
@click.option("--delay", type=float, help="Seconds between requests; under 1 only for a copy.")
@with_setting
@click.pass_obj
def probe(
    setting: Setting, sources: tuple[str, ...], base_url: str | None, delay: float | None
) -> None:
    """Ask SOURCES (all, if none is named) once whether what they rely on still holds.

    Prints what holds and, where something does not, what to do. Nothing is kept.
    """
    words = ["--db", str(setting.db), *copy_words(base_url, delay)]
    sys.exit(run_program("crawler", "probe", *words, "--", *sources))


@main.command("new-source")
@click.argument("name")
@click.argument("url")
@click.option("--base-url", help="Look at a copy of the site at this address instead.")
@click.option("--delay", type=float, help="Seconds between requests; under 1 only for a copy.")
@with_setting
def new_source(name: str, url: str, base_url: str | None, delay: float | None) -> None:
    """Look once at URL and write the beginning of a source NAME into the checkout that is here.

    A spider with guesses at its selectors, frozen pages of the site, and a test that fails until
    somebody has looked at what is read.
    """
    sys.exit(run_program("crawler", "new-source", *copy_words(base_url, delay), "--", name, url))


@main.command()
@click.option("--serve/--no-serve", default=True, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8001, show_default=True)
@click.option("--sample-port", default=8011, show_default=True)
@with_setting
@click.pass_context
def demo(ctx: click.Context, serve: bool, host: str, port: int, sample_port: int) -> None:
    """Show everything at work: three days of a sample site, the register, the pages."""
    from tracker.demo import sample_days

    setting: Setting = ctx.obj
    for day in sample_days(sample_port):
        click.echo(f"Sample site, day {day.number}: {day.story}")
        code = _crawl(setting, (), day.base_url, 0.0)
        if code:
            sys.exit(code)
    ctx.invoke(register_load)
    _add_sample_cases(setting)
    ctx.invoke(extract)
    ctx.invoke(resolve)
    ctx.invoke(publish)
    if serve:
        click.echo(f"Open http://{host}:{port} (stop with Ctrl-C)")
        ctx.invoke(globals()["serve"], host=host, port=port)


def _add_sample_cases(setting: Setting) -> None:
    from tracker.foi.cases import save_all
    from tracker.foi.sample import sample_cases

    cases = [(case.id, case) for case in sample_cases(setting.as_of)]
    saved = save_all(existing(setting.db), cases, setting.as_of, setting.instant)
    click.echo(f"sample FOI requests: {saved}")


def _extract(setting: Setting, processes: int | None = None) -> None:
    for line in flow.extract(
        existing(setting.db),
        setting.instant,
        processes=processes,
        progress=lambda what, done, of: click.echo(f"{done:,} of {of:,} {what}", err=True),
    ):
        click.echo(line)


def _resolve(setting: Setting) -> None:
    for line in flow.resolve(existing(setting.db), setting, setting.instant):
        click.echo(line)


def _publish(setting: Setting, accepted_by: str | None = None) -> None:
    from tracker.publish import ChangesWait

    try:
        said = flow.publish(
            existing(setting.db), setting, accepted_by=accepted_by,
            say=lambda line: click.echo(line, err=True),
        )  # fmt: skip
    except ChangesWait as wait:
        _say_changes(wait.waiting)
        raise
    click.echo(said)


def _say_changes(found: "list[Change]") -> None:
    """A line a change; those that only began to be claimed are many at first, and only counted."""
    new = sum(one.change == "new" for one in found)
    if new:
        click.echo(f"{new:,} claimed for the first time")
    for one in found:
        if one.change != "new":
            click.echo(f"{'waits: ' if one.waits else ''}{one.line()}")


def _crawl(
    setting: Setting,
    sources: tuple[str, ...],
    base_url: str | None,
    delay: float | None,
    *more: str,
) -> int:
    words = ["crawl", *sources, "--db", str(setting.db), "--as-of", setting.as_of.isoformat()]
    return run_program("crawler", *words, *copy_words(base_url, delay), *more)


if __name__ == "__main__":
    main()
