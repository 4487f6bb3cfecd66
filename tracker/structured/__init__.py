"""Structured promises: commitments and events made by rules from dates that stand in fields.

announced_dates --sayings-> what is new, in order of time --stories-> steps --drafts-> the record

Everywhere else the machine proposes and a person accepts. Here the source says itself what, when
and how firmly, in a field of its own, so a rule accepts it: the origin of the commitment and of
each event is ``rule:<name>``, and an operator can switch a rule off for a source (``switches``).

What a thing is
    (source, sample or not, kind, key): one commitment, whose slug hangs on nothing else. Of
    reviews each is a commitment of its own (see ``stories``).
What never becomes an event
    What a copy of a site says; what a source says that does not speak for a public body; a date
    that cannot be read; a row that has gone. And where a source lists two dates under one key in
    one version, the key does not tell things apart, so nothing at all is made of that key: the
    next edition of a series must not look like the last one put back.
What changes afterwards
    Only what differs: events are taken back with the reason and made anew, so that the same
    announced dates again, or read again by a better extractor, change nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import groupby
from typing import Any, Final

from sqlite_utils import Database

import db.structured as store
from db.connection import writing
from db.finished import finish, finished
from db.sources import OWN_WORDS, body_names
from db.structured import Thing
from tracker.days import day_in_london
from tracker.digest import digest_of, digest_of_values
from tracker.structured.drafts import Draft, Place, drafts
from tracker.structured.pages import with_pages
from tracker.structured.rules import RULE_OF, Rule
from tracker.structured.sayings import sayings
from tracker.structured.stories import Story, tell

Row = dict[str, Any]
# How stories are told: when that changes, all of them are told again.
TELLING: Final = digest_of("structured", "days.py", also=digest_of("dues"))
# Things in one transaction: far under the two seconds that a writer may take.
_BATCH: Final = 100
# Texts of files that are kept at hand: many dates stand in each.
_TEXTS: Final = 32
GONE: Final = "the source announces no such date any more, as it is read now"
_REPLACED: Final = "replaced by what the source says, as it is read now"
_AMBIGUOUS: Final = "the source lists several dates under one key, so that it names no one thing"
_NOT_ITS_OWN: Final = "the source does not speak for a public body"


@dataclass
class Made:
    """What a run has made of announced dates.

    ``things`` were announced anew or otherwise than before; ``ambiguous`` are keys of which nothing
    is made, because they do not tell one thing from another; ``unread`` dates that cannot be read.
    """

    things: int = 0
    commitments: int = 0
    events: int = 0
    retracted: int = 0
    ambiguous: int = 0
    unread: int = 0

    def line(self) -> str:
        """One line for people."""
        said = (
            f"{self.things:,} announced things looked at: {self.commitments:,} new commitments, "
            f"{self.events:,} events made by rules, {self.retracted:,} taken back"
        )
        if self.ambiguous:
            said += f"; {self.ambiguous:,} keys name no one thing"
        if self.unread:
            said += f"; {self.unread:,} dates could not be read"
        return said


@dataclass(frozen=True, slots=True, kw_only=True)
class _Task:
    """A thing of which something changed: what to make of it, and why what is there would go.

    ``before`` and ``digest`` are from what it was made, and from what it is to be made now.
    """

    thing: Thing
    before: str | None
    digest: str | None
    drafts: list[Draft]
    mistaken: Mapping[tuple[str | None, str | None], str]
    why: str

    @property
    def rule(self) -> Rule:
        """The rule that makes it."""
        return RULE_OF[self.thing[2]]


def update(db: Database, *, at: str, source: str | None = None) -> Made:
    """Make the commitments and events of all announced dates; ``at`` is the instant (UTC).

    Of one source, if it is named. Can be killed and run again at any time: each thing is written as
    a whole or not at all, and what is as it was needs no work.
    """
    made = Made()
    places, off, bodies = store.sources(db), store.switched_off(db), body_names(db)
    for name in [source] if source else list(places):
        teller = _Teller(db, name, places[name], off, bodies, made)
        listed = store.take_listed(db, name)
        if not (listed or teller.everything):
            continue
        tasks = list(teller.tasks())
        for start in range(0, len(tasks), _BATCH):
            with writing(db):
                off = store.switched_off(db)
                for task in tasks[start : start + _BATCH]:
                    if store.is_as_read(db, task.thing, task.before):
                        _keep(db, task, off.get((task.rule.name, name)), at, made)
                        store.was_told(db, task.thing)
                    else:
                        store.tell_again(db, task.thing)
        with writing(db):
            store.all_told(db, name)
            finish(db, teller.step, teller.rules)
    return made


# What to make ------------------------------------------------------------------------------


class _Teller:
    """Tells the stories of the things that a source announces."""

    def __init__(
        self,
        db: Database,
        name: str,
        source: Row,
        off: Mapping[tuple[str, str], str],
        bodies: dict[str, str],
        made: Made,
    ) -> None:
        self.db = db
        self.name = name
        self.source = source
        self.off = off
        self.made = made
        self.bodies = bodies
        self.paged = lru_cache(maxsize=_TEXTS)(partial(store.paged_text, db))
        self.facts = [TELLING, source, sorted(bodies.items())]
        here = sorted((rule, why) for (rule, place), why in off.items() if place == name)
        self.step = f"announced dates of {name}"
        # What all things of the source hang on: where it changes, all of them are looked at.
        self.rules = digest_of_values([self.facts, here])
        self.everything = finished(db, self.step) != self.rules

    def tasks(self) -> Iterator[_Task]:
        """The things that are announced otherwise than when they were last looked at."""
        before = store.made_from(self.db, self.name, everything=self.everything)
        announced = store.announced(self.db, self.name, everything=self.everything)
        for thing, group in groupby(announced, key=_thing_of):
            rows = list(group)
            digest, was = digest_of_values([self.facts, rows]), before.pop(thing, None)
            if was != _made_from(digest, self.off.get((RULE_OF[thing[2]].name, self.name))):
                yield self._task(thing, rows, was, digest)
        for thing, was in before.items():
            yield _Task(thing=thing, before=was, digest=None, drafts=[], mistaken={}, why=GONE)

    def _task(self, thing: Thing, rows: list[Row], was: str | None, digest: str) -> _Task:
        place = Place(source=self.source, bodies=self.bodies, rule=RULE_OF[thing[2]])
        stories, why = self._stories(thing, rows)
        newest = max(
            rows, key=lambda row: (row["is_current"], row["fetched_at"], row["version_id"])
        )
        mistaken = {days: note for story in stories for days, note in story.mistaken.items()}
        made = drafts(thing, stories, newest, place)
        return _Task(
            thing=thing, before=was, digest=digest, drafts=made, mistaken=mistaken, why=why
        )

    def _stories(self, thing: Thing, rows: list[Row]) -> tuple[list[Story], str]:
        """The stories of a thing, and why what is on record and not among them should go."""
        if self.source["nature"] not in OWN_WORDS:
            return [], _NOT_ITS_OWN
        if _is_ambiguous(rows):
            self.made.ambiguous += 1
            return [], _AMBIGUOUS
        news = sayings(with_pages(rows, self.paged))
        self.made.unread += sum(saying.is_unread for saying, _ in news)
        return tell(thing[2], news), _REPLACED


def _thing_of(row: Row) -> Thing:
    return row["source"], row["sample"], row["kind"], row["key"]


def _made_from(digest: str, off: str | None) -> str:
    return digest if off is None else f"{digest} off"


def _is_ambiguous(rows: list[Row]) -> bool:
    """Whether one version gives the thing several dates: then its key names several things."""
    for _, group in groupby(rows, key=lambda row: row["version_id"]):
        said = {(row["earliest"], row["latest"], row["words"], row["state"]) for row in group}
        if len(said) > 1:
            return True
    return False


# What is on record -------------------------------------------------------------------------


def _keep(db: Database, task: _Task, off: str | None, at: str, made: Made) -> None:
    """Make the record of a thing what its draft says, changing only what differs."""
    why = task.why if off is None else f"the rule {task.rule.name} was switched off here: {off}"
    record = _Record(db, task, _today(at), why, made)
    slugs = [record.keep(draft) for draft in (task.drafts if off is None else [])]
    for slug in set(store.commitments_of(db, task.thing).values()) - set(slugs):
        record.clear(slug)
    if len(slugs) > 1:
        store.relate(db, slugs)
    made.things += 1
    if task.digest is None:
        store.forget_made_from(db, task.thing)
    else:
        store.keep_made_from(db, task.thing, _made_from(task.digest, off))


def _today(at: str) -> str:
    day = day_in_london(at)
    return day.isoformat() if day else at[:10]


@dataclass(frozen=True, slots=True)
class _Record:
    """The record of one thing, being changed; ``today`` and ``why`` stand with what goes."""

    db: Database
    task: _Task
    today: str
    why: str
    made: Made

    def keep(self, draft: Draft) -> str:
        """Make a commitment what its draft says; returns its slug."""
        origin = self.task.rule.origin
        slug = store.commitments_of(self.db, self.task.thing).get(draft.part)
        if slug is None:
            slug = store.slug_for(
                self.db, self.task.thing, draft.part, draft.slug, draft.commitment, origin
            )
            self.made.commitments += 1
        store.update_commitment(self.db, slug, draft.commitment, draft.body)
        self._keep_events(slug, draft.events)
        return slug

    def clear(self, slug: str) -> None:
        """Take back a commitment of which nothing is announced any more."""
        self._keep_events(slug, [])
        store.retract_commitment(self.db, slug, self.today, self.why)

    def _keep_events(self, slug: str, wanted: list[Row]) -> None:
        standing = store.standing_events(self.db, slug, self.task.rule.origin)
        kept = _matched(standing, wanted)
        for event in standing:
            if event["id"] not in kept.values():
                why = self._mistake(event) or self.why
                store.take_back(self.db, event["id"], self.today, why)
                self.made.retracted += 1
        places = {number: place for place, number in kept.items()}
        if any(event["seq"] != places.get(event["id"], event["seq"]) for event in standing):
            store.place_events(self.db, places)
        self._write(slug, wanted, kept, standing)

    def _write(
        self, slug: str, wanted: list[Row], kept: dict[int, int], standing: list[Row]
    ) -> None:
        by_number = {event["id"]: event for event in standing}
        by_place = {event["seq"]: event["id"] for event in standing}
        for place, event in enumerate(wanted, start=1):
            if place not in kept:
                store.add_event(
                    self.db, slug, {"seq": place, **event}, origin=self.task.rule.origin,
                    instead_of=by_place.get(place),
                )  # fmt: skip
                self.made.events += 1
            elif by_number[kept[place]]["sources"] != event["sources"]:
                store.replace_sources(self.db, kept[place], event["sources"])

    def _mistake(self, event: Row) -> str | None:
        """What the source says of a date that was entered wrongly."""
        note = self.task.mistaken.get((event["due_earliest"], event["due_latest"]))
        return f"entered wrongly, as the source says itself: “{note}”" if note else None


def _matched(standing: list[Row], wanted: list[Row]) -> dict[int, int]:
    """Place to the number of the event on record that says the very same, where there is one."""
    free = list(standing)
    kept = {}
    for place, event in enumerate(wanted, start=1):
        same = next((one for one in free if _says(one) == _says(event)), None)
        if same is not None:
            free.remove(same)
            kept[place] = same["id"]
    return kept


def _says(event: Row) -> list[Any]:
    return [event[name] for name in store.EVENT]
