"""What bodies say of a commitment, who objects, and what was said of it before, for its pages."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from datasette.database import Database

from db.pages import answers as sql
from tracker.fairness.objections import OUTCOMES
from tracker.releases.claims import CAUSES
from tracker.wording import day_words, plain, quoted
from web.stories import query

Row = dict[str, Any]

ANSWERED: Final = "answered"
ASKED: Final = "asked"
# What a release did to a claim, in words.
CHANGES: Final = {
    "new": "first published",
    "changed": "changed",
    "held": "taken out, under review",
    "back": "shown again",
    "withdrawn": "withdrawn",
}


@dataclass(frozen=True)
class Says:
    """What one body says of a commitment.

    ``newest`` is its newest answer and ``earlier`` the ones before, the newest first; ``asked``
    tells in a line each whether and when it was asked, the newest first.
    """

    slug: str
    name: str
    newest: Row | None
    earlier: Sequence[Row]
    asked: Sequence[str]

    @property
    def was_asked(self) -> bool:
        """Whether anything is on record: a question or an answer."""
        return bool(self.newest or self.asked)


@dataclass(frozen=True)
class Gone:
    """A commitment of which nothing is shown: ``held`` (under review), or else withdrawn.

    ``since`` is the day on which it was held, or for which the release is counted that withdrew it.
    """

    slug: str
    held: bool
    since: str
    release: int | None
    cause: str
    reason: str
    claims: Sequence[Row]

    @property
    def line(self) -> str:
        """The same in a line of plain text."""
        day = day_words(self.since)
        if self.held:
            return (
                f"Under review since {day}. What stood here is not shown while it is looked at"
                " again.\n"
            )
        return f"Withdrawn in release {self.release}, counted for {day}.\n"


def says(
    responsible: Sequence[Mapping[str, Any]], responses: Sequence[Row], day: str
) -> list[Says]:
    """What each body says that answers for a commitment, or that was asked or answered.

    ``responsible`` has slug, name, existed_until; ``responses`` are rows of ``RESPONSES``, the
    newest first. A body that ended before ``day`` and was never asked is left out, unless no other
    is left.
    """
    names = {body["slug"]: body["name"] for body in responsible}
    names |= {row["body"]: row["name"] for row in responses if row["body"] not in names}
    all_of_them = [
        _says(slug, name, [row for row in responses if row["body"] == slug])
        for slug, name in names.items()
    ]
    ended = {
        body["slug"]
        for body in responsible
        if body["existed_until"] and body["existed_until"] < day
    }
    kept = [body for body in all_of_them if body.was_asked or body.slug not in ended]
    return kept or all_of_them


def _says(slug: str, name: str, rows: Sequence[Row]) -> Says:
    answers = [row for row in rows if row["happened"] == ANSWERED]
    asked = [_asked(row, rows) for row in rows if row["happened"] == ASKED]
    unasked = [row for row in rows if row["happened"] == "no_reply" and not _question(row, rows)]
    asked += [f"no reply by {day_words(row['happened_on'])}" for row in unasked]
    return Says(slug, name, answers[0] if answers else None, answers[1:], asked)


def _asked(question: Row, rows: Sequence[Row]) -> str:
    """When and how it was asked, and what came of that.

    >>> row = {"happened": "asked", "happened_on": "2026-03-02", "how": "e-mail"}
    >>> _asked(row, [row])
    'asked on 2 March 2026 (e-mail), no answer on record yet'
    """
    told = f"asked on {day_words(question['happened_on'])} ({plain(question['how'] or '')})"
    if question.get("words"):
        told += f": {quoted(plain(question['words']))}"
    return f"{told}, {_came_of(question, rows)}"


def _came_of(question: Row, rows: Sequence[Row]) -> str:
    """An answer on that day or later, the last day without one, or neither."""
    later = [row for row in rows if row["happened_on"] >= question["happened_on"]]
    answers = [row["happened_on"] for row in later if row["happened"] == ANSWERED]
    if answers:
        return f"answered on {day_words(min(answers))}"
    silent = [row["happened_on"] for row in later if row["happened"] == "no_reply"]
    return f"no reply by {day_words(max(silent))}" if silent else "no answer on record yet"


def _question(no_reply: Row, rows: Sequence[Row]) -> Row | None:
    """The question that had no reply by a day: any before it."""
    before = (
        row
        for row in rows
        if row["happened"] == ASKED and row["happened_on"] <= no_reply["happened_on"]
    )
    return next(before, None)


async def of_commitment(
    db: Database, slug: str, responsible: Sequence[Mapping[str, Any]], day: str
) -> Row:
    """What the page of a commitment has of this: says, objections, claims, corrected, looked."""
    responses, found, claims, corrected, [every], looked = await asyncio.gather(
        query(db, sql.RESPONSES, slug=slug),
        query(db, sql.OBJECTIONS, slug=slug),
        query(db, sql.CLAIMS, slug=slug),
        query(db, sql.CORRECTED_HERE, slug=slug, day=day),
        query(db, sql.CORRECTIONS_HERE, slug=slug),
        query(db, sql.LOOKED, slug=slug),
    )
    return {
        "says": says(responsible, responses, day),
        "objections": [objection(row) for row in found],
        "claims": [claim(row) for row in claims],
        "corrected": [correction(row) for row in corrected],
        "corrections_earlier": every["n"] - len(corrected),
        "looked": next(iter(looked), None),
    }


def objection(row: Row) -> Row:
    """An objection with ``outcome_words`` of one that is closed."""
    return {**row, "outcome_words": OUTCOMES.get(row["outcome"], row["outcome"] or "")}


def claim(row: Row) -> Row:
    """A claim with ``change_words`` and ``cause_words``."""
    return {
        **row,
        "change_words": CHANGES.get(row["change"], row["change"]),
        "cause_words": cause_words(row["cause"]),
    }


def correction(row: Row) -> Row:
    """A correction with ``cause_words``."""
    return {**row, "cause_words": cause_words(row["cause"])}


def cause_words(cause: str | None) -> str:
    """Why what was said became otherwise.

    >>> cause_words("our_error")
    'our error'
    """
    return CAUSES.get(cause or "", cause or "")


async def corrected(db: Database, day: str, limit: int) -> Row:
    """Corrections of the 30 days up to a day, and how many of them there are."""
    rows, [every] = await asyncio.gather(
        query(db, sql.CORRECTED, day=day, limit=limit), query(db, sql.CORRECTED_COUNT, day=day)
    )
    return {"corrected": [correction(row) for row in rows], "corrected_count": every["n"]}


async def gone(db: Database, slug: str) -> Gone | None:
    """What became of a commitment that is not published; None where it never was."""
    held = await query(db, sql.HELD, slug=slug)
    if held:
        return Gone(
            slug, held=True, since=held[0]["held_on"], release=None, cause="", reason="", claims=()
        )
    claims = [claim(row) for row in await query(db, sql.CLAIMS, slug=slug)]
    if not claims:
        return None
    last = claims[0]
    return Gone(
        slug,
        held=last["change"] == "held",
        since=last["as_of"],
        release=last["release"],
        cause=last["cause_words"],
        reason=last["reason"] or "",
        claims=claims,
    )
