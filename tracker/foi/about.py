"""What a person says of a promise in a reply: which commitment it is about, or that it is its own.

    about  --> an existing commitment gets it, as an event or one more source
    commit --> a commitment of its own, of kind foi_reply, with the promise as its first event

Both are for cases that are kept here; those of the register are decided by its files.
"""

from datetime import date
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError
from sqlite_utils import Database

import db.foi.promises as store
from db import commitments
from db.connection import writing
from db.errors import Problem
from db.foi import cases as case_store
from db.sources import body_names
from tracker.foi import cases
from tracker.foi.model import Case, Role
from tracker.foi.promises import bound, settle
from tracker.register.model import Slug
from tracker.suggest.known import SAMPLE
from tracker.wording import plain, when_words

Row = dict[str, Any]
_SLUG: Final[TypeAdapter[str]] = TypeAdapter(Slug)
# A case in which the promise was given bears on the commitment as evidence of it.
_ROLE: Final[Role] = "evidence_of"


def say_about(
    db: Database, case_id: str, number: int, slug: str, as_of: date, at: str
) -> list[str]:
    """Record which commitment the promise in an event is about; returns what came of it, in lines.

    ``number`` counts the events of the case from 1, ``at`` is the instant (UTC). Raises Problem
    where there is no such case, promise or commitment.
    """
    _own_case(db, case_id)
    foi_event, _ = _promise_at(db, case_id, number)
    if slug not in commitments.live_slugs(db):
        raise Problem("there is no commitment of this name", where=slug, do="see /timeline")
    with writing(db):
        store.say_about(db, foi_event, slug, _ROLE)
        return settle(db, as_of, at).about([case_id])


def commit(
    db: Database, case_id: str, number: int, slug: str, title: str, as_of: date, at: str
) -> list[str]:
    """Make a commitment of what an event of a public case promises; returns lines.

    ``number`` counts the events of the case from 1, ``at`` is the instant (UTC). Raises Problem
    where the case is not public yet (the new title would tell of it), where the slug is taken, and
    where the promise cannot become an event; nothing is kept then.
    """
    case = _own_case(db, case_id)
    foi_event, event = _promise_at(db, case_id, number)
    _refuse_private(case, as_of)
    body = _body(db, case, event)
    row = _commitment(db, case, event, slug, title) | {"owner": body_names(db)[body]}
    with writing(db):
        commitments.insert_commitment(db, row, [{"body": body, "role": "lead"}])
        store.say_about(db, foi_event, slug, _ROLE)
        lines = settle(db, as_of, at).about([case_id])
        if foi_event not in {one["foi_event"] for one in store.settled(db)}:
            why = next((line for line in lines if line.startswith(f"{case_id}:")), case_id)
            raise Problem(why, do="add what is missing, then make the commitment")
    return lines


def _own_case(db: Database, case_id: str) -> Case:
    case = cases.read(db, case_id)
    if case_id in case_store.case_ids(db, origin="register"):
        raise Problem(
            "this is a case of the register, which its files decide",
            where=case_id,
            do="give a commitment in its register the step that tells of the promise",
        )
    return case


def _promise_at(db: Database, case_id: str, number: int) -> tuple[int, Row]:
    """The number of an event in the database, and its row."""
    events = case_store.numbered_events(db, case_id)
    promising = [
        str(place) for place, (_, row) in enumerate(events, 1) if row["promise_due_phrase"]
    ]
    if str(number) not in promising:
        there = f"events that promise something: {', '.join(promising) or 'none'}"
        raise Problem(f"event {number} promises nothing", where=case_id, do=there)
    return events[number - 1]


def _refuse_private(case: Case, as_of: date) -> None:
    if not cases.is_public(case, as_of):
        when = f"from {case.public_from} on" if case.public_from else "once it is public"
        raise Problem(
            "the case is not public, and a commitment made of it would tell of it",
            where=case.id,
            do=f"make the commitment {when}",
        )


def _body(db: Database, case: Case, event: Row) -> str:
    """The body that is bound on the day of an event."""
    if case.body is None:
        raise Problem(
            "nothing tells whose promise it is", where=case.id, do="give the case its body"
        )
    said = {"body": case.body, "authority": case.authority, "occurred_on": event["occurred_on"]}
    return bound(db, said)[0]


def _commitment(db: Database, case: Case, event: Row, slug: str, title: str) -> Row:
    """The row of the new commitment (COMMITMENT_COLUMNS), but for its owner."""
    title = plain(title)
    if not title or title.startswith(SAMPLE):
        raise Problem("a new commitment needs a title", where=case.id, do="give one with --title")
    _refuse_slug(db, slug)
    said = when_words(event["occurred_on"], event["occurred_on_precision"])
    return {
        **dict.fromkeys(commitments.COMMITMENT_COLUMNS),
        "slug": slug,
        "title": title,
        "kind": "foi_reply",
        "selection": "editor",
        "summary": f"{title}: promised by {case.authority} in a reply to an FOI request, {said}.",
    }


def _refuse_slug(db: Database, slug: str) -> None:
    try:
        _SLUG.validate_python(slug)
    except ValidationError:
        raise Problem(
            "a name is written in small letters, digits and single hyphens",
            where=slug,
            do="write it like digital-workforce-plan",
        ) from None
    if commitments.slug_is_taken(db, slug):
        raise Problem(
            "there is, or was, a commitment of this name",
            where=slug,
            do="choose another, or say that the promise is about it: `delaywatch foi about`",
        )
