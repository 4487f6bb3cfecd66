"""The draft of a request about a commitment, for a reader to send: built from published rows only.

The words are those of ``delaywatch foi letter`` (tracker.foi.letters); nothing is sent from here,
and no draft is offered where that command would refuse one.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from datasette.database import Database

from db.errors import Problem
from db.pages import asking as sql
from db.pages import commitment as commitment_sql
from tracker.foi.bodies import Answering, FoiFacts, ended
from tracker.foi.letters import gate, prefill
from tracker.foi.letters.letter import Letter
from tracker.foi.letters.material import (
    Material,
    best_source,
    first_day,
    has_lost_its_date,
    names_document,
    telling,
)
from tracker.foi.letters.request import in_short, request
from web.evidence import events_of
from web.stories import Row, query, told_of

Event = dict[str, Any]
_HELD_BACK = "a sign that it came out is being checked"
_DISPUTED = "an objection to what is said here is being looked at"


@dataclass(frozen=True)
class Asking:
    """What a page offers to who wants to ask.

    ``letter`` is None where there is to be none, and ``why_not`` says why. ``link`` offers it ready
    at WhatDoTheyKnow, whole or in short; ``search`` finds what others asked there.
    """

    letter: Letter | None
    why_not: str
    link: str | None
    link_is_whole: bool
    search: str

    @property
    def text(self) -> str:
        """The letter as a person sends it."""
        return self.letter.written("text") if self.letter else ""


async def asking(db: Database, row: Row, events: list[Event], as_of: date) -> Asking:
    """The draft about a commitment (its row, what was said of it), or why there is none."""
    search = prefill.search(row["title"])
    try:
        material = await _gathered(db, row, events, as_of)
    except Problem as problem:
        return Asking(None, problem.what, None, link_is_whole=False, search=search)
    letter, facts = request(material), material.asked.facts
    if facts.whatdotheyknow is None:
        return Asking(letter, "", None, link_is_whole=False, search=search)
    letters = (letter.body(), *in_short(material))
    link, whole = (
        prefill.prefilled(facts.whatdotheyknow, material.title, row["slug"], offered)
        for offered in (letters, letters[:1])
    )
    return Asking(letter, "", link, link_is_whole=link == whole, search=search)


async def _gathered(db: Database, row: Row, events: list[Event], as_of: date) -> Material:
    """What a request draws on. Raises Problem where there is to be none."""
    said = _said(events)
    look = await _ripe(db, row, said, as_of)
    asked = await _asked(db, row, said, as_of)
    target = row["merged_into"]
    of_target = _said(await events_of(db, target)) if target else []
    told = telling(said)
    return Material(
        commitment=dict(row),
        said=tuple(told),
        first_said=min(filter(None, map(first_day, told)), default=None),
        look=look if look and look["result"] == "not_found" else None,
        asked=asked,
        regime=asked.facts.regime,
        is_document=names_document(row["title"]),
        has_lost_its_date=has_lost_its_date(said),
        said_since=_said_since(said, of_target),
        asks_for_target=await _asks_for_target(db, target, of_target, as_of),
    )


async def _ripe(db: Database, row: Row, said: list[Event], as_of: date) -> Event | None:
    """The newest look, if any. Raises Problem where there is to be no request yet."""
    if row["status"] == "being_checked":
        raise Problem(_HELD_BACK)
    if row["disputed"]:
        raise Problem(_DISPUTED)
    looks = await query(db, commitment_sql.LOOKS, slug=row["slug"])
    look = looks[0] if looks else None
    gate.refuse_unripe(dict(row), as_of, look=look, is_promised=bool(said))
    return look


def _said(events: list[Event]) -> list[Event]:
    """What the body itself said, or was reported as saying (shape: db.foi.letters.said)."""
    return [
        {
            **event,
            "measured_due": event["due_latest"] or event["start_by"],
            "source": best_source([_source(event, source) for source in event["sources"]]),
        }
        for event in events
        if event["counts"] and event["sources"]
    ]


def _source(event: Event, source: Event) -> Event:
    sentences = [
        quote["sentence"] for quote in event["quotes"]
        if source["document"] and quote["document"] == source["document"]
    ]  # fmt: skip
    return {
        **source,
        "quote": sentences[0] if sentences else None,
        "archived_sha256": source["copy_sha256"],
        "archived_on": source["copy_read_on"],
    }


def _said_since(said: list[Event], of_target: list[Event]) -> Event | None:
    """The newest date of what took it in, given on the day of that or later."""
    merged = [first_day(row) for row in said if row["event"] == "merged"]
    if not merged or merged[-1] is None:
        return None
    dated = [
        row for row in of_target
        if row["carries"] and row["measured_due"] and (first_day(row) or date.min) >= merged[-1]
    ]  # fmt: skip
    return dated[-1] if dated else None


async def _asks_for_target(db: Database, slug: str | None, said: list[Event], as_of: date) -> bool:
    """Whether the date of what took it in may be asked for: as if it were asked alone."""
    found = await told_of(db, [slug]) if slug else []
    if not found or found[0].row["status"] in ("merged", "dropped"):
        return False
    try:
        await _ripe(db, found[0].row, said, as_of)
    except Problem:
        return False
    return True


async def _asked(db: Database, row: Row, said: list[Event], as_of: date) -> Answering:
    """Who answers for the body whose word the newest statement is, or else for the next of those.

    The next are those who spoke before, then those who are responsible, the lead first. Raises the
    Problem of the first where none is on record.
    """
    responsible = await query(db, commitment_sql.RESPONSIBLE, slug=row["slug"])
    responsible.sort(key=lambda one: (one["role"] == "independent", one["role"] != "lead"))
    spoke = [event["promised_by"] for event in reversed(said) if event["promised_by"]]
    first = Problem("no body is on record that could be asked")
    for place, body in enumerate(dict.fromkeys([*spoke, *(one["slug"] for one in responsible)])):
        try:
            return await _answering(db, body, as_of)
        except Problem as problem:
            first = first if place else problem
    raise first


async def _answering(db: Database, body: str, as_of: date) -> Answering:
    """Who answers on a day for a body. Raises Problem where that is not on record."""
    before: list[str] = []
    for row in await query(db, sql.ANSWERING, body=body, day=as_of.isoformat()):
        until = ended(row["existed_until"])
        if until is not None and until < as_of:
            before.append(row["name"])
        elif row["regime"] is None:
            raise Problem(
                f"by which law {row['name']} answers requests, and where, is not on record here"
            )
        else:
            return Answering(row["slug"], row["name"], tuple(before), _facts(row))
    gone = f"{before[-1]} is no more, and " if before else ""
    raise Problem(f"{gone}who answers requests now is not on record here")


def _facts(row: Event) -> FoiFacts:
    names = FoiFacts.__dataclass_fields__
    return FoiFacts(**{**{name: row[name] for name in names}, "confirmed": bool(row["confirmed"])})
