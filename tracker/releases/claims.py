"""What a release says otherwise than the one before, and why: claim by claim.

A change of status or lateness for another cause than time waits until a person accepts it
(``waiting``). Time passes by itself; and that a sign of delivery is being checked takes an
accusation back, so it is told at once.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

from sqlite_utils import Database

from db import claims as store
from tracker.releases.sentences import sentences
from tracker.wording import STATUS_NAMES, number_words

Row = Mapping[str, Any]
TIME: Final = "time"
_AT_ONCE: Final = 500  # changes whose sentences are made together
CAUSES: Final = {
    "first_published": "published for the first time",
    "time": "time passed",
    "evidence": "evidence",
    "our_error": "our error",
    "rule": "another rule of counting",
    "objection": "an objection",
    "hold": "held while it was looked at again",
}


@dataclass(frozen=True)
class Change:
    """A claim that becomes another one.

    ``was`` and ``now`` are claims (``db.claims.CLAIM``) or None where nothing is said; ``change``
    and ``cause`` are those of the table ``claims``. ``waits``: a person has to accept it first.
    """

    commitment: str
    change: str
    cause: str
    reason: str | None
    was: Row | None
    now: Row | None
    waits: bool

    def line(self) -> str:
        """The change in a line: what it was, what it becomes, and why."""
        why = CAUSES[self.cause] + (f": {self.reason}" if self.reason else "")
        return f"{self.commitment}: {_told(self.was)} → {_told(self.now)} ({why})"


@dataclass(frozen=True)
class Before:
    """The release that is the current one: its file, the day it is counted for, its rules."""

    file: Path
    as_of: str
    rules: str


def changes(db: Database, target: Path, before: Before | None, rules: str) -> list[Change]:
    """What the facts in ``target`` claim otherwise than the record says was claimed last.

    ``target`` is the file that is being made, ``rules`` the digest of what it was counted by.
    """
    return [*first_claims(db, target), *changed_claims(db, target, before, rules)]


def first_claims(db: Database, target: Path) -> Iterator[Change]:
    """What is claimed of commitments that nothing was claimed of before, one by one.

    At a first publication that is all there is.
    """
    held = frozenset(store.held_slugs(db))
    for slug, last, now in store.claimed_beside(db, target):
        if last is None and now is not None and slug not in held:
            yield Change(slug, "new", "first_published", None, None, now, waits=False)


def changed_claims(db: Database, target: Path, before: Before | None, rules: str) -> list[Change]:
    """What is claimed otherwise than before, and what no more: ``changes`` but for the new."""
    held = frozenset(store.held_slugs(db))
    other: dict[str, tuple[Row, Row]] = {}
    gone: dict[str, Row] = {}
    for slug, last, now in store.claimed_beside(db, target):
        if last is None:
            continue
        if now is None or slug in held:
            if last["status"] is not None:
                gone[slug] = last
        elif _differs(last, now):
            other[slug] = last, now
    causes = _Causes(db, target, before, rules, [*other, *gone])
    return [
        *(_changed(db, causes, slug, last, now) for slug, (last, now) in other.items()),
        *(_gone(db, causes, slug, last, is_held=slug in held) for slug, last in gone.items()),
    ]


def rows(
    found: Iterable[Change], target: Path, *, release: int, published_at: str, as_of: str
) -> Iterator[dict[str, Any]]:
    """Rows of ``claims`` for the changes, each with the sentence that stands on its page.

    Some are read at once, so that a hundred thousand of them need not be in memory together.
    """
    nothing = dict.fromkeys(store.CLAIM)
    found = iter(found)
    while some := list(islice(found, _AT_ONCE)):
        told = sentences(target, [one.commitment for one in some if one.now is not None])
        for one in some:
            yield {
                "commitment": one.commitment, "release": release, "published_at": published_at,
                "as_of": as_of, "change": one.change, "cause": one.cause, "reason": one.reason,
                **(one.now or nothing), "sentence": told.get(one.commitment),
            }  # fmt: skip


def _differs(was: Row, now: Row) -> bool:
    return any(was[name] != now[name] for name in store.CLAIM)


def is_late_otherwise(was: Row | None, now: Row | None) -> bool:
    """Whether status or days of lateness are others; None is no claim at all."""
    return any((was and was[name]) != (now and now[name]) for name in store.LATENESS)


def _changed(db: Database, causes: "_Causes", slug: str, last: Row, now: Row) -> Change:
    if last["status"] is None:
        return _back(db, causes, slug, last, now)
    cause, reason = causes.of(slug, last, now)
    waits = _must_wait(last, now, cause)
    change = Change(slug, "changed", cause, reason, last, now, waits=waits)
    return _as_accepted(db, change)


def _back(db: Database, causes: "_Causes", slug: str, last: Row, now: Row) -> Change:
    """What was held, or withdrawn, and is told again: it is held against what was said before."""
    before = store.claim_before(db, slug)
    if last["change"] == "held" and not is_late_otherwise(before, now):
        return Change(slug, "back", "hold", None, None, now, waits=False)
    cause, reason = causes.of(slug, before or last, now)
    change = Change(slug, "back", cause, reason, before, now, waits=_must_wait(before, now, cause))
    return _as_accepted(db, change)


def _gone(db: Database, causes: "_Causes", slug: str, last: Row, *, is_held: bool) -> Change:
    if is_held:
        return Change(slug, "held", "hold", None, last, None, waits=False)
    cause, reason = causes.of(slug, last, None)
    return _as_accepted(db, Change(slug, "withdrawn", cause, reason, last, None, waits=True))


def _must_wait(was: Row | None, now: Row, cause: str) -> bool:
    late = is_late_otherwise(was, now)
    return late and cause != TIME and now["status"] != "being_checked"


def _as_accepted(db: Database, change: Change) -> Change:
    """The change as a person accepted it, perhaps with a cause of their own."""
    wanted = change.now or dict.fromkeys(store.LATENESS)
    given = store.accepted(db, change.commitment, dict(wanted))
    if given is None:
        return change
    return Change(
        change.commitment, change.change, given["cause"] or change.cause,
        "; ".join(dict.fromkeys(filter(None, (change.reason, given["reason"])))) or None,
        change.was, change.now, waits=False,
    )  # fmt: skip


class _Causes:
    """Why claims changed: by what they rest on in the release before and in this one."""

    def __init__(
        self, db: Database, target: Path, before: Before | None, rules: str, slugs: list[str]
    ) -> None:
        self._db, self._before = db, before
        self._rules_differ = before is not None and before.rules != rules
        self._new = store.facts_in(target, slugs) if slugs else {}
        self._old = store.facts_in(before.file, slugs) if before and slugs else {}
        # By the present rules and facts on the day of the release before: what only time changed
        # was then as it was told.
        self._then = store.counted_for(db, before.as_of, slugs) if before and slugs else {}

    def of(self, slug: str, was: Row, now: Row | None) -> tuple[str, str | None]:
        """The cause of a change, and the reason that a person gave, if one did."""
        stated = self._stated(slug)
        if stated is not None:
            return stated
        by_facts = self._by_facts(slug)
        if by_facts is not None:
            return by_facts, None
        if now is not None and not self._was_otherwise_then(slug, was):
            return TIME, None
        return ("rule" if self._rules_differ else "evidence"), None

    def _stated(self, slug: str) -> tuple[str, str | None] | None:
        """What a person said when an event was taken back or an objection upheld."""
        since = self._before.as_of if self._before else ""
        retracted = store.taken_back(self._db, slug, since)
        if retracted and self._lost_events(slug):
            return retracted["cause"], retracted["why"]
        upheld = store.objection_upheld(self._db, slug, since)
        if upheld and self._by_facts(slug):
            return "objection", upheld["reason"]
        return None

    def _lost_events(self, slug: str) -> set[tuple[Any, ...]]:
        old, new = self._old.get(slug), self._new.get(slug)
        return (old["events"] if old else set()) - (new["events"] if new else set())

    def _by_facts(self, slug: str) -> str | None:
        """Our error where something that was told is told no more, else evidence; None: the same.

        What a rule made of a source's own field goes when the source says otherwise, and what an
        FOI reply promised when its case is not public any more.
        """
        old, new = self._old.get(slug), self._new.get(slug)
        if old is None or new is None or old == new:
            return None
        lost = self._lost_events(slug)
        if any(says[0] in _BY_PEOPLE for says in lost):
            return "our_error"
        return "rule" if lost and self._rules_differ else "evidence"

    def _was_otherwise_then(self, slug: str, was: Row) -> bool:
        then = self._then.get(slug)
        return then is None or any(then[name] != was[name] for name in _BY_TIME)


# Origins of events that only people take back or word otherwise.
_BY_PEOPLE: Final = frozenset({"register", "editor"})
# What the day of counting decides.
_BY_TIME: Final = tuple(name for name in store.CLAIM if name != "disputed")


def _told(claim: Row | None) -> str:
    if claim is None:
        return "nothing claimed"
    return ", ".join(_parts(claim))


def _parts(claim: Row) -> Iterator[str]:
    yield STATUS_NAMES[claim["status"]]
    days = claim["days_late_min"]
    if days is not None and days > 0:
        yield f"late by at least {number_words(days)}"
    elif claim["standing_due_latest"]:
        yield f"due by {claim['standing_due_latest']}"
    if claim["disputed"]:
        yield "disputed"
