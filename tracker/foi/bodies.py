"""Who answers a request for information on a day: a body, or what took its place, and by which law.

The facts are those of tracker/bodies.yml, as loaded with the register. What is not on record is not
guessed: the answer then is a Problem that says what may be done.
"""

from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Any, Final

from sqlite_utils import Database

from db.commitments import body_slugs
from db.errors import Problem
from db.foi import bodies as store
from tracker.days import last_day

Row = dict[str, Any]
_PRECISIONS: Final = {len("2023"): "year", len("2023-01"): "month", len("2023-01-31"): "day"}


@dataclass(frozen=True)
class FoiFacts:
    """By which law a body answers in a time, what a request may cost there, and where it goes.

    ``address`` and ``whatdotheyknow`` (its name in the addresses of that site) are None where they
    are not known; ``confirmed`` is False where something here was inferred (``note`` says what).
    """

    regime: str
    jurisdiction: str
    cost_limit_pounds: int
    cost_limit_hours: int
    address: str | None
    whatdotheyknow: str | None
    confirmed: bool
    source: str
    note: str | None


@dataclass(frozen=True)
class Answering:
    """The body that answers on a day for the body that was asked for.

    ``before`` are the names of the bodies whose place it took, the one that was asked for first;
    empty where that one answers itself.
    """

    slug: str
    name: str
    before: tuple[str, ...]
    facts: FoiFacts

    @property
    def predecessor(self) -> str | None:
        """The name of the body that was asked for, if it is no more."""
        return self.before[0] if self.before else None


def answering(db: Database, slug: str, day: date) -> Answering:
    """Who answers on ``day`` for the body ``slug``; follows successors of bodies that are no more.

    Raises Problem, with what may be done, where there is no such body, where it is no more and
    nothing is known to have taken its place, and where it is not known by which law it answers.
    """
    body, before = standing_on(db, slug, day)
    facts = store.period_on(db, body["slug"], day.isoformat())
    if facts is None:
        note = f" ({body['note']})" if body["note"] else ""
        raise Problem(
            f"nothing is on record of how {body['name']} answered requests for information on "
            f"{day}{note}",
            where=slug,
            do="name the public authority that holds the information with --body SLUG, or add its "
            "facts to tracker/bodies.yml",
        )
    return Answering(body["slug"], body["name"], before, _facts(facts))


def ended(existed_until: str | None) -> date | None:
    """The last day on which a body existed; a month or a year is all of it.

    >>> ended("2023")
    datetime.date(2023, 12, 31)
    """
    if existed_until is None:
        return None
    first = date.fromisoformat(existed_until + "-01-01"[len(existed_until) - len("2023") :])
    return last_day(first, _PRECISIONS[len(existed_until)])


def standing_on(db: Database, slug: str, day: date) -> tuple[Row, tuple[str, ...]]:
    """The body (slug, name, note) that stands on a day for another, and the names of those before.

    Raises Problem, with what may be done, where there is no such body, or it is no more and what
    took its place is not known.
    """
    body, before = _known(db, slug), []
    while (until := ended(body["existed_until"])) is not None and until < day:
        if body["successor"] is None or body["name"] in before:
            raise Problem(
                f"{body['name']} existed until {until}, and what took its place is not on record",
                where=slug,
                do="name the public authority that holds its records now with --body SLUG",
            )
        before.append(body["name"])
        body = _known(db, body["successor"])
    return body, tuple(before)


def _known(db: Database, slug: str) -> Row:
    found = store.body(db, slug)
    if found is None:
        near = get_close_matches(slug, body_slugs(db), n=1)
        raise Problem(
            "there is no body of this name",
            where=slug,
            do=f"did you mean {near[0]}?" if near else "see the slugs in the table bodies",
        )
    return found


def _facts(row: Row) -> FoiFacts:
    return FoiFacts(
        regime=row["regime"],
        jurisdiction=row["jurisdiction"],
        cost_limit_pounds=row["cost_limit_pounds"],
        cost_limit_hours=row["cost_limit_hours"],
        address=row["address"],
        whatdotheyknow=row["whatdotheyknow"],
        confirmed=bool(row["confirmed"]),
        source=row["source"],
        note=row["note"],
    )
