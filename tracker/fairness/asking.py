"""The request for comment: what we say of a body is put to its press office.

It says nothing that the pages do not say, and nothing more strongly; what is second-hand or not
checked is called so. Nothing is sent. Asking is a way of checking, so what nobody has looked for
may be asked about; what came out in time, what no word of the body itself stands behind and what
waits for a person here is not.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlite_utils import Database

from db.commitments import set_as_of
from db.connection import trying
from db.errors import Problem
from db.fairness import asking as store
from db.fairness import responses as answers
from db.foi import letters
from tracker.calendars.bank_holidays import UK, working_days
from tracker.fairness.given import refuse_unknown, refuse_unknown_body
from tracker.fairness.responses import Response, body_asked
from tracker.foi.bodies import standing_on
from tracker.foi.counting import calendar_of
from tracker.foi.letters import gate
from tracker.foi.letters.draft import Draft
from tracker.foi.letters.letter import Items, Letter, address
from tracker.foi.letters.material import best_source, names_document, telling
from tracker.foi.letters.wording import day, said_when, statements, thing
from tracker.foi.promises import settle
from tracker.names import refused
from tracker.releases.sentences import deciding
from tracker.wording import STATUS_NAMES, capital, sentence

Row = dict[str, Any]

WORKING_DAYS: Final = 3  # to answer in, where no day is given
# Nothing is held against the body in these.
_IN_TIME: Final = frozenset({"delivered", "delivered_on_time"})
_CAME: Final = _IN_TIME | {"delivered_late", "unclear"}
_PRESS_OFFICE: Final = "press office"


@dataclass(frozen=True)
class Site:
    """Who asks: the public address of the pages, and where to write to; "" where not said."""

    url: str = ""
    contact: str = ""
    operator: str = ""

    def page(self, slug: str) -> str | None:
        """The address of the page of a commitment."""
        return f"{self.url.rstrip('/')}/commitments/{slug}" if self.url else None

    def challenge(self, slug: str) -> str | None:
        """Where it is told how to object."""
        return f"{self.url.rstrip('/')}/challenge/{slug}" if self.url else None


@dataclass(frozen=True)
class Claim:
    """What we say of a commitment on a day: its row, the sentence, its grounds, who is asked.

    ``said`` are rows of db.foi.letters.said with the ``source`` to name; ``successor_of`` the name
    of a body that is no more.
    """

    row: Row
    sentence: str
    said: tuple[Row, ...]
    body: str
    body_name: str
    successor_of: str | None

    @property
    def slug(self) -> str:
        """The slug of the commitment."""
        return str(self.row["slug"])

    @property
    def status(self) -> str:
        """What it has come to (view timeline)."""
        return str(self.row["status"])

    @property
    def name(self) -> str:
        """Its title as a letter names it."""
        return thing(self.row["title"])

    @property
    def second_hand(self) -> list[Row]:
        """What is known from others' reports alone."""
        return [row for row in self.said if row["evidence"] == "second-hand"]

    @property
    def not_checked(self) -> list[Row]:
        """What nobody has held against its source a second time."""
        return [row for row in self.said if row["checked"] == "not_yet"]


@dataclass(frozen=True)
class Asked:
    """A draft, and the response that notes it as asked (tracker.fairness.responses)."""

    draft: Draft
    response: Response


def asked(
    db: Database,
    slug: str,
    as_of: date,
    *,
    site: Site,
    by: date | None = None,
    body: str | None = None,
    name: str | None = None,
    how: str | None = None,
    anyway: str | None = None,
) -> Asked:
    """The request for comment on what we say of a commitment, drafted on a day.

    ``by`` is the day by which an answer is asked for (WORKING_DAYS after, if it is not given),
    ``body`` the one to ask (else the one that is responsible), ``name`` who signs, ``anyway`` why
    it is asked although nothing is due yet. Nothing is kept. Raises Problem, with what to do, where
    there is no such commitment or body, or nothing to ask.
    """
    by = by or working_days(calendar_of(db), UK).after(as_of, WORKING_DAYS)
    if by <= as_of:
        raise Problem(f"an answer by {by} cannot come: it is {as_of}", where=slug, do="mend --by")
    with trying(db):
        set_as_of(db, as_of.isoformat())
        # What an FOI reply promised is told only for as long as its case is public.
        settle(db, as_of, f"{as_of}T00:00:00Z")
        refuse_unknown(db, slug)
        claim = _claim(db, slug, as_of, body)
        _refuse(db, claim, anyway)
        lines = tuple(_for_drafter(db, claim, site))
    letter = _letter(claim, as_of, by, site, name)
    words = "\n".join([*_questions(claim), f"Answer asked for by {day(by)}."])
    draft = Draft(letter, lines, None, f"{slug}-comment-{as_of}")
    return Asked(draft, Response("asked", as_of, claim.body, how, words))


# ------------------------------------------------------------------------- what there is


def _claim(db: Database, slug: str, as_of: date, body: str | None) -> Claim:
    if body is not None:
        refuse_unknown_body(db, body)
    stands, before = standing_on(db, body or body_asked(db, slug), as_of)
    row = store.story(db, slug)
    if row is None:
        raise Problem(f"nothing was known of it on {as_of}", where=slug, do="ask on a later day")
    outcome = deciding(row, store.outcomes(db, slug))
    said = [{**one, "source": _source(one)} for one in letters.said(db, slug)]
    return Claim(
        row=row,
        sentence=sentence(row, target=row["target"], outcome=outcome),
        said=tuple(telling(said)),
        body=stands["slug"],
        body_name=stands["name"],
        successor_of=before[0] if before else None,
    )


def _source(row: Row) -> Row:
    """The source to name; a sentence that names anybody below a minister is not quoted whole."""
    source = best_source(row["sources"])
    quote = source["quote"]
    named = quote is not None and refused(quote, "own_words")
    return {**source, "quote": None} if named else source


def _refuse(db: Database, claim: Claim, anyway: str | None) -> None:
    """Raise Problem where there is nothing to put to the body, or not yet."""
    slug, row = claim.slug, claim.row
    for why, do in letters.holds(db, slug, (letters.SIGN_OF_DELIVERY, letters.UNDER_REVIEW)):
        raise Problem(f"held back: {why}", where=slug, do=do)
    if claim.status in _IN_TIME:
        raise Problem(
            f"there is nothing to ask: {STATUS_NAMES[claim.status]}",
            where=slug,
            do="if that is wrong, correct the register",
        )
    if not claim.said:
        raise Problem(
            "no promise of the body itself is on record: what others expected binds nobody",
            where=slug,
            do="record the body's own word first",
        )
    look = letters.last_look(db, slug)
    if look is not None and look["result"] == "found" and claim.status not in _CAME:
        raise Problem(
            f"it was found on {day(look['looked_on'])}, as a look says",
            where=slug,
            do=f"record that it came out, or take the look back: `delaywatch looked {slug} "
            "--retract`",
        )
    if claim.status == "awaited" and not _has_moved(row) and not anyway:
        raise Problem(
            f"nothing is due until {day(row['standing_due_latest'])}, and that date never moved",
            where=slug,
            do="wait, or say why it is asked for already with --anyway WHY",
        )


def _has_moved(row: Row) -> bool:
    return any(row[name] for name in ("moved_later", "loosened", "dates_lost"))


# ------------------------------------------------------------------------- the letter


def _letter(claim: Claim, as_of: date, by: date, site: Site, name: str | None) -> Letter:
    return Letter(
        kind="comment",
        to=f"{claim.body_name} {_PRESS_OFFICE}",
        address=None,
        subject=f"Request for comment: {claim.row['title']}",
        blocks=tuple(_blocks(claim, as_of, by, site)),
        name=name,
    )


def _blocks(claim: Claim, as_of: date, by: date, site: Site) -> Iterator[str | Items]:
    page = site.page(claim.slug)
    run_by = f", run by {site.operator}" if site.operator else ""
    yield (
        f"We keep a public record (delaywatch{run_by}) of the dates that public bodies give and of "
        "what comes of them. We ask you to comment on what it says of "
        f"{claim.name}{f', on the page {address(page)}' if page else ''}."
    )
    if claim.successor_of:
        yield f"We ask you as the successor of {claim.successor_of}."
    yield f"What we say, counted for {day(as_of)}:"
    yield Items((claim.sentence,))
    yield from _how_sure(claim)
    yield "What that rests on, as far as we know:"
    yield Items(_rests_on(claim))
    yield from _doubts(claim)
    yield "Our questions:"
    yield Items(tuple(_questions(claim)), numbered=True)
    yield (
        f"Please answer by {day(by)}. What you say will stand on the page in your own words, with "
        "its day, beside what we say; so will an answer that comes later. If none has come by "
        "then, the page will say that we asked, when, and that there was no reply by that day."
    )
    yield _reaching_us(claim, site)


def _how_sure(claim: Claim) -> Iterator[str]:
    """What we do not claim, where the sentence could be taken for more."""
    if claim.status == "unchecked":
        yield (
            "We do not call it late: we do not know well enough whether it came out. Asking you is "
            "one way in which we check that."
        )
    if claim.row["disputed"]:
        yield "This is disputed: an objection to it is being looked at, and the page says so."


def _rests_on(claim: Claim) -> tuple[str, ...]:
    lines = statements(claim.said)
    return tuple(
        f"{line} Not yet checked against the source by a second reading."
        if row["checked"] == "not_yet" else line
        for row, line in zip(claim.said, lines, strict=True)
    )  # fmt: skip


def _doubts(claim: Claim) -> Iterator[str]:
    of = len(claim.said)
    parts = [
        f"{_of_all(len(rows), of)} {what}"
        for rows, what in (
            (claim.second_hand, "second-hand"),
            (claim.not_checked, "not yet checked against the source"),
        )
        if rows
    ]
    if parts:
        yield f"{capital(', and '.join(parts))}. If any of it is wrong, please tell us."


def _of_all(number: int, of: int) -> str:
    """How many of some there are, with the verb.

    >>> _of_all(1, 4), _of_all(4, 4), _of_all(2, 2), _of_all(1, 1)
    ('1 of these 4 is', 'all 4 are', 'both are', 'this is')
    """
    if number == of:
        return {1: "this is", 2: "both are"}.get(of, f"all {of} are")
    return f"{number} of these {of} {'is' if number == 1 else 'are'}"


def _questions(claim: Claim) -> Iterator[str]:
    yield from _on_its_end(claim) if claim.row["outcome_event"] else _on_its_coming(claim)
    yield (
        "Is anything of what we say wrong, incomplete or unfair? If so: what, and where can that "
        "be read?"
    )


def _on_its_end(claim: Claim) -> Iterator[str]:
    row, name = claim.row, claim.name
    if claim.status == "merged":
        into = thing(row["target"]) if row["target"] else "other work"
        yield f"Is it right that {name} became part of {into}?"
        yield "When will that part be published?"
        yield "Why was it made part of that?"
    elif claim.status == "dropped":
        yield f"Is it right that {name} will not come, and why was it given up?"
    else:
        yield f"On which day did {name} come out?"
        if claim.status == "delivered_late":
            yield "Why did it come out after the first date that was given?"


def _on_its_coming(claim: Claim) -> Iterator[str]:
    is_document = names_document(claim.row["title"])
    came = "been published" if is_document else "been done"
    part = "the rest of " if claim.status == "partially_delivered" else ""
    yield f"Has {part}{claim.name} {came}? If it has: when, and where can we read it?"
    yield f"If it has not: when will it be {'published' if is_document else 'done'}?"
    if claim.status == "paused":
        yield "Why was it paused?"
    if _has_moved(claim.row):
        yield "Why did the date move?"


def _reaching_us(claim: Claim, site: Site) -> str:
    challenge = site.challenge(claim.slug)
    how = f" ({address(challenge)} tells how)" if challenge else ""
    contact = f" You reach us at {site.contact}." if site.contact else ""
    return (
        f"You can object to what we say at any time{how}: it is marked as disputed until it was "
        f"looked at here, by two people where there are two.{contact}"
    )


# ------------------------------------------------------------------------- for the drafter


def _for_drafter(db: Database, claim: Claim, site: Site) -> Iterator[str]:
    chain = f", successor of {claim.successor_of}" if claim.successor_of else ""
    yield f"to the {_PRESS_OFFICE} of {claim.body_name}{chain}: its address is not on record"
    others = [one["body"] for one in answers.bodies_of(db, claim.slug) if one["body"] != claim.body]
    if others:
        yield f"it also belongs to {', '.join(others)}: --body SLUG asks one of them"
    if not site.url:
        yield "set DELAYWATCH_URL to the public address, so that the letter names the page"
    yield from _asked_before(db, claim)
    if claim.status == "unchecked" and not claim.row["looked_on"]:
        yield "nobody has looked for it lately: look first, the answer may be there already"
    yield from gate.warnings(db, claim.row)
    yield from _to_open(claim.not_checked, len(claim.said))


def _asked_before(db: Database, claim: Claim) -> Iterator[str]:
    rows = [
        row for row in answers.responses(db, claim.slug)
        if row["body"] == claim.body and row["retracted_on"] is None
    ]  # fmt: skip
    for row in rows:
        word = row["happened"].replace("_", " ")
        yield f"on record: {claim.body_name}, {word}, {day(row['happened_on'])}"


def _to_open(rows: Sequence[Row], of: int) -> Iterator[str]:
    if not rows:
        return
    yield f"not checked against the source by a person: {len(rows)} of {of}; open each page first:"
    yield from (f"  {said_when(row)}: {row['source']['url']}" for row in rows)
