"""What a person says happened in a case, as an event; and taking an event back.

The words of a promise are read as everywhere else (tracker.dues), and shown as they were read.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from sqlite_utils import Database

from db.connection import writing
from db.errors import Problem
from db.foi import cases as case_store
from db.foi import exchange as store
from tracker.dues import Due, find_dues
from tracker.foi import cases
from tracker.foi.exchange.merging import at_its_place, completed, find_same
from tracker.foi.grounds import normalised, provision_of
from tracker.foi.model import Case, Event
from tracker.foi.showing import event_lines
from tracker.foi.vocabulary import EVENT_TYPES
from tracker.wording import due_reading


@dataclass(frozen=True)
class Said:
    """What a person says of one event; what is left out is None or empty.

    ``part`` to ``anticipated`` are about all ``grounds``; ``promise`` are the words of the body,
    ``about`` the commitment that they are about, ``file`` the letter, of which the hash is kept.
    """

    type: str
    on: date | None
    precision: str
    outcome: str | None = None
    until: date | None = None
    resets: bool | None = None
    reference: str | None = None
    channel: str | None = None
    url: str | None = None
    note: str | None = None
    known: str = "observed"
    grounds: Sequence[str] = ()
    part: bool = False
    public_interest_test: bool | None = None
    neither_confirm_nor_deny: bool = False
    properly_invoked: bool | None = None
    anticipated: date | None = None
    promise: str | None = None
    about: str | None = None
    file: Path | None = None


def record(
    db: Database, case_id: str, said: Said, as_of: date, at: str, *, another: bool = False
) -> list[str]:
    """Keep what happened, and return what to tell: the event as it was read, and what was done.

    Where the case has the event already with less said of it, that one is completed; ``another``
    makes it one of its own. Raises Problem, and keeps nothing, where it cannot have happened so.
    """
    with writing(db):
        case = cases.read(db, case_id)
        event = event_said(said, case)
        place = None if another else find_same(case.events, event)
        events, kept, how = _kept(case, event, place)
        saved = cases.keep(db, [(case_id, cases.with_events(case, events))], as_of, at)
    return [*event_lines(kept, case.regime), *([how] if how else []), *saved.lines]


def retract(db: Database, case_id: str, number: int, why: str, as_of: date, at: str) -> list[str]:
    """Take an event back: it stays on record with ``why``, and counts no more.

    ``number`` is that of `delaywatch foi show`. Raises Problem where there is none, or where what
    is left cannot have happened so.
    """
    why = why.strip()
    if not why:
        raise Problem("say why it is taken back", where=case_id, do="add --why TEXT")
    with writing(db):
        case = cases.read(db, case_id)
        if not 1 <= number <= len(case.events):
            raise Problem(
                f"there is no event {number}", where=case_id,
                do=f"see the numbers in `delaywatch foi show {case_id}`",
            )  # fmt: skip
        event_id, _ = case_store.numbered_events(db, case_id)[number - 1]
        gone = case.events[number - 1]
        left = [*case.events[: number - 1], *case.events[number:]]
        saved = cases.keep(db, [(case_id, cases.with_events(case, left))], as_of, at)
        store.say_why(db, event_id, why)
    return ["taken back:", *event_lines(gone, case.regime), *saved.lines]


def event_said(said: Said, case: Case) -> Event:
    """The event that a person tells of. Raises Problem with what is wrong and what to do."""
    kind = event_type(said.type)
    fields = {
        "type": kind, "on": said.on, "precision": said.precision, "known": said.known,
        "channel": said.channel, "outcome": said.outcome and said.outcome.replace("-", "_"),
        "until": said.until, "resets": said.resets, "reference": said.reference, "url": said.url,
        "note": said.note, "sha256": _sha256(said.file) if said.file else None,
        "grounds": tuple(_grounds(said, case)), "promise": _promise(said),
    }  # fmt: skip
    if kind == "note" and not said.note:
        raise Problem("a note needs its text", where=case.id, do="add --note TEXT")
    if kind == "resent" and said.resets is None and _is_undelivered(case):
        raise Problem(
            "it had not been delivered: did the clock begin anew when it was sent again?",
            where=case.id,
            do="add --resets; --keeps-clock leaves it undelivered (if the first one had arrived "
            "all the same, take the delivery_error back with --retract)",
        )
    try:
        return Event.model_validate(fields)
    except ValidationError as error:
        raise cases.problem_of(error, f"{case.id}: {kind}") from error


def event_type(name: str) -> str:
    """The type that a person names. Raises Problem with the near ones where there is none.

    >>> event_type("refusal-notice")
    'refusal_notice'
    """
    kind = name.strip().lower().replace("-", "_").replace(" ", "_")
    if kind not in EVENT_TYPES:
        near = get_close_matches(kind, EVENT_TYPES, n=2)
        raise Problem(
            f"there is no event of type {name!r}",
            do=f"did you mean {' or '.join(near)}?" if near else f"take {', '.join(EVENT_TYPES)}",
        )
    return kind


def _is_undelivered(case: Case) -> bool:
    """Whether the last that is known of a request is that it did not arrive."""
    told = [event.type for event in case.events if event.type not in ("note", "checked")]
    return told[-1:] == ["delivery_error"]


def _kept(case: Case, event: Event, place: int | None) -> tuple[list[Event], Event, str]:
    """The events with what was said, the event that it is now, and how that came about."""
    if place is None:
        return at_its_place(case.events, event), event, ""
    before = case.events[place]
    after = completed(before, event)
    events = [*case.events[:place], after, *case.events[place + 1 :]]
    if after == before:
        return events, after, "it was there already; nothing was added (--another: one more)"
    return events, after, "it was there with less said of it: completed (--another: one more)"


def _grounds(said: Said, case: Case) -> Iterator[dict[str, Any]]:
    """The grounds that were named, as the list of the case's Act has them."""
    names = [one for text in said.grounds for one in normalised(text, case.regime)]
    about_future = [name for name in names if _is_of_the_future(name, case)] or names[:1]
    if said.anticipated is not None and not names:
        raise Problem(
            "a day of publication belongs to a ground", where="--anticipated",
            do='name it, as in --ground "s.22"; or give the words of the reply with --promise',
        )  # fmt: skip
    for name in dict.fromkeys(names):
        yield {
            "provision": name,
            "scope": "part" if said.part else "whole",
            "public_interest_test": said.public_interest_test,
            "neither_confirm_nor_deny": said.neither_confirm_nor_deny,
            "properly_invoked": said.properly_invoked,
            "anticipated_publication": said.anticipated if name in about_future else None,
        }


def _is_of_the_future(name: str, case: Case) -> bool:
    provision = provision_of(name, case.regime)
    return provision is not None and provision.future_publication


def _promise(said: Said) -> dict[str, Any] | None:
    """What the words of a promise were read as. Raises Problem unless there is one reading."""
    if said.promise is None:
        if said.about is not None:
            raise Problem(
                "there is no promise that it could be about", where="--about",
                do="give the words of the reply with --promise",
            )  # fmt: skip
        return None
    due = _one_due(said.promise, said.on if said.precision == "day" else None)
    latest = None if due.start_by else due.latest
    end = latest or due.start_by
    return {
        "due_phrase": due.text,
        # A deadline of a day that nobody can tell yet is open, as at the review desk.
        "due_kind": due.kind if end is not None else "open",
        "due_earliest": due.earliest,
        "due_latest": latest,
        "start_by": due.start_by,
        "soft": due.soft and latest is not None,
        "about": said.about,
    }


def _one_due(words: str, said_on: date | None) -> Due:
    dues = find_dues(words, said_on)
    if len(dues) == 1:
        return dues[0]
    read = "; ".join(f"“{due.text}” ({reading(due)})" for due in dues)
    raise Problem(
        f"“{words}” names {len(dues)} dates: {read}" if dues else f"“{words}” names no date",
        where="--promise",
        do="give the words of one date only, as the reply has them (`delaywatch dates` tries them)",
    )


def reading(due: Due) -> str:
    """What words about time were read as, in words."""
    return due_reading(
        {
            "due_kind": due.kind,
            "due_earliest": due.earliest and due.earliest.isoformat(),
            "due_latest": due.latest and due.latest.isoformat(),
            "start_by": due.start_by and due.start_by.isoformat(),
        }
    )


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
