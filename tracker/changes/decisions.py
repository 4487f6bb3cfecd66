"""What a person decides about a change, or about a site change.

accept      --> it is published, as what was seen between two days
reject      --> it is not, and nobody is asked about it again
one_by_one  --> of a site change: what it holds is put before a person, each by itself

Decisions are only ever added. Each holds for what was shown: where a change says something else by
now, it waits again.
"""

import textwrap
from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlite_utils import Database

import db.changes as store
from db.connection import writing
from db.errors import Problem
from tracker.review.decisions import DECIDED, DECIDING, Changed, Settled

Row = dict[str, Any]
Verdict = Literal["accept", "reject", "one_by_one"]
_LONGEST_TOLD: Final = 120


@dataclass(frozen=True, slots=True)
class Decision:
    """What a reviewer says of a change, or of a site change; ``at`` is the instant (UTC).

    ``subject`` is what ``db.changes.change`` or ``db.changes.notice`` gave when it was shown.
    """

    subject: Row
    decision: Verdict
    reviewer: str
    at: str
    note: str | None = None


def decide(db: Database, said: Decision) -> str:
    """Keep a decision; returns a line that tells what it was about.

    Raises Settled where it is decided already; Changed where it is not what was shown; Problem
    where only a site change can be taken one by one.
    """
    subject = said.subject
    if said.decision == "one_by_one" and is_change(subject):
        raise Problem("only a site change holds others", where=told(subject))
    with writing(db):
        now = _as_it_is(db, subject)
        if now is None or now["content_hash"] != subject["content_hash"]:
            raise Changed(
                "this has changed since it was shown", where=told(subject), do="look at it again"
            )
        known = store.decision_on(db, _named(subject))
        if known is not None:
            raise Settled(
                f"{known['reviewer']} has decided this already: {DECIDED[known['decision']]}",
                where=told(subject),
                do=f"only {known['reviewer']} can take that back (u)",
            )
        store.add_review(
            db,
            {
                **_named(subject), "decided_at": said.at, "reviewer": said.reviewer,
                "decision": said.decision, "note": said.note, "told": told(subject),
            },
        )  # fmt: skip
    return f"{DECIDED[said.decision]}: {told(subject)}"


def undo(db: Database, reviewer: str, at: str) -> str:
    """Take back the last decision of a reviewer; returns a line that tells which.

    Raises Problem where there is none.
    """
    with writing(db):
        last = store.standing_review(db, reviewer)
        if last is None:
            raise Problem("there is no decision to take back", where=reviewer)
        same = {name: last[name] for name in (*store.SUBJECT, "told")}
        undone = {"decided_at": at, "reviewer": reviewer, "decision": "undo", "undoes": last["id"]}
        store.add_review(db, {**same, **undone})
    return f"taken back: {DECIDING[last['decision']]} “{last['told']}”"


def is_change(subject: Row) -> bool:
    """Whether it is a change of a document, not a site change."""
    return "document_id" in subject


def told(subject: Row) -> str:
    """A change or a site change in a line."""
    if is_change(subject):
        line = f"{subject['change']}: {subject['title']}, {subject['url']}"
    else:
        line = f"{subject['key']}: {subject['publisher']}"
    return textwrap.shorten(line, _LONGEST_TOLD, placeholder=" …")


def _as_it_is(db: Database, subject: Row) -> Row | None:
    if is_change(subject):
        return store.change(db, subject["id"])
    return store.notice(db, subject["id"])


def _named(subject: Row) -> Row:
    """What decisions about it are kept under."""
    return {name: subject.get(name) for name in store.SUBJECT}
