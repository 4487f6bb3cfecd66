"""What a body says of a commitment: when it was asked, what it answered, or that nothing came."""

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlite_utils import Database

from db.commitments import set_as_of
from db.connection import trying, writing
from db.errors import Problem
from db.fairness import responses as store
from tracker.fairness.given import (
    address_of,
    line_of,
    refuse_later,
    refuse_unknown,
    refuse_unknown_body,
    words_of,
)
from tracker.register.rows import default_body, response_fault
from tracker.wording import day_words, plain, quoted

Row = dict[str, Any]
HAPPENED: Final = ("asked", "answered", "no_reply")
NOT_ASKED: Final = "not asked"
_SHOWN: Final = 100  # characters of words in a list


@dataclass(frozen=True)
class Response:
    """A body was asked, answered, or had not replied by a day.

    ``happened`` is one of HAPPENED; ``body`` its slug (None: the one that is responsible); ``how``
    by which way, ``words`` what was asked or answered, ``url`` where an answer can be read.
    """

    happened: str
    on: date
    body: str | None = None
    how: str | None = None
    words: str | None = None
    url: str | None = None


def record_response(
    db: Database, slug: str, said: Response, as_of: date, *, at: str, by: str | None
) -> str:
    """Keep what a body was asked or answered, once; returns a line.

    ``at`` is the instant of recording (UTC), ``by`` who records it. Raises Problem, and keeps
    nothing, where there is no such commitment or body, several bodies might be meant, the day is
    yet to come, a text is empty, too long or holds control characters, the address is none, or
    where "no reply" is said of what was not asked before.
    """
    with writing(db):
        set_as_of(db, as_of.isoformat())
        refuse_unknown(db, slug)
        row = _row(db, slug, said, as_of)
        new = store.add(db, slug, row, origin="editor", at=at, by=by)
        state = store.state(db, slug)
    kept = "kept" if new else "is there already"
    return f"{slug}: {_told(row)}: {kept}; what the body says: {state or NOT_ASKED}"


def take_response_back(db: Database, slug: str, number: int, why: str, as_of: date) -> str:
    """Take a response back, keeping its row; returns a line.

    ``number`` is its place among all of the commitment. Raises Problem where there is none, where
    it was taken back, is the register's, or is a question that a standing "no reply" rests on.
    """
    why = line_of(why, "the reason", "say why with --reason")
    with writing(db):
        set_as_of(db, as_of.isoformat())
        row = _numbered(db, slug, number)
        _refuse_breaking(db, slug, row)
        store.take_back(db, row["id"], as_of.isoformat(), why)
        state = store.state(db, slug)
    return f"{slug}: {number} taken back ({_told(row)}); what the body says: {state or NOT_ASKED}"


def listed(db: Database, slug: str, as_of: date) -> list[str]:
    """What a body was asked and said, a line each with its number; "not asked" where nothing is.

    Raises Problem where there is no such commitment.
    """
    with trying(db):
        set_as_of(db, as_of.isoformat())
        rows = store.responses(db, slug)
        state = store.state(db, slug)
        if not rows:
            refuse_unknown(db, slug)
    return [*(f"{row['number']}. {_line(row)}" for row in rows), f"{slug}: {state or NOT_ASKED}"]


def body_asked(db: Database, slug: str) -> str:
    """The slug of the body that is responsible: the only one, or the only one that leads.

    Raises Problem that names them where there are several, or none.
    """
    bodies = store.bodies_of(db, slug)
    found = default_body(bodies)
    if found is None:
        there = " or ".join(f"--body {row['body']}" for row in bodies)
        raise Problem(
            "several bodies are responsible" if bodies else "no body is on record as responsible",
            where=slug,
            do=f"say which one is meant: {there}" if bodies else "name one with --body SLUG",
        )
    return found


# ------------------------------------------------------------------------- what is refused


def _row(db: Database, slug: str, said: Response, as_of: date) -> Row:
    refuse_later(said.on, as_of, slug)
    if said.body is not None:
        refuse_unknown_body(db, said.body)
    row = {
        "body": said.body or body_asked(db, slug),
        "happened": said.happened,
        "happened_on": said.on.isoformat(),
        "how": said.how and line_of(said.how, "how it was", "mend --how"),
        "words": said.words and words_of(said.words, "the text", "mend the words"),
        "url": said.url and address_of(said.url, "mend --url"),
    }
    if said.words is not None and not row["words"]:
        raise Problem("the text is empty", where=slug, do="mend the words")
    _refuse_missing(slug, row)
    _refuse_contradiction(db, slug, row)
    return row


def _refuse_contradiction(db: Database, slug: str, row: Row) -> None:
    """No reply to what was not asked, or was answered; nor an answer by a day of no reply."""
    others = _of_body(db, slug, row["body"])
    fault = response_fault(row, others)
    if fault is not None:
        raise Problem(fault, where=slug, do=f"see `delaywatch respond {slug}`")
    broken = _broken([*others, row])
    if broken is not None and "number" in broken:
        raise Problem(
            f"{broken['number']} says that there was no reply by {broken['happened_on']}",
            where=slug,
            do=f"take that back first: --retract {broken['number']} --reason TEXT",
        )


def _refuse_missing(slug: str, row: Row) -> None:
    if row["happened"] == "asked" and not row["how"]:
        raise Problem("nothing says how it was asked", where=slug, do="say it with --how")
    if row["happened"] == "answered" and not row["words"]:
        raise Problem("an answer needs its words", where=slug, do="give them with --words")


def _numbered(db: Database, slug: str, number: int) -> Row:
    rows = store.responses(db, slug)
    if not rows:
        refuse_unknown(db, slug)
    found = next((row for row in rows if row["number"] == number), None)
    if found is None:
        there = f"there are 1 to {len(rows)}" if rows else NOT_ASKED
        raise Problem(
            f"there is no number {number}: {there}",
            where=slug,
            do=f"see `delaywatch respond {slug}`",
        )
    return found


def _refuse_breaking(db: Database, slug: str, row: Row) -> None:
    """What may not be taken back, or not yet."""
    if row["retracted_on"] is not None:
        raise Problem(f"{row['number']} was taken back on {row['retracted_on']}", where=slug)
    if row["origin"] == "register":
        raise Problem(
            f"{row['number']} stands in the register",
            where=slug,
            do=f"take it out of the file {slug}.yml and run `delaywatch register load`",
        )
    if row["happened"] != "asked":
        return
    others = [one for one in _of_body(db, slug, row["body"]) if one["id"] != row["id"]]
    broken = _broken(others)
    if broken is not None:
        raise Problem(
            f"{broken['number']} says that no reply came to it",
            where=slug,
            do=f"take that back first: --retract {broken['number']} --reason TEXT",
        )


def _of_body(db: Database, slug: str, body: str) -> list[Row]:
    """What stands of a commitment and a body."""
    return [
        row for row in store.responses(db, slug)
        if row["body"] == body and row["retracted_on"] is None
    ]  # fmt: skip


def _broken(rows: Sequence[Row]) -> Row | None:
    """The first "no reply" among rows of a body that the others do not bear out."""
    return next(
        (row for row in rows if response_fault(row, [one for one in rows if one is not row])), None
    )


# ------------------------------------------------------------------------- how it is told


def _line(row: Row) -> str:
    return ", ".join(_parts(row))


def _parts(row: Row) -> Iterator[str]:
    if row["retracted_on"]:
        yield f"taken back on {day_words(row['retracted_on'])} ({plain(row['retracted_why'])})"
    yield _told(row)
    if row["how"]:
        yield plain(row["how"])
    if row["words"]:
        yield quoted(textwrap.shorten(plain(row["words"]), _SHOWN, placeholder=" …"))
    if row["url"]:
        yield plain(row["url"])
    if row["origin"] == "register":
        yield "of the register"


def _told(row: Row) -> str:
    """Who, what and when: "no reply of nhs-england by 2 November 2026"."""
    day = day_words(row["happened_on"])
    if row["happened"] == "no_reply":
        return f"no reply of {row['body']} by {day}"
    return f"{row['body']} {row['happened']} on {day}"
