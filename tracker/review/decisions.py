"""What a person decides about a statement, and what comes of it.

accept | edit | link | new --> an event of a commitment, with the page as its source
same                       --> one more source for an event that is on record
reject                     --> nothing, but the machine does not ask again
undo                       --> the last decision is taken back; both stay in the log

Each decision is one transaction. The desk in the terminal and the one on the web both call this.
"""

import json
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, Literal

from sqlite_utils import Database

import db.reviews as store
from db import commitments
from db.connection import writing
from db.errors import Problem
from db.sources import add_body, body_names
from db.statements import KEY
from db.suggestions import event_state, save_suggestions
from tracker.days import day_in_london
from tracker.digest import digest_of_values
from tracker.names import fair_speaker, refused, why_refused
from tracker.releases.accepting import accept_counted
from tracker.resolve.bodies import body_called
from tracker.resolve.names import name_of
from tracker.review.drafts import (
    body_meant,
    body_named,
    body_of,
    event_row,
    source_of,
    whose_is_unknown,
)
from tracker.suggest.groups import regroup
from tracker.suggest.known import SAMPLE
from tracker.wording import day_words, event_name, plain

Row = dict[str, Any]
Verdict = Literal["accept", "edit", "link", "new", "same", "reject"]
_TAKEN_BACK: Final = "taken back by the reviewer"
# A decision as it is told later: "Ada has decided this already: rejected".
DECIDED: Final = {
    "accept": "accepted", "edit": "accepted with changes", "link": "linked to another commitment",
    "new": "made a new commitment of it", "same": "taken as one more source", "reject": "rejected",
    "one_by_one": "taken one by one",
}  # fmt: skip
# The same where it is what was done: "taken back: rejecting ...".
DECIDING: Final = {
    "accept": "accepting", "edit": "accepting with changes", "link": "linking",
    "new": "making a new commitment of", "same": "taking as one more source",
    "reject": "rejecting", "one_by_one": "taking one by one",
}  # fmt: skip
_LONGEST_SLUG: Final = 60
_LONGEST_QUOTE: Final = 70


@dataclass(frozen=True)
class Decision:
    """What a reviewer says of a statement; ``at`` is the instant (UTC).

    ``decision`` is accept, edit, link, new, same or reject. ``commitment`` names the one to link
    to (of a new one the slug, if it is to have a certain one), ``title`` a new one's,
    ``event_id`` the event that the statement repeats, ``fields`` what to write otherwise
    (EDITABLE). Where they are missing, the machine's first suggestion holds. ``seen`` is what
    ``as_seen`` gave when it was shown, if it was shown to a person.
    """

    statement_id: int
    decision: Verdict
    reviewer: str
    at: str
    commitment: str | None = None
    title: str | None = None
    event_id: int | None = None
    fields: Mapping[str, Any] | None = None
    note: str | None = None
    seen: str | None = None


@dataclass(frozen=True)
class Decided:
    """What came of a decision, with a line that tells it."""

    review_id: int
    commitment: str | None
    event_id: int | None
    line: str


class Changed(Problem):
    """What a decision is about is no longer what was shown."""


class Settled(Problem):
    """There is a standing decision on it already."""


def as_seen(db: Database, found: Row) -> str:
    """What changes whenever the statement, a suggestion, or what is on record about it does."""
    suggestions = store.suggestions_of(db, found["id"])
    known = {name: value for name, value in found.items() if name not in _BESIDE_THE_POINT}
    states = [event_state(db, one["commitment"]) for one in suggestions if one["commitment"]]
    return digest_of_values([known, suggestions, states])


# That a page was read again, or where on it the sentence stands now, changes nothing.
_BESIDE_THE_POINT: Final = frozenset(
    {"text", "page", "sentence_start", "sentence_end", "due_start", "due_end", "found_at"}
)


def decide(db: Database, said: Decision, today: date) -> Decided:
    """Keep a decision and do what it says; ``today`` dates what was checked.

    Raises Settled where the statement is decided already; Changed where it is not what was shown;
    Problem where it is not there, where nothing tells which commitment is meant, where an edited
    field is wrong, or where a copy or a sample of a page would speak of a real commitment.
    """
    with writing(db):
        decided = carry_out(db, said, today)
        if decided.commitment is not None:  # whoever decides is shown what comes of it
            accept_counted(db, decided.commitment, by=said.reviewer, at=said.at)
        return decided


def carry_out(db: Database, said: Decision, today: date) -> Decided:
    """What ``decide`` does, inside a transaction of the caller."""
    found = _open_statement(db, said.statement_id)
    if said.seen is not None and said.seen != as_seen(db, found):
        raise Changed(
            "this has changed since it was shown",
            where=f"statement {said.statement_id}",
            do="look at it again",
        )
    if said.decision == "reject":
        line = f"rejected: “{_short(found['quote'])}”"
        return _log(db, found, said, "reject", None, None, line)
    _refuse_copies(found)
    _make_known(db, found)
    suggestion = next(iter(store.suggestions_of(db, said.statement_id)), None)
    if said.decision == "same" or _only_repeats(said, suggestion):
        return _same(db, found, said, suggestion)
    if said.decision == "new" or _is_for_new(said, suggestion):
        return _new(db, found, said, suggestion, today)
    slug = said.commitment or (suggestion or {}).get("commitment")
    if slug is None:
        raise Problem(
            "nothing tells which commitment this is about",
            where=f"statement {said.statement_id}",
            do="link it to one, or make a new one",
        )
    return _event(db, found, said, str(slug), today, said.decision)


def undo(
    db: Database,
    reviewer: str,
    at: str,
    today: date,
    *,
    review_id: int | None = None,
    whose: str | None = None,
) -> str:
    """Take back the last decision of a reviewer, or a certain one; returns a line that tells which.

    ``whose`` decision it is, if not the reviewer's own: one that was withdrawn as a correction.
    Raises Problem where there is none, or where it was taken back already.
    """
    with writing(db):
        last = store.standing_review(db, whose or reviewer, review_id)
        if last is None:
            raise Problem("there is no decision to take back", where=reviewer)
        _undo(db, last, reviewer, at)
        _take_back(db, last, today, _TAKEN_BACK)
    return f"taken back: {DECIDING[last['decision']]} “{_short(last['quote'])}”"


def withdraw(
    db: Database, made: Row, by: str, at: str, today: date, *, why: str, cause: str
) -> None:
    """Take back a decision that made an event, as a correction: by whoever corrects, with a cause.

    ``made`` is its row of ``reviews``. The event is kept with ``why`` and ``cause``, and the
    sentence waits for a person again. Inside a transaction of the caller.
    """
    _undo(db, made, by, at, note=why)
    _take_back(db, made, today, why, cause)


def _undo(db: Database, last: Row, reviewer: str, at: str, *, note: str | None = None) -> None:
    row = {name: last[name] for name in KEY}
    store.add_review(
        db,
        {
            **row, "decided_at": at, "reviewer": reviewer, "quote": last["quote"],
            "decision": "undo", "undoes": last["id"], "note": note,
        },
    )  # fmt: skip


def last_decided(db: Database, reviewer: str) -> int | None:
    """The statement (number) of the decision that ``undo`` would take back, or None."""
    last = store.standing_review(db, reviewer)
    made = store.review(db, last["id"]) if last else None
    return store.find_statement(db, made) if made else None


def _take_back(db: Database, last: Row, today: date, why: str, cause: str | None = None) -> None:
    day = today.isoformat()
    if last["decision"] == "same":
        added = json.loads(last["fields"])
        if added["new"] and not store.is_borne_out(db, last):
            commitments.remove_source(db, last["commitment"], added["url"])
    elif last["event_id"] is not None:
        commitments.retract_event(db, last["event_id"], day, why, cause)
        commitments.retract_editors_commitment(db, last["commitment"], day, _TAKEN_BACK)
        if store.commitment(db, last["commitment"]) is None:
            regroup(db, last["commitment"], {name: last[name] for name in KEY})


# ----------------------------------------------------------------- what may be done


def _open_statement(db: Database, statement_id: int) -> Row:
    found = store.statement(db, statement_id)
    if found is None:
        raise Problem("there is no such statement", where=f"statement {statement_id}")
    decided = store.decision_on(db, found)
    if decided is not None:
        raise Settled(
            f"{decided['reviewer']} has decided this already: {DECIDED[decided['decision']]}",
            where=f"statement {statement_id}",
            do=f"only {decided['reviewer']} can take that back (u)",
        )
    return found


def _refuse_copies(found: Row) -> None:
    if found["origin"] == "copy":
        raise Problem(
            "this page is a copy that was crawled for a trial: nothing may rest on it",
            where=found["url"],
            do="reject it, or crawl the site itself",
        )


def _refuse_mixing(found: Row, title: str) -> None:
    if (found["origin"] == "sample") != title.startswith(SAMPLE):
        raise Problem(
            "a sample page says nothing about a real commitment, nor a real one about a sample",
            where=found["url"],
            do="choose another commitment, or make a new one",
        )


def _only_repeats(said: Decision, suggestion: Row | None) -> bool:
    untold = said.decision == "accept" and said.commitment is None
    return untold and suggestion is not None and suggestion["kind"] == "same"


def _is_for_new(said: Decision, suggestion: Row | None) -> bool:
    untold = said.decision in ("accept", "edit") and said.commitment is None
    return untold and suggestion is not None and suggestion["kind"] == "new"


# ------------------------------------------------------------------- what it does


def _event(
    db: Database, found: Row, said: Decision, slug: str, today: date, decision: str
) -> Decided:
    about = store.commitment(db, slug)
    if about is None:
        raise Problem(
            f"there is no commitment “{slug}”, or no longer",
            where=f"statement {found['id']}",
            do="link it to another (l), or make a new one (n)",
        )
    _refuse_mixing(found, about["title"])
    event = event_row(db, found, slug, said.fields or {}, today)
    event_id = commitments.insert_event(db, slug, event, origin="editor")
    line = f"written to “{about['title']}”: {event_name(event['event']).lower()}"
    return _log(db, found, said, decision, slug, event_id, line)


def _new(db: Database, found: Row, said: Decision, suggestion: Row | None, today: date) -> Decided:
    if said.title is None and found["deliverable"] and name_of(found["deliverable"]).bare:
        raise Problem(
            f"“{found['deliverable']}” alone names nothing: of what is it?",
            where=f"statement {found['id']}",
            do="give it a title (n)",
        )
    body = body_meant(db, (said.fields or {}).get("promised_by")) or body_of(db, found)
    title = said.title or found["deliverable"]
    slug = _make_commitment(db, found, title, said.commitment, body)
    decided = _event(db, found, said, slug, today, "new")
    line = f"new commitment made: {decided.line.removeprefix('written to ')}"
    if suggestion is not None and suggestion["kind"] == "new":
        _tell_the_others(db, suggestion["proposal"], found["id"], slug)
    return replace(decided, line=line)


def _tell_the_others(db: Database, proposal: int, decided: int, slug: str) -> None:
    """What else was thought to be of the same new thing is now of this commitment."""
    for other in store.members_of(db, proposal):
        if other != decided:
            row = {
                "kind": "link", "commitment": slug, "score": 1.0,
                "why": "the same thing as in the statement that made this commitment",
            }  # fmt: skip
            save_suggestions(db, other, "proposal", [row])


def _make_commitment(
    db: Database, found: Row, named: str | None, wanted: str | None, body: str | None
) -> str:
    title = plain(named or "")
    if not title:
        raise Problem(
            "a new commitment needs a title", where=f"statement {found['id']}", do="give one (n)"
        )
    title = title[0].upper() + title[1:]
    sample = found["origin"] == "sample"
    if sample and not title.startswith(SAMPLE):
        title = f"{SAMPLE}{title}"
    if wanted is not None and not _is_free(db, wanted):
        raise Problem("there is, or was, a commitment of this name", where=wanted, do="link to it")
    slug = wanted or _free_slug(db, title, found["id"])
    for one in refused(title, "own_words"):
        raise Problem(f"the title {why_refused(one)}", do="give another title (n)")
    named = found["actor"] or found["speaker"] or ""
    owner = body_names(db).get(body) if body else fair_speaker(named, found["quote"])
    if not owner:
        raise whose_is_unknown(db, found)
    published = day_in_london(found["published_at"])
    said = day_words(published.isoformat()) if published else "an undated page"
    commitments.insert_commitment(
        db,
        {
            **dict.fromkeys(commitments.COMMITMENT_COLUMNS),
            "slug": slug,
            "title": title,
            "owner": owner,
            "kind": "promise",
            "selection": "editor",
            "summary": f"{title}: first met in {found['publisher']}, {said}.",
        },
        [{"body": body, "role": "lead"}] if body else [],
    )
    return slug


def _make_known(db: Database, found: Row) -> None:
    """Enter the body that a sentence names, so that its promise is not laid to another."""
    named = body_named(found)
    if named and body_called(named, body_names(db)) is None:
        add_body(db, _slug(named), named)


def _free_slug(db: Database, title: str, statement_id: int) -> str:
    """A slug made of the title that no commitment has or ever had, but for one taken back here.

    What the same finding, or another of its group, had made and an editor took back would be the
    same thing at the same address, whether or not a release showed it meanwhile: the working
    database does not know what was published.
    """
    base = _slug(title)
    slug, number = base, 1
    while commitments.slug_is_taken(db, slug) and not (
        _is_free(db, slug) and store.was_made_of(db, slug, statement_id)
    ):
        number += 1
        slug = f"{base}-{number}"
    return slug


def _is_free(db: Database, slug: str) -> bool:
    """Whether no commitment ever had this slug, or only one that its editor took back."""
    why = commitments.retracted_why(db, slug)
    return not commitments.slug_is_taken(db, slug) or why == _TAKEN_BACK


def _slug(name: str) -> str:
    words = "".join(c if c.isalnum() and c.isascii() else " " for c in name.lower()).split()
    return "-".join(words)[:_LONGEST_SLUG].strip("-") or "commitment"


def _same(db: Database, found: Row, said: Decision, suggestion: Row | None) -> Decided:
    event_id = said.event_id or (suggestion or {}).get("event_id")
    event = store.event(db, event_id) if event_id else None
    if event is None or event["retracted_on"] is not None:
        raise Problem(
            "nothing tells which event this repeats",
            where=f"statement {found['id']}",
            do="accept or link it instead",
        )
    _refuse_mixing(found, store.title_of(db, event["commitment"]) or "")
    source = source_of(found)
    new = commitments.add_source(db, event["id"], source)
    title = store.title_of(db, event["commitment"])
    line = f"one more source of “{title}”" if new else f"“{title}” had this source already"
    fields = {"url": source["url"], "new": new}
    return _log(db, found, said, "same", event["commitment"], event["id"], line, fields=fields)


def _log(
    db: Database,
    found: Row,
    said: Decision,
    decision: str,
    slug: str | None,
    event_id: int | None,
    line: str,
    *,
    fields: Mapping[str, Any] | None = None,
) -> Decided:
    review_id = store.add_review(
        db,
        {
            **{name: found[name] for name in KEY},
            "decided_at": said.at,
            "reviewer": said.reviewer,
            "quote": found["quote"],
            "decision": decision,
            "commitment": slug,
            "event_id": event_id,
            "fields": dict(fields or said.fields or {}) or None,
            "note": said.note,
        },
    )
    return Decided(review_id, slug, event_id, line)


def _short(quote: str) -> str:
    return textwrap.shorten(quote, _LONGEST_QUOTE, placeholder="…")
