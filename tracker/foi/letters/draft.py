"""A draft and what its drafter should know: who answers, what was asked before, what is unchecked.

Nothing is sent and nothing is stored: the database is as it was before.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from sqlite_utils import Database

from db.commitments import live_slugs, set_as_of
from db.connection import trying
from db.errors import Problem
from db.foi import letters as store
from db.foi.cases import case_ids, is_case
from tracker.foi.bodies import Answering
from tracker.foi.cases import is_public, read
from tracker.foi.clock import standing
from tracker.foi.counting import calendar_of
from tracker.foi.letters import gate, prefill
from tracker.foi.letters.asked_before import asked_before, warnings
from tracker.foi.letters.complaint import complaint, to_attach
from tracker.foi.letters.laws import LAWS
from tracker.foi.letters.letter import FORMATS, Letter
from tracker.foi.letters.material import Material, gathered, known_before
from tracker.foi.letters.next_step import COMPLAINT, CaseNow, next_letter
from tracker.foi.letters.receiver import receiver_of
from tracker.foi.letters.request import in_short, request
from tracker.foi.letters.review import review
from tracker.foi.letters.wording import day
from tracker.foi.model import Case
from tracker.foi.promises import settle
from tracker.foi.wording import deadline_name

Row = dict[str, Any]
KINDS: Final = ("request", "review", "complaint")
_OURS_ALONE: Final = 0o600  # a draft may be about a private case, and bears a name


@dataclass(frozen=True)
class Draft:
    """A letter, the lines for its drafter, and the address that offers it ready on WhatDoTheyKnow.

    ``link`` is None where there is none, and ``link_is_whole`` tells whether it has all words of
    the letter; ``stem`` is the name of its file, without the ending.
    """

    letter: Letter
    lines: tuple[str, ...]
    link: str | None
    stem: str
    link_is_whole: bool = True


@dataclass(frozen=True)
class Wish:
    """What whoever drafts wants otherwise than it would be.

    ``kind`` of letter, ``body`` to ask, ``name`` to sign with, ``anyway`` why before the date,
    ``is_environmental``: under the environmental regulations, ``is_document``: whether a document
    was promised (None: as the title has it).
    """

    kind: str | None = None
    body: str | None = None
    name: str | None = None
    anyway: str | None = None
    is_environmental: bool = False
    is_document: bool | None = None


def drafted(db: Database, subject: str, as_of: date, wish: Wish) -> Draft:
    """The letter that a commitment (its slug) or a case (its id) calls for on a day.

    Raises Problem, with what to do, where there is to be none yet.
    """
    with trying(db):
        set_as_of(db, as_of.isoformat())
        # What a reply promised is quoted only for as long as its case is public.
        settle(db, as_of, f"{as_of}T00:00:00Z")
        if is_case(db, subject):
            return _of_case(db, subject, as_of, wish)
        return _of_commitment(db, subject, as_of, wish)


def kept(draft: Draft, folder: Path, form: str) -> Path:
    """Write a draft into a folder, for nobody else to read; returns its path.

    A draft that is there already is left alone. Raises Problem where it says something else.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path, text = folder / f"{draft.stem}{FORMATS[form]}", draft.letter.written(form)
    if path.exists():
        if path.read_text(encoding="utf-8", errors="replace") != text:
            raise Problem(
                "there is another draft here already, and it was left as it is",
                where=str(path),
                do="move it away, or name another folder with --out",
            )
        return path
    waiting = path.with_name(f".{path.name}.part")
    waiting.touch(mode=_OURS_ALONE)
    waiting.write_text(text, encoding="utf-8")
    waiting.replace(path)
    return path


def _of_commitment(db: Database, slug: str, as_of: date, wish: Wish) -> Draft:
    commitment = _commitment(db, slug)
    if wish.kind not in (None, "request"):
        raise Problem(
            f"a {wish.kind} is about a request that was made",
            where=slug,
            do=f"name the case: {', '.join(one.case.id for one in asked_before(db, slug, as_of))}"
            if store.has_cases(db, slug)
            else "record the request first with `delaywatch foi add`",
        )
    gate.refuse_early(db, commitment, as_of, anyway=wish.anyway)
    material = gathered(
        db, commitment, as_of, body=wish.body, is_environmental=wish.is_environmental,
        is_document=wish.is_document,
    )  # fmt: skip
    letter, facts = request(material, wish.name), material.asked.facts
    link, is_whole = None, True
    if facts.whatdotheyknow:
        shorter = (letter.body(), *in_short(material))
        link = prefill.prefilled(facts.whatdotheyknow, material.title, slug, shorter)
        first = prefill.prefilled(facts.whatdotheyknow, material.title, slug, shorter[:1])
        is_whole = link == first
    return Draft(
        letter,
        tuple(_about_request(db, material, as_of, wish)),
        link,
        f"{slug}-request-{as_of}",
        is_whole,
    )


def _of_case(db: Database, case_id: str, as_of: date, wish: Wish) -> Draft:
    case = read(db, case_id)
    _refuse_the_past(case, as_of)
    if wish.kind == "request":
        raise Problem(
            "a new request is about a commitment",
            where=case_id,
            do=f"name it: {' or '.join(link.slug for link in case.commitments) or 'its slug'}",
        )
    now = CaseNow(case, standing(case, table=calendar_of(db)), as_of)
    kind = next_letter(now, wish.kind)
    if kind == COMPLAINT:
        letter = complaint(now, wish.name)
    else:
        to = receiver_of(db, case, as_of)
        letter = review(now, to, _promises(db, now), wish.name)
    return Draft(letter, tuple(_about_case(now, letter)), None, f"{case_id}-{kind}-{as_of}")


def _refuse_the_past(case: Case, as_of: date) -> None:
    """A letter of an earlier day would tell of what came after it."""
    newest = max((event.on for event in case.events if event.on is not None), default=as_of)
    if newest > as_of:
        raise Problem(
            f"the newest that is on record of it is of {day(newest)}, after {day(as_of)}",
            where=case.id,
            do="draft for that day or a later one",
        )


def _commitment(db: Database, slug: str) -> Row:
    found = store.commitment(db, slug)
    if found is None:
        near = get_close_matches(slug, [*live_slugs(db), *case_ids(db)], n=3)
        raise Problem(
            "there is no commitment and no case of this name",
            where=slug,
            do=f"did you mean {' or '.join(near)}?" if near
            else "see the table commitments, and `delaywatch foi list`",
        )  # fmt: skip
    return found


def _promises(db: Database, now: CaseNow) -> list[Row]:
    """What had been said of the publication before the request was made."""
    asked_on = now.standing.received_on
    if asked_on is None:
        return []
    links = now.case.commitments
    slugs = [link.slug for link in links if link.role == "asks_for"]
    if not slugs and len(links) == 1:
        slugs = [links[0].slug]
    return [row for slug in slugs for row in known_before(db, slug, asked_on)]


# ------------------------------------------------------------------------- for the drafter


def _about_request(db: Database, material: Material, as_of: date, wish: Wish) -> Iterator[str]:
    slug = material.commitment["slug"]
    yield from _who_answers(material.asked, material.regime)
    if wish.anyway:
        yield f"drafted before its date although nothing is due yet: {wish.anyway}"
    others = [one for one in store.responsible(db, slug) if one != material.asked.slug]
    if others:
        yield f"it also belongs to {', '.join(others)}: --body SLUG asks one of them"
    yield from gate.warnings(db, material.commitment)
    yield from _unchecked(material.quoted)
    before = asked_before(db, slug, as_of)
    yield "asked before, as far as we know:" if before else "no request about it is known to us"
    yield from (f"  {one.line()}" for one in before)
    yield f"look for other people's requests: {prefill.search(material.title)}"
    yield from warnings(before, slug, material.asked, as_of, calendar_of(db))
    what = "a document" if material.is_document else "something to be done, not a document"
    yield f"it is taken for {what}: --document or --no-document, if that is wrong"


def _who_answers(asked: Answering, regime: str) -> Iterator[str]:
    facts, law = asked.facts, LAWS[regime]
    chain = f", successor of {', '.join(asked.before)}" if asked.before else ""
    yield f"to {asked.name}{chain}, under {law.name}"
    if law.cost:
        yield (
            f"limit of cost: £{facts.cost_limit_pounds}, which is {facts.cost_limit_hours} hours "
            f"({facts.regime} s.12)"
        )
    yield f"where it goes: {facts.address or 'not on record, look it up'}"
    if not facts.whatdotheyknow:
        yield "its name on WhatDoTheyKnow is not on record, so there is no address with the letter"
    if not facts.confirmed:
        yield f"not confirmed, check it before you send: {facts.note or 'see tracker/bodies.yml'}"


def _unchecked(said: Sequence[Row]) -> Iterator[str]:
    """What is quoted and nobody has held against its source a second time."""
    rows = [row for row in said if row["checked"] == "not_yet"]
    if not rows:
        return
    yield f"not checked against the source by a person: {len(rows)} of {len(said)} quoted"
    yield "open each page before you send:"
    yield from (f"  {url}" for url in dict.fromkeys(row["source"]["url"] for row in rows))


def _about_case(now: CaseNow, letter: Letter) -> Iterator[str]:
    if not is_public(now.case, now.as_of):
        yield f"{now.case.id} is private: so is this draft"
    for limit in now.standing.deadlines:
        if limit.party == "requester" and limit.met_on is None:
            passed = " (that day has passed)" if limit.late_after < now.as_of else ""
            yield f"{deadline_name(limit.kind)}: {day(limit.late_after)}{passed}"
            yield f"  {limit.explanation}"
    yield from now.standing.notes
    if letter.kind == COMPLAINT:
        if now.reply is None and not now.was_chased:
            yield "the regulator wants to see that the body was reminded; no reminder is on record"
            yield "  remind it first, or attach what shows that you did"
        yield "send with it:"
        yield from (f"  {one}" for one in to_attach(now))
        yield "where it goes: the regulator's own form; look it up on its site"
    elif letter.address is None:
        yield "where it goes is not on record: the reply, or the body's site, says so"
    yield from (
        f"  not seen by us: {event.type}" for event in now.case.events
        if event.known in ("inferred", "stated")
    )  # fmt: skip
