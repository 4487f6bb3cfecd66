"""Take cases in from files: all of them or none, each joined with what is stored of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from sqlite_utils import Database

from db.commitments import live_slugs
from db.connection import writing
from db.errors import Problem
from db.foi import cases as case_store
from db.foi import exchange as store
from db.foi.bodies import period_on
from db.foi.clock import standing_of
from db.sources import body_names
from tracker.foi import cases
from tracker.foi.exchange.found import Account, Found
from tracker.foi.exchange.merging import at_its_place, merged
from tracker.foi.exchange.plain import case_from
from tracker.foi.exchange.reading import read
from tracker.foi.exchange.story import unexplained
from tracker.foi.exchange.taking import (
    LONGEST_ID,
    NAMES_THE_REQUESTER,
    Known,
    Wanted,
    case_of,
    gaps,
    numbered_id,
)
from tracker.foi.model import Case, Event
from tracker.foi.rows import event_of

_SET_BY_THE_PERSON: Final = ("body", "regime", "requester_kind")
NO_LOOK: Final = (
    "when the page was saved is not known, so it is no look: say --seen-on DAY, and it is one"
)
_OTHER_ID: Final = "give it another id with --as ID"


@dataclass
class Imported:
    """What came of an import: the word for each case (inserted, updated, unchanged), and lines."""

    words: dict[str, str] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        counts = {word: list(self.words.values()).count(word) for word in _WORDS}
        return ", ".join(f"{count:,} {said}" for word, said in _WORDS.items()
                         if (count := counts[word]) or word == "inserted")  # fmt: skip


_WORDS: Final = {
    "inserted": "new", "updated": "with something new", "unchanged": "with nothing new",
}  # fmt: skip


@dataclass(frozen=True)
class _Taken:
    """A case ready to be kept, where it is from, and the account behind it, if any."""

    where: str
    case: Case
    lines: list[str]
    account: Account | None


def import_cases(db: Database, path: Path, wanted: Wanted, as_of: date, at: str) -> Imported:
    """Keep the cases of a file or folder; what is stored of them already is joined, never lost.

    ``at`` is the instant (UTC). Raises Problem with file and row; nothing is kept then.
    """
    if wanted.seen_on is not None and wanted.seen_on > as_of:
        raise Problem(f"{wanted.seen_on} lies after {as_of}", where="--seen-on", do="mend the day")
    found, known = read(path), _known(db, wanted)
    alone = len(found) == 1
    with writing(db):
        taken = [_taken(db, one, known, wanted, alone=alone) for one in found]
        saved = cases.keep(db, [(one.where, one.case) for one in taken], as_of, at)
    told = [line for one in taken for line in _told(db, one)]
    return Imported(saved.words, [*told, *saved.lines])


def _known(db: Database, wanted: Wanted) -> Known:
    def regime_of(body: str, day: date) -> str | None:
        period = period_on(db, body, day.isoformat())
        return period["regime"] if period else None

    bodies = body_names(db)
    if wanted.body is not None and wanted.body not in bodies:
        raise Problem(
            f"no body is called {wanted.body!r}", where="--body",
            do=f"name one of {', '.join(bodies) or 'those that `delaywatch register load` brings'}",
        )  # fmt: skip
    return Known(bodies, store.bodies_on_whatdotheyknow(db), frozenset(live_slugs(db)), regime_of)


def _taken(db: Database, found: Found, known: Known, wanted: Wanted, *, alone: bool) -> _Taken:
    content, lines = found.content, list(found.told)
    account = content if isinstance(content, Account) else None
    if isinstance(content, Account):
        case, said = case_of(content, found.where, known, wanted)
        lines += said
        _refuse_showing(content, found.where, wanted)
    else:
        case = content
    case, ours = _with_its_id(db, case, found.where, wanted, account, alone=alone)
    if account is not None and account.newest and not _is_withdrawn(case, ours):
        if wanted.seen_on is None:  # a copy of a file is younger than what it shows
            lines.append(NO_LOOK)
        else:
            case = _seen(case, found.where, wanted.seen_on)
    if ours is not None and not wanted.replace:
        back = [event_of(row) for row in store.taken_back(db, case.id)]
        case, said = merged(ours, case, back)
        lines += said
    return _Taken(found.where, _as_wanted(case, found.where, wanted), lines, account)


def _refuse_showing(account: Account, where: str, wanted: Wanted) -> None:
    if account.hidden and wanted.visibility not in (None, "private"):
        raise Problem(
            "WhatDoTheyKnow does not show this request to everybody", where=where,
            do="import it without --visibility: it stays private",
        )  # fmt: skip


def _with_its_id(
    db: Database, case: Case, where: str, wanted: Wanted, account: Account | None, *, alone: bool
) -> tuple[Case, Case | None]:
    """The case with the id that it bears here, and the case that is stored of it, if any.

    Our own files name the id; what another site shows is known by its address.
    """
    known_as = account and _known_as(db, account)
    case_id = known_as or case.id
    if wanted.case_id is not None:
        case_id = wanted.case_id if alone else f"{wanted.case_id}-{case.id}"
        if known_as not in (None, case_id):
            raise Problem(
                f"this request is here already, as {known_as}", where=where, do="leave out --as"
            )
    if len(case_id) > LONGEST_ID:
        raise Problem(f"the id {case_id} is too long", where=where, do=_OTHER_ID)
    case = _changed(case, where, {"id": case_id})
    ours = cases.read(db, case_id) if case_store.is_case(db, case_id) else None
    if account is not None and ours is not None and known_as is not None:
        ours = _readdressed(ours, account.url)
    if account is not None and ours is not None and ours.url and known_as is None:
        raise Problem(
            f"there is another case {case_id} already, of {ours.url}", where=where, do=_OTHER_ID
        )
    return case, ours


def _known_as(db: Database, account: Account) -> str | None:
    """The case of ours that is this request: by its address, else by the number in its id."""
    at_address = store.cases_at(db, account.url)
    ours = (case_id for case_id, origin in at_address if origin == "editor")
    numbered = numbered_id(account)
    there = numbered is not None and case_store.is_case(db, numbered)
    return next(ours, numbered if there else None)


def _readdressed(case: Case, url: str) -> Case:
    """The case at the address that the site has given the request since, its messages too."""
    if case.url is None or _is_at(case.url, url):
        return case
    events = [
        one.model_copy(update={"url": url + one.url.removeprefix(case.url)})
        if one.url and _is_at(one.url, case.url) else one
        for one in case.events
    ]  # fmt: skip
    # Whether the new address bears a name is told by the file.
    note = None if case.private_note == NAMES_THE_REQUESTER else case.private_note
    return cases.with_events(case.model_copy(update={"url": url, "private_note": note}), events)


def _is_at(url: str, request: str) -> bool:
    """Whether an address is that of a request, or of a message or file of it."""
    return url == request or url.startswith((f"{request}#", f"{request}/"))


def _as_wanted(case: Case, where: str, wanted: Wanted) -> Case:
    """The case with what the person said of it; a private person is never named."""
    changes = {
        name: value for name in _SET_BY_THE_PERSON
        if (value := getattr(wanted, name)) is not None
    }  # fmt: skip
    if "body" in changes and case.body is not None:
        del changes["body"]
    if wanted.visibility is not None:
        changes |= {"visibility": wanted.visibility, "public_from": wanted.public_from}
    return _changed(case, where, changes) if changes else case


def _changed(case: Case, where: str, changes: dict[str, Any]) -> Case:
    fields = {name: getattr(case, name) for name in type(case).model_fields}
    return case_from({**fields, **changes}, where)


def _seen(case: Case, where: str, day: date) -> Case:
    """The case with a look on the day on which the page was saved."""
    later = [event.on for event in case.events if event.on is not None and event.on > day]
    if later:
        raise Problem(
            f"has an event of {max(later)}, so it was not saved on {day}", where=where,
            do="say with --seen-on when it was saved",
        )  # fmt: skip
    return cases.with_events(case, at_its_place(case.events, Event(type="checked", on=day)))


def _is_withdrawn(*tellings: Case | None) -> bool:
    """Whether it was withdrawn, after which there is nothing to look for."""
    events = [event for case in tellings if case is not None for event in case.events]
    return any(event.type == "withdrawn" for event in events)


def _told(db: Database, taken: _Taken) -> Iterator[str]:
    """The lines about a case, each with its id, once it is known what it comes to."""
    standing = standing_of(db, taken.case.id)
    lines: list[str | None] = [*taken.lines]
    if taken.account is not None and standing is not None:
        lines += [*gaps(taken.case), unexplained(taken.account, standing["status"])]
    for line in lines:
        if line:
            yield line if line.startswith(taken.where) else f"{taken.case.id}: {line}"
    for case_id, origin in store.cases_at(db, taken.account.url) if taken.account else []:
        if origin == "register":
            yield f"{taken.case.id}: the register has this request too, as {case_id}"
