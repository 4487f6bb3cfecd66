"""Objections: who says that something here is wrong, and what two people made of it.

One person proposes an outcome, another confirms it; only then the claim is disputed no more. Where
there is nobody else (tracker.fairness.people), the outcome closes it at once, and the page says
that one person looked at it.
"""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlite_utils import Database

from db.commitments import set_as_of
from db.connection import trying, writing
from db.errors import Problem
from db.fairness import objections as store
from tracker.fairness.given import address_of, line_of, refuse_later, refuse_unknown, words_of
from tracker.fairness.people import others, refuse_no_name, same_person
from tracker.names import refused, why_refused
from tracker.wording import day_words, plain, quoted

Row = dict[str, Any]

OUTCOMES: Final = {
    "upheld": "upheld",
    "upheld_in_part": "upheld in part",
    "not_upheld": "not upheld",
    "withdrawn": "withdrawn by who objected",
    "recorded_in_error": "recorded in error",
}
_MENDED: Final = frozenset({"upheld", "upheld_in_part"})
_LONGEST_ROLE: Final = 200  # characters
_SHOWN: Final = 100  # characters of words in a list


@dataclass(frozen=True)
class Objection:
    """Who objects (a role, no name) to what, when; to one event (its position) or to the whole."""

    by_role: str
    what: str
    received_on: date
    position: int | None = None
    url: str | None = None


def record_objection(
    db: Database, slug: str, said: Objection, as_of: date, *, by: str, at: str
) -> str:
    """Keep an objection, once; returns a line.

    Raises Problem, and keeps nothing, where there is no such commitment or event, the day is yet to
    come, the role or the text is empty or too long, or the address is none.
    """
    by = refuse_no_name(by)
    with writing(db):
        set_as_of(db, as_of.isoformat())
        refuse_unknown(db, slug)
        refuse_later(said.received_on, as_of, slug)
        row = {
            "commitment": slug,
            "event_id": _event(db, slug, said.position),
            "received_on": said.received_on.isoformat(),
            "by_role": _role(said.by_role),
            "what": words_of(said.what, "what is objected to", "say it with --what"),
            "url": said.url and address_of(said.url, "mend --url"),
            "recorded_by": by,
            "recorded_at": at,
        }
        new = store.add(db, row)
        number = next(
            one["number"] for one in reversed(store.objections(db, slug))
            if not one["closed"] and all(one[name] == row[name] for name in _SAME)
        )  # fmt: skip
    kept = "kept; the claim is marked as disputed until it is closed" if new else "is there already"
    return f"{slug}: objection {number}, {_from(row)}: {kept}"


_SAME: Final = ("event_id", "received_on", "by_role", "what", "url")


def propose(
    db: Database, slug: str, number: int, outcome: str, reason: str, *, by: str, at: str
) -> list[str]:
    """Propose what came of an objection; closes it where there is nobody else. Returns lines.

    ``outcome`` is one of OUTCOMES. Raises Problem where there is no such objection, it is closed,
    or an outcome waits for a second person already.
    """
    by = refuse_no_name(by)
    reason = words_of(reason, "the reason", "say why with --reason")
    with writing(db):
        found = _open(db, slug, number)
        if found["last_step"] == "proposed":
            raise Problem(
                f"{found['proposed_by']} proposed an outcome already: {OUTCOMES[found['outcome']]}",
                where=_place(slug, number),
                do=f"confirm it (--confirm {number}), or send it back (--send-back {number})",
            )
        people = others(db, by, at)
        step = {"step": "proposed", "outcome": outcome, "reason": reason, "alone": int(not people)}
        store.add_step(db, {"objection_id": found["id"], "by_name": by, "at": at, **step})
    told = f"{_place(slug, number)}: {OUTCOMES[outcome]}"
    if people:
        return [
            f"{told}: proposed; it stays open until another person confirms it",
            f"{', '.join(people)}: `delaywatch objection {slug} --confirm {number} --as NAME`",
        ]
    return [f"{told}: closed; nobody else decides here, so one person looked at it",
            *_to_mend(slug, outcome)]  # fmt: skip


def confirm(db: Database, slug: str, number: int, *, by: str, at: str) -> list[str]:
    """Confirm the outcome that another person proposed, which closes the objection.

    Returns lines. Raises Problem where none was proposed, it is closed, or it is the same person.
    """
    by = refuse_no_name(by)
    with writing(db):
        found = _proposed(db, slug, number)
        if same_person(found["proposed_by"], by):
            raise Problem(
                f"{found['proposed_by']} proposed it: another person has to confirm it",
                where=_place(slug, number),
                do=f"let another person look at it, or send it back (--send-back {number})",
            )
        _refuse_unknown(db, found["proposed_by"], by, at, _place(slug, number))
        _step(db, found, "confirmed", by, at, None)
    told = f"{_place(slug, number)}: {OUTCOMES[found['outcome']]}: closed; two people looked at it"
    return [told, *_to_mend(slug, found["outcome"])]


def _refuse_unknown(db: Database, proposed_by: str, by: str, at: str, where: str) -> None:
    """A name that nobody here has is no second person: a slip of the pen, or a lookalike."""
    known = others(db, proposed_by, at)
    if not any(same_person(by, one) for one in known):
        raise Problem(
            f"nobody of the name {by} decides here",
            where=where,
            do=f"confirm it as one of these: {', '.join(known) or 'nobody (send it back)'}",
        )


def send_back(db: Database, slug: str, number: int, reason: str, *, by: str, at: str) -> str:
    """Open an objection again: one whose outcome was proposed, or was closed. Returns a line.

    Raises Problem where no outcome was proposed, or no reason is given.
    """
    by = refuse_no_name(by)
    reason = words_of(reason, "the reason", "say why with --reason")
    with writing(db):
        found = _numbered(db, slug, number)
        if found["last_step"] not in ("proposed", "confirmed"):
            raise _nothing_proposed(slug, number)
        _step(db, found, "sent_back", by, at, reason)
    return f"{_place(slug, number)}: open again; the claim is marked as disputed"


def listed(db: Database, slug: str, as_of: date) -> list[str]:
    """The objections to a commitment with number and state, a line each.

    Raises Problem where there is no such commitment.
    """
    with trying(db):
        set_as_of(db, as_of.isoformat())
        rows = store.objections(db, slug)
        if not rows:
            refuse_unknown(db, slug)
        places = store.positions(db, slug)
    count = sum(not row["closed"] for row in rows)
    return [*(_line(row, places) for row in rows), f"{slug}: {len(rows)} objections, {count} open"]


# ------------------------------------------------------------------------- what is refused


def _role(text: str) -> str:
    role = line_of(text, "who objects", "say it with --from: a role, no name")
    fault = next((why_refused(name) for name in refused(role, "own_words")), None)
    if "@" in role:
        fault = "holds an address"
    if len(role) > _LONGEST_ROLE:
        fault = f"has more than {_LONGEST_ROLE} characters"
    if fault is not None:
        raise Problem(
            f"who objects is published, and {fault}",
            where=role[:_SHOWN],
            do="write a role, like “press office of the body”",
        )
    return role


def _event(db: Database, slug: str, position: int | None) -> int | None:
    if position is None:
        return None
    event = store.event_at(db, slug, position)
    if event is None:
        there = len(store.positions(db, slug))
        raise Problem(
            f"there is no event {position}", where=slug, do=f"its page numbers them 1 to {there}"
        )
    return event


def _numbered(db: Database, slug: str, number: int) -> Row:
    rows = store.objections(db, slug)
    if not rows:
        refuse_unknown(db, slug)
    found = next((row for row in rows if row["number"] == number), None)
    if found is None:
        there = f"there are 1 to {len(rows)}" if rows else "there is none"
        raise Problem(
            f"there is no objection {number}: {there}", where=slug,
            do=f"see `delaywatch objection {slug}`",
        )  # fmt: skip
    return found


def _open(db: Database, slug: str, number: int) -> Row:
    found = _numbered(db, slug, number)
    if found["closed"]:
        raise Problem(
            f"is closed already: {OUTCOMES[found['outcome']]}, on {day_words(found['moved_on'])}",
            where=_place(slug, number),
            do=f"to open it again: --send-back {number} --reason TEXT",
        )
    return found


def _proposed(db: Database, slug: str, number: int) -> Row:
    found = _open(db, slug, number)
    if found["last_step"] != "proposed":
        raise _nothing_proposed(slug, number)
    return found


def _nothing_proposed(slug: str, number: int) -> Problem:
    return Problem(
        "no outcome was proposed",
        where=_place(slug, number),
        do=f"propose one: --close {number} --outcome OUTCOME --reason TEXT",
    )


def _step(db: Database, found: Row, step: str, by: str, at: str, reason: str | None) -> None:
    row = {"objection_id": found["id"], "step": step, "by_name": by, "at": at, "reason": reason}
    store.add_step(db, row)


# ------------------------------------------------------------------------- how it is told


def _place(slug: str, number: int) -> str:
    return f"{slug}: objection {number}"


def _to_mend(slug: str, outcome: str) -> Iterator[str]:
    """What is still to be done: an outcome changes no claim by itself."""
    if outcome not in _MENDED:
        return
    yield "the claim itself is as it was; mend it now:"
    yield (
        f"  what the register says: its file {slug}.yml, then "
        "`delaywatch register load --cause objection --reason TEXT`"
    )
    yield f"  an event: `delaywatch correct {slug} --retract POSITION --cause objection ...`"
    yield f"  a wording: `delaywatch correct {slug} --was TEXT --now TEXT --cause objection ...`"
    yield f"  until then out of the served pages: `delaywatch hold {slug} --reason TEXT`"


def _from(row: Row) -> str:
    return f"{plain(row['by_role'])}, {day_words(row['received_on'])}"


def _line(row: Row, places: dict[int, int]) -> str:
    return f"{row['number']}. {', '.join(_parts(row, places))}"


def _parts(row: Row, places: dict[int, int]) -> Iterator[str]:
    yield from _state(row)
    yield _from(row)
    if row["event_id"] is not None:
        position = places.get(row["event_id"])
        yield f"to event {position}" if position else "to an event that does not stand any more"
    yield quoted(textwrap.shorten(plain(row["what"]), _SHOWN, placeholder=" …"))
    if row["url"]:
        yield plain(row["url"])


def _state(row: Row) -> Iterator[str]:
    if row["closed"]:
        yield f"closed on {day_words(row['moved_on'])}: {OUTCOMES[row['outcome']]}"
        yield "two people looked at it" if row["looked_at_by"] > 1 else "one person looked at it"
    elif row["last_step"] == "proposed":
        yield f"open: {row['proposed_by']} proposed {OUTCOMES[row['outcome']]}"
        yield "waits for a second person"
    else:
        yield "open"
