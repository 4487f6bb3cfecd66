"""What a request draws on: the commitment as counted, what was said of it, looks, who answers.

Only what the body itself said, or was reported as saying, is here: what others expected or unnamed
sources said is nobody's promise (db.foi.letters.said).
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlite_utils import Database

from db.errors import Problem
from db.foi import letters as store
from tracker.days import last_day
from tracker.foi.bodies import Answering, answering
from tracker.foi.letters import gate
from tracker.foi.letters.laws import environmental

Row = dict[str, Any]

# A title with one of these words names something that can be sent.
_DOCUMENTS: Final = re.compile(
    r"\b(?:plans?|strategy|strategies|reviews?|reports?|papers?|frameworks?|guidance|roadmap|"
    r"standards?|responses?|findings|evaluation|manual|charter|publication|assessment|minutes)\b",
    re.IGNORECASE,
)
_FIRST_AND_LAST: Final = 2
_ENDS: Final = frozenset({"merged", "dropped"})
_HALTS: Final = frozenset({"paused", "partially_delivered"})
_TELLING: Final = _ENDS | _HALTS | {"slipped", "brought_forward", "resumed"}
_MOVES: Final = frozenset({"later", "earlier", "loosened", "tightened", "date_lost"})


@dataclass(frozen=True)
class Material:
    """A commitment, what was said of it and by when nothing was found, and who is asked.

    ``commitment`` is its row (db.foi.letters.commitment), ``said`` what a letter quotes (rows of
    db.foi.letters.said with ``source``, the best of the sources), ``first_said`` the first day on
    which any of that is known to have been said. ``look`` is the newest look, if it found nothing.
    Of what took it in: ``said_since`` is the newest date that was given for that since, and
    ``asks_for_target`` whether the date that is planned now may be asked for.
    """

    commitment: Row
    said: tuple[Row, ...]
    first_said: date | None
    look: Row | None
    asked: Answering
    regime: str
    is_document: bool
    has_lost_its_date: bool
    said_since: Row | None
    asks_for_target: bool

    @property
    def title(self) -> str:
        """The title of the commitment."""
        return str(self.commitment["title"])

    @property
    def status(self) -> str:
        """What the commitment has come to (view timeline)."""
        return str(self.commitment["status"])

    @property
    def quoted(self) -> list[Row]:
        """All statements that a letter quotes, those about what took it in as well."""
        return [*self.said, *filter(None, [self.said_since])]

    @property
    def is_ended(self) -> bool:
        """Whether the body said that it will not come by itself."""
        return self.status in _ENDS

    @property
    def is_partly_there(self) -> bool:
        """Whether a part of it came."""
        return self.status == "partially_delivered"

    @property
    def had_a_date(self) -> bool:
        """Whether a date was ever given."""
        return any(row["carries"] and row["measured_due"] for row in self.said)

    @property
    def has_moved(self) -> bool:
        """Whether a date that had been given was moved or lost."""
        return any(row["slip"] in _MOVES for row in self.said)

    @property
    def has_no_date(self) -> bool:
        """Whether the newest words about time give none: it never had one, or it was lost."""
        return self.status == "no_date" or self.has_lost_its_date

    @property
    def is_stale(self) -> bool:
        """Whether the plan is to be asked for first: it has no date, or was halted half-way."""
        return self.has_no_date or self.status in _HALTS


def gathered(
    db: Database,
    commitment: Row,
    as_of: date,
    *,
    body: str | None = None,
    is_environmental: bool = False,
    is_document: bool | None = None,
) -> Material:
    """All that a request about a commitment draws on, on a day.

    ``body`` is asked in the place of the one whose word it is; ``is_document`` says whether a
    document was promised (else its title does). Raises Problem where nobody is known to answer.
    """
    slug = commitment["slug"]
    rows = _said(db, slug)
    told = telling(rows)
    asked = answering(db, body, as_of) if body else _whose_word(db, slug, rows, as_of)
    look = store.last_look(db, slug)
    regime = asked.facts.regime
    return Material(
        commitment=commitment,
        said=tuple(told),
        first_said=min(filter(None, map(first_day, told)), default=None),
        look=look if look and look["result"] == "not_found" else None,
        asked=asked,
        regime=environmental(regime) if is_environmental else regime,
        is_document=names_document(commitment["title"]) if is_document is None else is_document,
        has_lost_its_date=has_lost_its_date(rows),
        said_since=_said_since(db, commitment, rows),
        asks_for_target=_asks_for_target(db, commitment["merged_into"], as_of),
    )


def known_before(db: Database, slug: str, asked_on: date) -> list[Row]:
    """The first and the newest date that were given before a day (rows as in ``Material.said``)."""
    rows = _said(db, slug)
    dated = [
        row for row in rows
        if row["carries"] and row["due_latest"] and (last_day_of(row) or asked_on) < asked_on
    ]  # fmt: skip
    return dated if len(dated) < _FIRST_AND_LAST else [dated[0], dated[-1]]


def names_document(title: str) -> bool:
    """Whether a title names something that can be sent, and not something that is to be done.

    >>> names_document("NHS digital workforce plan"), names_document("Phase-out of fax machines")
    (True, False)
    """
    return bool(_DOCUMENTS.search(title))


def first_day(row: Row) -> date | None:
    """The first day on which something may have been said; None where it is not known."""
    said_on = row["made_on_earliest"] or row["made_on"]
    return date.fromisoformat(said_on) if said_on else None


def last_day_of(row: Row) -> date | None:
    """The last day on which something may have been said; None where it is not known."""
    if row["made_on"] is None:
        return None
    return last_day(date.fromisoformat(row["made_on"]), row["made_on_precision"])


def _said(db: Database, slug: str) -> list[Row]:
    return [{**row, "source": best_source(row["sources"])} for row in store.said(db, slug)]


def _said_since(db: Database, commitment: Row, rows: list[Row]) -> Row | None:
    """The newest date that was given for what took a commitment in, on the day of that or later."""
    merged = [first_day(row) for row in rows if row["event"] == "merged"]
    if commitment["merged_into"] is None or not merged or merged[-1] is None:
        return None
    dated = [
        row for row in _said(db, commitment["merged_into"])
        if row["carries"] and row["measured_due"] and (first_day(row) or date.min) >= merged[-1]
    ]  # fmt: skip
    return dated[-1] if dated else None


def _asks_for_target(db: Database, slug: str | None, as_of: date) -> bool:
    """Whether the date of what took a commitment in may be asked for: as if it were asked alone."""
    target = store.commitment(db, slug) if slug else None
    if target is None or target["status"] in _ENDS:
        return False
    try:
        gate.refuse_early(db, target, as_of, anyway=None)
    except Problem:
        return False
    return True


def has_lost_its_date(rows: list[Row]) -> bool:
    """Whether the newest words about time are open ones ("in due course")."""
    worded = [
        row for row in rows if row["carries"] and (row["measured_due"] or row["due_kind"] == "open")
    ]
    return bool(worded) and worded[-1]["measured_due"] is None


def telling(rows: list[Row]) -> list[Row]:
    """What is worth quoting: the first date, all that moved it, how it ended, the newest word."""
    carried = [row for row in rows if row["carries"]]
    dated = [row for row in carried if row["measured_due"]]
    kept = {row["id"] for row in (*(dated or carried)[:1], *rows[-1:])}
    kept |= {row["id"] for row in rows if row["slip"] in _MOVES or row["event"] in _TELLING}
    return [row for row in rows if row["id"] in kept]


def _whose_word(db: Database, slug: str, rows: list[Row], as_of: date) -> Answering:
    """Who answers for the body whose word the newest statement is.

    Raises Problem, naming the others that the commitment belongs to, where that is not known.
    """
    spoke = [row["promised_by"] for row in reversed(rows) if row["promised_by"]]
    bodies = list(dict.fromkeys([*spoke, *store.responsible(db, slug)]))
    try:
        return answering(db, bodies[0], as_of)
    except Problem as problem:
        others = [one for one in bodies[1:] if _answers(db, one, as_of)]
        if not others:
            raise
        do = f"ask another that it belongs to: {' or '.join(f'--body {one}' for one in others)}"
        raise Problem(problem.what, where=problem.where, do=do) from problem


def _answers(db: Database, body: str, as_of: date) -> bool:
    try:
        return bool(answering(db, body, as_of))
    except Problem:
        return False


def best_source(sources: list[Row]) -> Row:
    """The source to name: the body's own page before others, the first of those."""
    return min(sources, key=lambda source: source["kind"] != "official")
