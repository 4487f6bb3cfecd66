"""What was wrong and is mended: wordings that were corrected, events that are taken back.

Nothing is deleted: both are kept with day, cause and reason, which are published.
"""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlite_utils import Database

from db.commitments import Cause, retract_event, set_as_of
from db.connection import trying, writing
from db.errors import Problem
from db.fairness import corrections as store
from db.reviews import counted
from tracker.fairness.given import line_of, refuse_later, refuse_unknown, words_of
from tracker.fairness.people import refuse_no_name
from tracker.review.decisions import withdraw
from tracker.review.effects import NOTHING, changes
from tracker.wording import day_words, event_name, plain, quoted

Row = dict[str, Any]

CAUSES: Final = ("our_error", "objection", "rule")  # of a wording
CAUSES_OF_EVENTS: Final = ("our_error", "objection", "evidence")
_CAUSE_NAMES: Final = {
    "our_error": "our error", "objection": "an objection", "rule": "another rule",
    "evidence": "evidence",
}  # fmt: skip
_SHOWN: Final = 100  # characters of words in a list


@dataclass(frozen=True)
class Wording:
    """What stood on a page, what stands there now, and why."""

    was: str
    became: str
    reason: str
    cause: str
    on: date


def cause_of(cause: str | None, reason: str | None) -> Cause | None:
    """Why a file of the register says otherwise, if a person says so.

    Raises Problem where one of the two is missing, or the reason is empty or too long.
    """
    if cause is None and reason is None:
        return None
    if cause is None or reason is None:
        raise Problem("--cause and --reason go together", do="give both, or neither")
    return Cause(cause, line_of(reason, "the reason", "mend --reason"))


def correct_wording(
    db: Database, slug: str | None, said: Wording, as_of: date, *, by: str, at: str
) -> str:
    """Keep a corrected wording of a commitment (None: of a page about many), once; returns a line.

    Raises Problem, and keeps nothing, where there is no such commitment, the day is yet to come, a
    text is empty or too long, or nothing was changed.
    """
    by = refuse_no_name(by)
    with writing(db):
        if slug is not None:
            refuse_unknown(db, slug)
        refuse_later(said.on, as_of, slug or "")
        row = {
            "commitment": slug,
            "corrected_on": said.on.isoformat(),
            "was": words_of(said.was, "the old wording", "give it with --was"),
            "became": words_of(said.became, "the new wording", "give it with --now"),
            "cause": said.cause,
            "reason": line_of(said.reason, "the reason", "say why with --reason"),
            "recorded_at": at,
            "recorded_by": by,
        }
        if row["was"] == row["became"]:
            raise Problem("the old and the new wording are the same", do="mend --was or --now")
        new = store.add(db, row)
    kept = "kept; it is published with the next release" if new else "is there already"
    return f"{slug or 'a page about many'}: correction of {said.on}: {kept}"


def take_event_back(
    db: Database,
    slug: str,
    position: int,
    reason: str,
    cause: str,
    as_of: date,
    *,
    by: str,
    at: str,
) -> list[str]:
    """Take back the event at a position of a commitment's page; returns lines that tell the effect.

    Its row stays, with day, reason and cause. The sentence that it was accepted from waits for a
    person again. Raises Problem where there is no such commitment or event, or where the event is
    not an editor's: it is mended where it comes from.
    """
    by = refuse_no_name(by)
    reason = line_of(reason, "the reason", "say why with --reason")
    with writing(db):
        set_as_of(db, as_of.isoformat())
        refuse_unknown(db, slug)
        event = _event(db, slug, position)
        _refuse_others(slug, event)
        before = counted(db, slug)
        made = store.standing_decision(db, event["id"])
        if made is None:
            retract_event(db, event["id"], as_of.isoformat(), reason, cause)
        else:
            withdraw(db, made, by, at, as_of, why=reason, cause=cause)
        after = counted(db, slug)
    told = [f"{slug}: taken back: {_told(event)} ({_CAUSE_NAMES[cause]})", *_effect(before, after)]
    return [*told, *_review_again(made)]


def listed(db: Database, slug: str, as_of: date) -> list[str]:
    """The events of a commitment with their positions, and what was corrected of it, a line each.

    Raises Problem where there is no such commitment.
    """
    with trying(db):
        set_as_of(db, as_of.isoformat())
        refuse_unknown(db, slug)
        events = store.told_events(db, slug)
    return [
        *(f"{event['position']}. {_told(event)} ({_origin(event)})" for event in events),
        *_past(db, slug),
    ]


# ------------------------------------------------------------------------- what is refused


def _event(db: Database, slug: str, position: int) -> Row:
    events = store.told_events(db, slug)
    found = next((event for event in events if event["position"] == position), None)
    if found is None:
        raise Problem(
            f"there is no event {position}: there are 1 to {len(events)}",
            where=slug,
            do=f"see `delaywatch correct {slug}`",
        )
    return found


def _refuse_others(slug: str, event: Row) -> None:
    """What comes from elsewhere would come again; it is mended where it comes from."""
    origin = event["origin"]
    if origin == "editor":
        return
    told = f"event {event['position']} ({_told(event)})"
    if origin == "register":
        raise Problem(
            f"{told} is step {event['seq']} of the register",
            where=slug,
            do=f"mend the file {slug}.yml (seq {event['seq']}), then `delaywatch register load "
            "--cause CAUSE --reason TEXT`",
        )
    if origin == "foi":
        raise Problem(
            f"{told} is what an FOI reply promises",
            where=slug,
            do="mend the case: `delaywatch foi show` and `delaywatch foi event`",
        )
    raise Problem(
        f"{told} was made by {origin} of a field of its source, and would be made again",
        where=slug,
        do=f"`delaywatch hold {slug}` takes it out of the served pages at once; `delaywatch rules "
        "off` ends what the rule makes",
    )


# ------------------------------------------------------------------------- how it is told


def _effect(before: Row | None, after: Row | None) -> list[str]:
    if after is None:
        return ["nothing is left of the commitment: it is taken back as well"]
    return list(changes(before, after)) or [NOTHING]


def _review_again(made: Row | None) -> list[str]:
    """What becomes of the sentence that the event was accepted from."""
    if made is None:
        return []
    quote = quoted(textwrap.shorten(plain(made["quote"]), _SHOWN, placeholder=" …"))
    return [f"its sentence waits in `delaywatch review` again, to be rejected or mended: {quote}"]


def _told(event: Row) -> str:
    words = f" {quoted(plain(event['due_phrase']))}" if event["due_phrase"] else ""
    day = day_words(event["made_on"], event["made_on_precision"])
    return f"{event_name(event['event']).lower()}{words}, {plain(event['who'])}, {day}"


def _origin(event: Row) -> str:
    return f"register, seq {event['seq']}" if event["origin"] == "register" else event["origin"]


def _past(db: Database, slug: str) -> Iterator[str]:
    for event in store.taken_back(db, slug):
        why = f"{_CAUSE_NAMES[event['retracted_cause']]}: {plain(event['retracted_why'])}"
        yield f"taken back on {day_words(event['retracted_on'])}: {_told(event)} ({why})"
    for row in store.corrections(db, slug):
        why = f"{_CAUSE_NAMES[row['cause']]}: {plain(row['reason'])}"
        was, became = (
            quoted(textwrap.shorten(plain(row[name]), _SHOWN, placeholder=" …"))
            for name in ("was", "became")
        )
        yield f"corrected on {day_words(row['corrected_on'])}: {was} → {became} ({why})"
