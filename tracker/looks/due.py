"""The daily list: what has passed its date and was not looked for since, or not lately."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlite_utils import Database

import db.looks as store
from db.errors import Problem
from tracker import wording
from tracker.looks.recording import Look
from tracker.looks.searches import Search, searches

Row = dict[str, Any]
MOST: Final = 200
_MOST_NAMES: Final = 6
_MOST_CANDIDATES: Final = 5
_MOST_SOURCES: Final = 12
_DELIVERED: Final = "seems to be said to have come"
_TITLED: Final = "has its name in its title"
HOW_TO_RECORD_IT: Final = (
    "It is “being checked” until the delivery is on record. Add a step `event: delivered` with "
    "this address to the file {slug}.yml of the register and run `delaywatch register load`, or "
    "accept it in `delaywatch review` once the page has been crawled or imported."
)
_SEEN: Final = {"not_found": "nothing found", "unclear": "could not tell"}


@dataclass(frozen=True)
class DueLook:
    """A commitment that is to be looked for; days as YYYY-MM-DD.

    ``due_latest`` is the last day of the date that stands, ``why`` a clause for people: why it is
    in the list.
    """

    slug: str
    title: str
    owner: str
    status: str
    due_words: str | None
    due_latest: str
    looked_on: str | None
    look_result: str | None
    why: str


@dataclass(frozen=True)
class Subject:
    """One of them, with all that helps with looking; the first of ``searches`` is the usual one.

    ``said_last``: event, who, voice, made_on (and _precision, _earliest, _basis), due_phrase,
    evidence, checked_words, publisher, url. ``last_look``: looked_on, looked_as, place, words,
    result, note. ``candidates``: title, url, published_on, found (why). ``covered_by``: title,
    health, read_on, last_healthy_on of the crawled sources of its bodies.
    """

    due: DueLook
    sentence: str
    said_last: Row | None
    last_look: Row | None
    searches: tuple[Search, ...]
    candidates: tuple[Row, ...]
    covered_by: tuple[Row, ...]


def due_list(db: Database, as_of: date, kind: str = "promise", limit: int = MOST) -> list[DueLook]:
    """What is to be looked for on a day, the oldest claim first; nothing is kept.

    Its date has passed and nobody has looked since, or the newest look is 92 days old or more:
    what would stop to count after today is in the list too. What awaits the decision whether it was
    delivered is not (see ``waiting_for_review``).
    """
    with store.counted_on(db, as_of.isoformat()):
        return list(map(_of, store.due(db, kind, limit)))


def due_count(db: Database, as_of: date, kind: str = "promise") -> int:
    """How many there are in all."""
    with store.counted_on(db, as_of.isoformat()):
        return store.due_count(db, kind)


def waiting_for_review(
    db: Database, as_of: date, kind: str = "promise", limit: int = MOST
) -> list[DueLook]:
    """What has passed its date and awaits a decision in the review: a page seems to be it."""
    with store.counted_on(db, as_of.isoformat()):
        return list(map(_of, store.waiting_for_review(db, kind, limit)))


def subject(db: Database, slug: str, as_of: date) -> Subject:
    """One commitment with all that helps with looking. Raises Problem where there is none."""
    with store.counted_on(db, as_of.isoformat()):
        told = store.told(db, slug)
        if told is None:
            raise Problem("there is no commitment of this name", where=slug, do="see its slug")
        called = store.names(db, slug, _MOST_NAMES)
        of = store.bodies(db, slug)
        return Subject(
            _of(told),
            _sentence(told),
            store.said_last(db, slug),
            store.last_look(db, slug),
            searches(called, of),
            _candidates(db, slug, called),
            tuple(store.coverage(db, of, _MOST_SOURCES)),
        )


def prefilled(found: Subject, result: str, day: date, looked_by: str | None) -> Look:
    """The look that a key records: at the first search, for its words.

    ``result`` is not_found or unclear; of one that is found the place is to be given.
    """
    first = found.searches[0]
    note = f"Searched {first.site} for {wording.quoted(first.words)}; {_SEEN.get(result, 'found')}."
    return Look(found.due.slug, day, first.address, first.words, result, note, looked_by)


def _sentence(row: Row) -> str:
    """The sentence, but for who an end is known from: what has ended is not looked for."""
    return wording.sentence(row, target=row["target"])


def _candidates(db: Database, slug: str, called: list[str]) -> tuple[Row, ...]:
    """Pages of the crawl that may be it, each once, what seems to be a delivery first."""
    found = [
        row | {"found": _DELIVERED} for row in store.found_delivered(db, slug, _MOST_CANDIDATES)
    ]
    known = {row["url"] for row in found}
    more = store.titled(db, called, _MOST_CANDIDATES)
    return (*found, *(row | {"found": _TITLED} for row in more if row["url"] not in known))


def _of(row: Row) -> DueLook:
    return DueLook(
        row["slug"], row["title"], row["owner"], row["status"], row["due_words"],
        row["due_latest"], row["looked_on"], row["look_result"], _why(row),
    )  # fmt: skip


def _why(row: Row) -> str:
    """Why it is to be looked for."""
    if row["status"] == "being_checked" and row["look_result"] != "found":
        return "a page seems to be it: decide in `delaywatch review`"
    if row["looked_on"] is None:
        return "nobody has looked yet"
    looked = wording.day_words(row["looked_on"])
    if row["due_latest"] and row["looked_on"] <= row["due_latest"]:
        return f"nobody has looked since {looked}, before its date passed"
    ago = wording.number_words(row["days_ago"])
    if row["days_ago"] == store.LOOK_COUNTS_DAYS:
        return f"the look of {looked} counts until today"
    return f"last looked for on {looked}, {ago} ago"
