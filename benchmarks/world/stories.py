"""Commitments and what was said of them, in order."""

import random
from collections.abc import Iterator
from datetime import date, timedelta

from sqlite_utils import Database

from benchmarks.world.ledger import url_of
from benchmarks.world.rows import AS_OF, TOPICS, Sizes, Values, body_of, day, insert, slug

LONGEST = 24  # events of one commitment
PHRASES = (
    ("by the end of {year}", "deadline", None, 365), ("in spring {year}", "interval", 91, 91),
    ("by March {year}", "deadline", None, 31), ("in due course", "open", None, None),
    ("in {year}", "interval", 365, 364), ("shortly", "open", None, None),
    ("on 5 July {year}", "precise", 0, 0), ("from {year}", "open", None, None),
)  # fmt: skip
_SOURCE = "url title title_basis publisher published kind"
EVENTS = (
    "commitment seq event made_on made_on_precision made_on_basis who voice promised_by due_phrase "
    "due_kind due_earliest due_latest confidence checked"
)


def add(db: Database, dice: random.Random, size: Sizes) -> None:
    """All of them, with their names, bodies, sources and looks."""
    numbers = range(size.commitments)
    insert(
        db,
        "commitments",
        "slug title owner topic kind selection summary origin",
        map(_commitment, numbers),
    )
    insert(
        db, "commitment_bodies", "commitment position body role",
        ((slug(n), at, f"body-{(body_of(n) + at - 1) % 60}", "lead" if at == 1 else "joint")
         for n in numbers for at in range(1, 2 + (n % 12 == 0))),
    )  # fmt: skip
    insert(
        db,
        "aliases",
        "commitment position alias",
        ((slug(n), 1, f"Scheme {n} of the coast") for n in numbers),
    )
    insert(db, "events", EVENTS, (event for n in numbers for event in _story(dice, n)))
    _sources(db, size)
    insert(
        db, "looks", "commitment looked_on result note place",
        ((slug(n), "2026-11-01", "not_found", "Not there.", "the plans page")
         for n in numbers[::7]),
    )  # fmt: skip
    insert(
        db,
        "unverified",
        "commitment position text",
        ((slug(n), 1, "The first date is known from a report only.") for n in numbers[::11]),
    )
    insert(
        db, "context", "commitment position date date_precision text",
        ((slug(n), 1, "2024-05-01", "day", f"A committee asked about it, page {n}.")
         for n in numbers[::5]),
    )  # fmt: skip
    insert(
        db, "context_sources", f"commitment context_position position {_SOURCE}",
        ((slug(n), 1, 1, f"https://committee.example/{n}", "A page", "as_shown", "A committee",
          "2024-05-02", "official") for n in numbers[::5]),
    )  # fmt: skip


def _sources(db: Database, size: Sizes) -> None:
    """One source an event, of one in five a second; some have a copy, or are gone."""
    [(count,)] = db.execute("select max(id) from events").fetchall()
    rows = (
        (n, at, url_of(1 + (n * 7 + at) % size.documents), "A page", "as_shown", "Source 0",
         "2026-01-01", "official",
         f"https://archive.example/{n}" if n % 6 == 0 else None)
        for n in range(1, count + 1) for at in range(1, 2 + (n % 5 == 0))
    )  # fmt: skip
    insert(db, "event_sources", f"event_id position {_SOURCE} archive_url", rows)
    insert(
        db, "link_checks", "url checked_on state",
        ((url_of(n), "2026-10-30", "gone" if n % 9 == 0 else "open")
         for n in range(1, size.documents // 40 + 1)),
    )  # fmt: skip


def _commitment(number: int) -> Values:
    body = body_of(number)
    title = f"Plan {number} for the {('harbour', 'coast', 'lighthouse', 'ferry')[number % 4]}"
    topic = f"topic {number * 7 % TOPICS}"
    return (
        slug(number), title, f"Body {body}", topic, "promise", "editor", f"{title}.", "register"
    )  # fmt: skip


def _story(dice: random.Random, number: int) -> Iterator[Values]:
    """The events of one commitment, in order; some have not ended."""
    body, said, seq = f"body-{body_of(number)}", day(dice), 1
    for seq in range(1, min(1 + int(dice.expovariate(0.24)), LONGEST) + 1):
        yield event(dice, number, seq, "promised" if seq == 1 else "slipped", said, body)
        said += timedelta(days=dice.randint(20, 400))
        if said >= AS_OF:
            return
    if dice.random() < 0.6:  # three in five have ended
        end = "dropped" if number % 20 == 0 else "delivered"
        yield (
            slug(number), seq + 1, end, f"{said}", "day", "statement", "A spokesperson",
            "on_record", body, None, "none", None, None, "read_directly", "original",
        )  # fmt: skip


def event(
    dice: random.Random, number: int, seq: int | None, kind: str, said: date, body: str
) -> Values:
    """An event with a due, as a row of ``EVENTS``."""
    words, due_kind, width, length = dice.choice(PHRASES)
    year = said.year + dice.randint(0, 2)
    first = date(year, dice.randint(1, 9), 1)
    latest = first + timedelta(days=length) if length is not None else None
    earliest = latest - timedelta(days=width) if latest and width is not None else None
    who = "A spokesperson" if seq != 3 else f"Minister {number % 300}"
    return (
        slug(number), seq, kind, f"{said}", "day", "statement", who, "on_record", body,
        words.format(year=year), due_kind, earliest and f"{earliest}", latest and f"{latest}",
        "reported_second_hand" if dice.random() < 0.1 else "read_directly",
        "not_yet" if dice.random() < 0.2 else "original",
    )  # fmt: skip
