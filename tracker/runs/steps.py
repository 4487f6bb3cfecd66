"""The steps of a run: each does its work and says what came of it.

A step raises what went wrong; `tracker.runs.night` sees to it that the others are done all the
same. What a step needs of the run stands in Night.
"""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, Literal

from db.connection import existing, writing
from db.ledger import close_sources
from db.steps import sources
from tracker import flow
from tracker.programs import listen
from tracker.runs.telling import Teller
from tracker.setting import Setting, instant

Outcome = Literal["finished", "waits", "broken", "killed"]
_LATEST_END: Final = 900.0  # seconds after its time that a crawl is given for its last page


@dataclass(frozen=True)
class Done:
    """What came of a step: in a line, and where something is wrong what that is."""

    result: str
    outcome: Outcome = "finished"
    message: str | None = None


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a run is asked for.

    ``hours`` is what the crawl may take; ``everything``: sources that were visited lately too;
    ``copy`` are the words that point the crawler at a copy of the sites; ``trust_clock``: though
    it is behind what the last run kept; ``backups`` is where they go (None: beside the database);
    ``environ`` holds settings and secrets.
    """

    hours: float
    everything: bool = False
    copy: tuple[str, ...] = ()
    trust_clock: bool = False
    backups: Path | None = None
    environ: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Night:
    """One run: its number, what it was asked for, whom it tells, and what its steps came to.

    ``lock`` is the handle of the run lock, which the crawler holds too while it is at work.
    """

    setting: Setting
    tell: Teller
    run_id: int
    wish: Wish
    lock: int | None = None
    done: dict[str, Done] = field(default_factory=dict)
    began: float = field(default_factory=time.monotonic)

    @property
    def now(self) -> datetime:
        """The instant now: as long after the beginning of the run as it took, by a steady clock."""
        return self.setting.now + timedelta(seconds=time.monotonic() - self.began)

    @property
    def instant(self) -> str:
        """The same as it is stored."""
        return instant(self.now)


Step = Callable[[Night], Done]


def crawl(night: Night) -> Done:
    """Ask the sources that are due for what is new."""
    setting, wish = night.setting, night.wish
    words = ["crawl", "--db", str(setting.db), "--as-of", setting.as_of.isoformat(), "--json"]
    words += ["--part-of", str(night.run_id), "--hours", f"{wish.hours}", *wish.copy]
    words += [] if wish.everything else ["--due"]
    words += ["--trust-clock"] if wish.trust_clock else []
    heard = _Heard(night.tell)
    code, overdue = listen(
        "crawler",
        *words,
        hear=heard.line,
        seconds=wish.hours * 3600 + _LATEST_END,
        keeps=() if night.lock is None else (night.lock,),
    )
    db = existing(setting.db)
    why = "it had to be stopped" if overdue else f"the crawler ended with {code}"
    with writing(db):
        close_sources(db, night.run_id, why)  # of one that ended in good order there are none
    rows = sources(db, night.run_id)
    broken = [row["source"] for row in rows if _is_broken(row)]
    faults = [f"cannot be read: {', '.join(broken)}"] if broken else []
    if overdue or code not in {0, 1} or (code and not broken):
        faults.append(f"{why}: {heard.last_fault}" if heard.last_fault else why)
    if heard.put_off and not any(row["requests"] for row in rows):
        no_time = f"no time was left (--hours {wish.hours:g}); give the run more"
        faults.append(f"no source was asked: {no_time}")
    result = _read(rows, len(broken)) if rows else heard.last_word or "no source was read"
    return Done(result, "broken", "; ".join(faults)) if faults else Done(result)


def extract(night: Night) -> Done:
    """Read every text that the present rules have not read, and what changed in documents."""
    lines = flow.extract(existing(night.setting.db), night.instant, progress=night.tell.progress)
    return Done("; ".join(lines))


def resolve(night: Night) -> Done:
    """Match what was found with the commitments, FOI releases too."""
    return Done("; ".join(flow.resolve(existing(night.setting.db), night.setting, night.instant)))


def publish(night: Night) -> Done:
    """Build a release and switch to it, or say what waits for a person."""
    from tracker.publish import ChangesWait  # noqa: PLC0415 - --help stays quick

    setting = replace(night.setting, now=night.now)
    try:
        return Done(
            flow.publish(existing(setting.db), setting, accepted_by=None, say=night.tell.say)
        )
    except ChangesWait as wait:
        for change in wait.waiting:
            if change.change != "new":
                night.tell.warn(f"waits: {change.line()}", step="publish")
        return Done("the release before stays", "waits", str(wait))


def digest(night: Night) -> Done:
    """Tell each reader what is new in the current release."""
    from tracker.digests.sending import Office, send_all  # noqa: PLC0415 - --help stays quick
    from tracker.digests.subscribers import place  # noqa: PLC0415

    setting, environ = night.setting, night.wish.environ
    office = Office(
        existing(setting.db), setting.published, place(None, environ, setting.db), environ,
        night.instant, night.tell.say,
    )  # fmt: skip
    sent = send_all(office)
    if sent.faults:
        return Done(sent.line(), "broken", "; ".join(sent.faults))
    return Done(sent.line())


def backup(night: Night) -> Done:
    """Copy database and archive, and remove backups that need not stay."""
    from tracker.backup import folder_of, nightly  # noqa: PLC0415 - --help stays quick
    from tracker.digests.subscribers import place  # noqa: PLC0415

    setting = night.setting
    folder = night.wish.backups or folder_of(setting.db)
    readers = place(None, night.wish.environ, setting.db)
    db = existing(setting.db)
    return Done(nightly(db, setting.db, folder, night.now, night.tell.say, readers))


STEPS: Final[dict[str, Step]] = {
    "crawl": crawl,
    "extract": extract,
    "resolve": resolve,
    "publish": publish,
    "digest": digest,
    "backup": backup,
}


@dataclass
class _Heard:
    """What the crawler says, told on; its last fault is kept."""

    tell: Teller
    last_fault: str | None = None
    last_word: str | None = None
    put_off: int = 0  # sources that the time did not reach

    def line(self, line: str) -> None:
        """Hear a line: an object of `crawler.telling`, or what a fault threw out."""
        try:
            said = json.loads(line)
            level, text = said.pop("level"), said.pop("text")
        except (ValueError, KeyError, AttributeError, TypeError):
            level, text, said = "error", line, {}
        if level == "progress":
            self.tell.progress(text, said.get("done", 0))
        elif level == "info":
            self.last_word = text
            self.put_off = said.get("put_off", self.put_off)
            self.tell.say(text, step="crawl", **said)
        elif level == "warning":
            self.tell.warn(text, level="warning", step="crawl", **said)
        elif text.strip():
            self.last_fault = text
            self.tell.warn(text, step="crawl", **said)


def _is_broken(row: dict[str, object]) -> bool:
    return row["outcome"] == "broken" or row["health"] == "broken"


def _read(rows: list[dict[str, object]], broken: int) -> str:
    return (
        f"{len(rows):,} {'source' if len(rows) == 1 else 'sources'} read, {broken:,} not well; "
        f"{_sum(rows, 'requests')} requests, {_sum(rows, 'new_documents')} new documents, "
        f"{_sum(rows, 'new_versions')} new versions"
    )


def _sum(rows: list[dict[str, object]], column: str) -> str:
    return f"{sum(int(str(row[column] or 0)) for row in rows):,}"
